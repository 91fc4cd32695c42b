"""A selection in a drawn chart: each bar means the rows it counts, a box what lies in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.plots.chart import chart_plot
from mlcore.plots.chart_picks import picked, said
from mlcore.profiling.chart.numbers import numbers
from mlcore.profiling.chart.picked import Picked, rows
from mlcore.profiling.chart.spec import ChartSpec
from tests.profiling.tables import dataset

RANDOM = np.random.default_rng(1)
FRAME = pd.DataFrame(
    {
        "number": RANDOM.normal(0, 1, 600).round(1),
        "letter": RANDOM.choice(list("abc"), 600),
        "flag": RANDOM.random(600) < 0.3,
        "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(RANDOM.integers(0, 300, 600), "D"),
    }
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(FRAME, tmp_path_factory.mktemp("picks"))


def pick(data: Dataset, spec: ChartSpec, **selection: Any) -> tuple[Picked | None, str]:
    value = numbers(data, spec)
    found = picked(value, chart_plot(value).figure, selection, data.fingerprint)
    return found, "" if found is None else said(value, found)


@pytest.mark.parametrize(
    "spec",
    [
        ChartSpec("bar", "letter", colour="flag", facet="flag"),
        ChartSpec("histogram", "number", colour="letter", facet="flag"),
        ChartSpec("histogram", "day"),
    ],
    ids=lambda s: f"{s.kind} {s.x}",
)
def test_every_bar_means_the_rows_it_counts(data: Dataset, spec: ChartSpec) -> None:
    value = numbers(data, spec)
    figure = chart_plot(value).figure
    total = 0
    for curve, trace in enumerate(figure.data):
        for i in range(0, len(trace.x), max(len(trace.x) // 4, 1)):
            point = {"curve_number": curve, "point_index": i}
            found = picked(value, figure, {"points": [point]}, data.fingerprint)
            assert found is not None
            assert len(rows(data, found)) == trace.y[i], (curve, i)
            total += 1
    assert total > 3


def test_boxes_mean_what_lies_in_them(data: Dataset) -> None:
    box = {"xref": "x", "yref": "y", "x": [0.95, -0.15], "y": [20, 1]}
    points = ChartSpec("points", "number", "day")
    found, words = pick(data, points, box=[{**box, "y": ["2020-02-01", "2020-04-01 12:00:00.25"]}])
    inside = FRAME["number"].between(-0.15, 0.95) & FRAME["day"].between("2020-02-01", "2020-04-01")
    assert found is not None
    assert rows(data, found).tolist() == FRAME.index[inside].tolist()
    assert words == "number −0.15 – 0.95, day 2020-02-01 – 2020-04-01 12:00"
    found, words = pick(data, ChartSpec("box", "letter", "number"), box=[{**box, "x": [0.8, 2.2]}])
    assert found is not None
    assert set(FRAME["letter"].iloc[rows(data, found)]) == set(words.removeprefix("letter ")[::5])
    found, _ = pick(data, ChartSpec("heat", "letter", "flag"), box=[{**box, "y": [1.4, 9]}])
    assert found is None  # the two groups stand at 0 and 1


def test_a_box_over_cells_takes_whole_cells(data: Dataset) -> None:
    spec = ChartSpec("density", "day", "number")
    box = {"xref": "x", "yref": "y", "x": ["2020-03-01", "2020-05-01"], "y": [-1, 1]}
    found, words = pick(data, spec, box=[box])
    value = numbers(data, spec)
    assert found is not None
    (mark,) = found.marks
    x, y = (value.frame[part].cast(str).to_list() for part in ("x", "y"))
    assert str(mark[0].low)[:10] in {text[:10] for text in x}
    assert str(mark[1].low) in y
    assert words.startswith("day 2020-0")
    assert len(rows(data, found)) > 20


def test_a_box_in_a_panel_is_of_that_panel(data: Dataset) -> None:
    spec = ChartSpec("points", "number", "number", facet="flag")
    box = {"xref": "x2", "yref": "y2", "x": [-9, 9], "y": [-9, 9]}
    found, words = pick(data, spec, box=[box])
    assert found is not None
    assert FRAME["flag"].iloc[rows(data, found)].nunique() == 1
    assert words.startswith("flag ")


def test_nothing_selected_is_nothing(data: Dataset) -> None:
    assert pick(data, ChartSpec("bar", "letter"))[0] is None
    assert pick(data, ChartSpec("bar", "letter"), points=[], box=[])[0] is None


def test_many_marks_are_named_in_few_words(data: Dataset) -> None:
    points = [{"curve_number": 0, "point_index": i} for i in range(10)]
    _, words = pick(data, ChartSpec("histogram", "number"), points=points)
    assert words.endswith("and 7 more")
    assert words.count(" or ") == 2
