"""Gaps, outliers, time and places, drawn: what is said is what was counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.plots.gaps import patterns_plot, together_plot
from mlcore.plots.outliers import apart_plot, outliers_plot
from mlcore.plots.places import places_plot
from mlcore.plots.timeline import timeline_plot
from mlcore.profiling.chart.numbers import numbers
from mlcore.profiling.chart.spec import ChartSpec
from mlcore.profiling.gaps import gaps
from mlcore.profiling.outliers import apart, outliers
from mlcore.profiling.timeline import timeline
from tests.profiling.tables import dataset

RANDOM = np.random.default_rng(0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=300).astype("datetime64[us]"),
            "lat": RANDOM.uniform(59, 61, 300),
            "lon": RANDOM.uniform(-3, 12, 300),
            "x": RANDOM.normal(size=300),
        }
    )
    frame.loc[50:59, "day"] = pd.NaT
    frame.loc[:9, "x"] = np.nan
    frame.loc[:4, "lat"] = np.nan
    frame.loc[100, "x"] = 99
    return dataset(frame, tmp_path_factory.mktemp("figures"))


def test_patterns_say_the_commonest_and_the_full_rows(data: Dataset) -> None:
    plot = patterns_plot(gaps(data))
    assert plot.lead == "Most often missing: day, in 10 rows."
    assert "280 of 300 rows have no gap." in plot.sentence
    assert plot.table["Rows"].tolist() == [10, 5, 5]
    assert np.asarray(plot.figure.data[0].z).sum() == 1 + 1 + 2


def test_pairs_say_who_is_missing_together(data: Dataset) -> None:
    plot = together_plot(gaps(data))
    assert plot.lead == "x and lat are missing together most:"
    assert plot.sentence == "in 5 rows, 50% of those missing either."
    assert plot.table.iloc[0, 2:].tolist() == [5, 0.5]


def test_no_gap_is_said(tmp_path: Path) -> None:
    assert patterns_plot(gaps(dataset(pd.DataFrame({"a": [1]}), tmp_path))).lead == (
        "No cell is missing."
    )


def test_outliers_are_named_by_their_row(data: Dataset) -> None:
    plot = outliers_plot(outliers(data, "x"))
    assert plot.table.iloc[0].tolist() == [101, 99]
    assert "of 290 rows" in plot.lead
    assert len(plot.figure.layout.shapes) == 2
    nothing = dataset(pd.DataFrame({"x": [1.0] * 9}), Path(str(data.objects.root)))
    assert "no fences" in outliers_plot(outliers(nothing, "x")).lead


def test_the_forest_names_rows_and_columns(data: Dataset) -> None:
    value = apart(data)
    assert value is not None
    plot = apart_plot(value, "dark")
    assert plot.table.iloc[0, 0] == 101
    assert plot.table.iloc[0, 2] == "x"
    assert sum(plot.figure.data[0].y) == 300


def test_time_marks_its_gaps(data: Dataset) -> None:
    plot = timeline_plot(timeline(data, "day", unit="day"))
    assert sum(plot.figure.data[0].y) == 290
    assert len(plot.figure.layout.shapes) == 1
    assert "10 days without any row" in plot.sentence
    assert "2024-02-20 – 2024-02-29" in plot.sentence
    assert "10 rows without a date are left out" in plot.sentence
    line = timeline_plot(timeline(data, "day", "x", "max", "month"))
    assert line.lead == "Max x: highest in the month of 2024-04-01, 99."
    assert line.figure.data[0].connectgaps is False


def test_a_degree_north_is_as_long_as_on_the_ground(data: Dataset) -> None:
    plot = places_plot(numbers(data, ChartSpec("points", "lon", "lat")))
    assert plot.figure.layout.yaxis.scaleratio == pytest.approx(2, rel=0.01)
    assert plot.figure.layout.yaxis.scaleanchor == "x"
    assert "59.0° N" in plot.lead
    assert "2.9° W – 12.0° E" in plot.lead
    assert "geo" not in plot.figure.data[0].type
