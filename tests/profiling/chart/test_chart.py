"""Charts in numbers: the same as pandas counts, few marks whatever the table, nothing lost."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling.chart.groups import groups
from mlcore.profiling.chart.numbers import COLOURS, PANELS, numbers
from mlcore.profiling.chart.reduce import MOST, SAMPLED, unit
from mlcore.profiling.chart.spec import KINDS, ChartSpec, checked, entry, fitting
from tests.profiling.tables import dataset

ROWS = 9_000
RANDOM = np.random.default_rng(0)


def _frame() -> pd.DataFrame:
    number = RANDOM.normal(10, 3, ROWS)
    number[:50] = np.nan
    return pd.DataFrame(
        {
            "number": number,
            "whole": RANDOM.integers(0, 4, ROWS),
            "wide": RANDOM.integers(-500, 900, ROWS),
            "letter": RANDOM.choice(list("abcdefghijkl"), ROWS, p=[0.4, 0.2, *[0.04] * 10]),
            "flag": RANDOM.random(ROWS) < 0.3,
            "day": pd.to_datetime("2020-01-01")
            + pd.to_timedelta(RANDOM.integers(0, 900, ROWS), unit="D"),
            "*": RANDOM.choice(["^x$", None, "y"], ROWS),
        }
    )


FRAME = _frame()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(FRAME, tmp_path_factory.mktemp("chart"))


def _all_specs(data: Dataset) -> list[ChartSpec]:
    pairs = itertools.product(data.columns, (None, *data.columns))
    return [
        ChartSpec(kind, x.name, None if y is None else y.name, "letter", "wide", "*", "mean")
        for x, y in pairs
        for kind in fitting(x, y, data.rows)
    ]


def test_every_fitting_chart_has_few_marks_and_speaks_of_every_row(data: Dataset) -> None:
    specs = _all_specs(data)
    assert {spec.kind for spec in specs} == {found.kind for found in KINDS}
    for spec in specs:
        found = numbers(data, spec)
        assert 0 < found.frame.height <= MOST, spec
        assert found.rows + found.left_out == ROWS, spec
        if "rows" in found.frame.columns:
            assert found.frame["rows"].sum() == found.rows, spec
        assert len(found.colour) <= COLOURS
        assert len(found.facet) <= PANELS


def test_a_histogram_counts_as_numpy_does(data: Dataset) -> None:
    found = numbers(data, ChartSpec("histogram", "number")).frame
    edges = np.append(found["x"].to_numpy(), found["x_end"].to_numpy()[-1])
    expected, _ = np.histogram(FRAME["number"].dropna(), edges)
    assert found["rows"].to_list() == expected.tolist()


def test_a_whole_number_has_a_bar_of_its_own(data: Dataset) -> None:
    found = numbers(data, ChartSpec("histogram", "whole")).frame
    assert found["x"].to_list() == [-0.5, 0.5, 1.5, 2.5]
    assert found["rows"].to_list() == FRAME["whole"].value_counts().sort_index().tolist()
    wide = numbers(data, ChartSpec("histogram", "wide")).frame
    width = (wide["x_end"] - wide["x"]).unique().to_list()
    assert len(width) == 1
    assert width[0] == round(width[0])


@pytest.mark.parametrize("aggregate", ["mean", "median", "sum", "min", "max"])
def test_bars_and_lines_aggregate_as_pandas_does(data: Dataset, aggregate: str) -> None:
    expected = FRAME.dropna(subset=["number"])
    bars = numbers(data, ChartSpec("bar", "whole", "number", aggregate=aggregate)).frame
    by = expected.groupby("whole")["number"].agg(aggregate)
    assert np.allclose(bars["value"], by, rtol=1e-12)
    line = numbers(data, ChartSpec("line", "day", "number", aggregate=aggregate)).frame
    weeks = expected.groupby(expected["day"].dt.to_period("W"))["number"].agg(aggregate)
    assert np.allclose(line["value"], weeks, rtol=1e-12)


def test_boxes_are_quantiles(data: Dataset) -> None:
    found = numbers(data, ChartSpec("box", "flag", "number"))
    for place, group in enumerate(found.x):
        mine = FRAME.loc[FRAME["flag"] == (group.label == "true"), "number"].dropna()
        line = found.frame.row(place, named=True)
        for name, share in (("q05", 0.05), ("q25", 0.25), ("median", 0.5), ("q95", 0.95)):
            assert line[name] == pytest.approx(mine.quantile(share), rel=1e-12)


def test_a_density_holds_all_rows_of_its_cells(data: Dataset) -> None:
    found = numbers(data, ChartSpec("density", "number", "wide")).frame
    cell = found.sort("rows", descending=True).row(0, named=True)
    inside = FRAME["number"].between(cell["x"], cell["x_end"], "left")
    inside &= FRAME["wide"].between(cell["y"], cell["y_end"], "left")
    assert cell["rows"] == inside.sum()


def test_points_past_the_limit_are_a_random_part_and_say_so(data: Dataset) -> None:
    found = numbers(data, ChartSpec("points", "number", "wide"))
    assert (found.frame.height, found.drawn, found.rows) == (SAMPLED, SAMPLED, ROWS - 50)
    drawn = set(zip(found.frame["x"].to_list(), found.frame["y"].to_list(), strict=True))
    assert drawn <= set(zip(FRAME["number"], FRAME["wide"], strict=True))


def test_rare_values_stand_together_and_gaps_apart(data: Dataset) -> None:
    colours = numbers(data, ChartSpec("histogram", "wide", colour="letter")).colour
    assert [group.label for group in colours[:2]] == ["a", "b"]
    assert colours[-1].part == "other"
    assert colours[-1].different == 12 - 7
    assert [g.part for g in numbers(data, ChartSpec("histogram", "wide", colour="*")).colour] == [
        "value", "value", "missing",
    ]  # fmt: skip


def test_what_a_kind_does_not_use_is_left_out(data: Dataset) -> None:
    spec = checked(ChartSpec("density", "number", "wide", "letter", "wide"), data)
    assert (spec.colour, spec.size) == (None, None)
    assert checked(ChartSpec("bar", "letter", "wide"), data).y is None  # a count needs no column


def test_a_kind_that_does_not_fit_names_those_that_do(data: Dataset) -> None:
    with pytest.raises(LoupeError) as refused:
        numbers(data, ChartSpec("points", "letter", "number"))
    assert refused.value.message.code == "chart_unfit"
    assert "Boxes" in str(refused.value.facts["fitting"])
    with pytest.raises(LoupeError):
        numbers(data, ChartSpec("histogram", "nowhere"))


def test_the_first_that_fits_is_the_telling_one(data: Dataset) -> None:
    def best(x: str, y: str | None = None, rows: int = ROWS) -> str:
        return fitting(data.column(x), None if y is None else data.column(y), rows)[0]

    assert best("letter") == "bar"
    assert best("number") == best("day") == "histogram"
    assert best("day", "number") == "line"
    assert best("number", "wide") == "density"
    assert best("number", "wide", 500) == "points"
    assert best("letter", "number") == "box"
    assert best("letter", "flag") == "heat"
    assert entry("heat").title == "Heat map"


def test_nothing_but_gaps_draws_nothing(tmp_path: Path) -> None:
    empty = dataset(pd.DataFrame({"a": [np.nan, np.inf], "b": [1.0, 2.0]}), tmp_path)
    found = numbers(empty, ChartSpec("histogram", "a"))
    assert (found.rows, found.left_out, found.frame.height) == (0, 2, 0)
    assert numbers(empty, ChartSpec("line", "a", "b", aggregate="mean")).frame.height == 0


def test_the_calendar_unit_is_the_shortest_that_fits() -> None:
    def of(days: int, most: int) -> str:
        times = pd.Timestamp("2020-01-01") + pd.to_timedelta([0, days], unit="D")
        return unit(pl.Series(times.to_numpy().astype("datetime64[us]")), most)

    assert of(30, 400) == "1d"
    assert of(1000, 400) == "1w"
    assert of(36_000, 400) == "1q"
    assert of(0, 400) == "1m"


values = st.lists(st.one_of(st.none(), st.integers(-5, 30)), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(values, st.integers(3, 8), st.booleans())
def test_every_row_is_in_one_group(cells: list[int | None], most: int, texts: bool) -> None:
    series = pl.Series(cells, dtype=pl.Int64)
    series = series.cast(pl.String) if texts else series
    found = groups(series, most)
    assert len(found.groups) <= most
    assert found.codes.null_count() == 0
    for cell, code in zip(series.to_list(), found.codes.to_list(), strict=True):
        group = found.groups[code]
        assert (group.part == "missing") == (cell is None)
        if group.part == "value":
            assert group.label == str(cell)
