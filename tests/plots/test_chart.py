"""Charts of one's own: drawn from their numbers alone, in words that say what is not drawn."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.data.table import to_arrow, to_parquet
from mlcore.plots.chart import chart_plot, table
from mlcore.plots.palette import palette
from mlcore.profiling.chart.numbers import numbers
from mlcore.profiling.chart.spec import ChartSpec, fitting
from mlcore.store.objects import Objects

EVIL = "<b>x</b>"
RANDOM = np.random.default_rng(0)
ROWS = 6_000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    frame = pd.DataFrame(
        {
            "number": RANDOM.normal(50, 10, ROWS),
            "whole": RANDOM.integers(0, 5, ROWS),
            EVIL: RANDOM.choice([EVIL, "plain", None], ROWS),
            "day": pd.date_range("2024-01-01", periods=ROWS, freq="h").astype("datetime64[us]"),
            "letter": RANDOM.choice(list("abcdefghijklmnopqrstuvwxyz"), ROWS),
        }
    )
    objects = Objects(tmp_path_factory.mktemp("objects"))
    stored = objects.put(to_parquet(to_arrow(frame)))
    return Dataset("made", "f", ROWS, specs(frame), stored, objects)


def test_every_fitting_chart_is_drawn_whole(data: Dataset) -> None:
    pairs = itertools.product(data.columns, (None, *data.columns))
    themes = itertools.cycle(["light", "dark"])
    for x, y in pairs:
        for kind in fitting(x, y, data.rows):
            spec = ChartSpec(kind, x.name, None if y is None else y.name, EVIL, "whole", EVIL)
            value = numbers(data, spec)
            theme = next(themes)
            plot = chart_plot(value, theme)
            assert plot.lead.endswith("."), spec
            assert len(plot.table) == value.frame.height
            assert "<b>" not in plot.figure.to_json()
            assert plot.figure.layout.height <= 420
            assert plot.figure.layout.font.color == palette(theme).text
            assert not plot.figure.layout.title.text


def _marks(trace: object) -> int:
    size = np.shape(getattr(trace, "z", None)) or np.shape(getattr(trace, "x", None))
    return int(np.prod(size))


def test_the_bars_hold_all_rows_in_their_own_colours(data: Dataset) -> None:
    plot = chart_plot(numbers(data, ChartSpec("histogram", "number", colour="letter")))
    bars = plot.figure.data
    assert len(bars) == 8
    assert sum(int(np.sum(bar.y)) for bar in bars) == ROWS
    assert len({bar.marker.color for bar in bars}) == 8
    assert bars[-1].name == "other"
    assert "19 less frequent values of letter stand together as other" in plot.sentence


def test_a_sample_says_so(data: Dataset) -> None:
    plot = chart_plot(numbers(data, ChartSpec("points", "number", "whole")))
    assert sum(map(_marks, plot.figure.data)) == 1000
    assert "Sample: 1,000 of 6,000 rows" in plot.sentence


@pytest.mark.parametrize("kind", ["points", "density", "bar", "box", "line", "histogram", "heat"])
def test_numbers_are_sent_as_lists(data: Dataset, kind: Any) -> None:
    """Plotly draws packed numbers again when the page shows the same figure again."""
    x = "letter" if kind in ("bar", "box", "heat") else "number"
    y = {"histogram": None, "heat": "whole"}.get(kind, "number")
    figure = chart_plot(numbers(data, ChartSpec(kind, x, y))).figure
    assert "bdata" not in figure.to_json()


def test_axes_of_numbers_have_their_room_and_names_make_theirs(data: Dataset) -> None:
    numbered = chart_plot(numbers(data, ChartSpec("points", "number", "whole"))).figure.layout
    assert (numbered.xaxis.automargin, numbered.yaxis.automargin) == (False, False)
    assert (numbered.margin.l, numbered.margin.b) == (44, 44)
    named = chart_plot(numbers(data, ChartSpec("box", "letter", "number"))).figure.layout
    assert (named.xaxis.automargin, named.yaxis.automargin) == (True, False)
    assert (named.margin.l, named.margin.b) == (44, 0)


def test_panels_share_their_axes_and_say_what_they_are(data: Dataset) -> None:
    figure = chart_plot(numbers(data, ChartSpec("histogram", "number", facet="whole"))).figure
    assert {trace.xaxis for trace in figure.data} == {"x", "x2", "x3", "x4", "x5"}
    assert figure.layout.xaxis3.matches == "x"
    said = [note.text for note in figure.layout.annotations]
    assert said == [f"whole: {place}" for place in range(5)]


def test_the_table_has_names_in_place_of_codes(data: Dataset) -> None:
    value = numbers(data, ChartSpec("bar", "letter", "number", EVIL, aggregate="mean"))
    shown = table(value)
    assert set(shown["letter"]) <= {*"abcdefghijklmnopqrstuvwxyz", "other"}
    assert set(shown[EVIL]) == {EVIL, "plain", "missing"}
    assert "mean number" in shown.columns


def test_the_lead_names_the_highest(data: Dataset) -> None:
    value = numbers(data, ChartSpec("bar", "whole"))
    best = int(value.frame.sort("value", descending=True)["x"][0])
    assert chart_plot(value).lead.startswith(f"Rows: most at whole {value.x[best].label}, 1,")


def test_every_colour_stands_in_the_legend_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    frame = pd.DataFrame({"x": range(4), "y": range(4), "c": list("TaTb"), "f": list("TTab")})
    objects = Objects(tmp_path_factory.mktemp("objects"))
    stored = objects.put(to_parquet(to_arrow(frame)))
    small = Dataset("made", "f", 4, specs(frame), stored, objects)
    plot = chart_plot(numbers(small, ChartSpec("points", "x", "y", "c", facet="f")))
    names = [trace.name for trace in plot.figure.data if trace.showlegend]
    assert sorted(names) == ["T", "a", "b"]
