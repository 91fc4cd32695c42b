"""Figures of a table say what its numbers say; names from data are never markup."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.data.table import to_arrow, to_parquet
from mlcore.plots.column import column_plot
from mlcore.plots.relations import matrix_plot, pairs, strengths_plot
from mlcore.plots.target import target_plot
from mlcore.profiling.associations import associations
from mlcore.profiling.profile import profile
from mlcore.profiling.target import against_target, ranking
from mlcore.store.objects import Objects

EVIL = "<b>x</b>"
RANDOM = np.random.default_rng(0)
ROWS = 400


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    number = RANDOM.normal(50, 10, ROWS)
    frame = pd.DataFrame(
        {
            "number": number,
            "whole": RANDOM.integers(0, 5, ROWS),
            EVIL: RANDOM.choice([EVIL, "plain"], ROWS),
            "day": pd.date_range("2024-01-01", periods=ROWS).astype("datetime64[us]"),
            "flag": RANDOM.random(ROWS) < 0.3,
            "y": 2 * number + RANDOM.normal(0, 1, ROWS),
            "three": RANDOM.choice(["a", "b", "c"], ROWS),
        }
    )
    objects = Objects(tmp_path_factory.mktemp("objects"))
    stored = objects.put(to_parquet(to_arrow(frame)))
    return Dataset("made", "f", ROWS, specs(frame), stored, objects)


def test_the_bars_of_a_column_hold_all_its_rows(data: Dataset) -> None:
    for column in profile(data).columns:
        bars = column_plot(column).figure.data[0]
        counts = bars.y if column.histogram is not None else bars.x
        assert sum(counts) == ROWS, column.name


@pytest.mark.parametrize("target", ["y", "flag", "three", EVIL])
@pytest.mark.parametrize("theme", ["light", "dark", None])
def test_every_kind_of_column_is_drawn_against_every_target(
    data: Dataset, target: str, theme: str | None
) -> None:
    for column in profile(data).columns:
        plot = target_plot(column, against_target(data, column.name, target), theme)
        assert plot.lead
        assert len(plot.table)
        assert "<b>" not in plot.figure.to_json()
        assert plot.figure.layout.height <= 420


def test_the_target_line_is_the_mean_by_bin(data: Dataset) -> None:
    column, view = profile(data).column("number"), against_target(data, "number", "y")
    plot = target_plot(column, view)
    assert plot.lead.startswith("Mean y rises")
    frame = data.frame()
    assert view.bins[0].mean == pytest.approx(
        frame.loc[frame["number"] < view.bins[0].high, "y"].mean(), rel=1e-6
    )
    assert tuple(plot.table["Rows"]) == tuple(found.count for found in view.bins)


def test_pairs_stand_once_and_strongest_first(data: Dataset) -> None:
    value = associations(data)
    found = pairs(value)
    assert {found[0].first, found[0].second} == {"number", "y"}
    assert len({frozenset((pair.first, pair.second)) for pair in found}) == len(found)
    strengths = [abs(pair.strength) for pair in found]
    assert strengths == sorted(strengths, reverse=True)
    plot = matrix_plot(value)
    assert "<b>" not in plot.figure.to_json()
    assert "go together most" in plot.lead


def test_links_are_drawn_as_they_rank(data: Dataset) -> None:
    links = ranking(data, "y")
    plot = strengths_plot(links, "y", ROWS)
    assert plot.lead == "number goes with y most:"
    assert list(plot.figure.data[0].x) == [strength for _name, strength, _measure in links]
    assert strengths_plot((), "y", ROWS).lead == "There is no other column to compare."
