"""Casting first gives what patterns over each cell give; what looks odd is left to those."""

from __future__ import annotations

import polars as pl
import pytest

from mlcore.data.options import ReadOptions
from mlcore.data.plain import plain_numbers


@pytest.mark.parametrize(
    ("cells", "dtype"),
    [
        (["1", "", "-20", "NA"], pl.Int64),
        ([" 1 ", "2"], pl.Int64),
        (["0", "0.5", "-0.25", ".5", "5."], pl.Float64),
        (["1", "2.5", "?"], pl.Float64),
        (["1", "007"], None),
        (["1.5", "00.5"], None),
        (["+1", "2"], None),
        (["-0", "2"], None),
        (["1", "2e3"], None),
        (["1.5", "inf"], None),
        (["1.5", "nan!"], None),
        (["", "NA"], None),
        (["9223372036854775808", "1"], None),
        (["9007199254740993", "0.5"], None),
        (["0.1234567890123456789", "1"], None),
        (["1.234", "5.678"], None),
        (["1", "x"], None),
    ],
)
def test_plain_columns_are_typed_and_odd_ones_left(
    cells: list[str], dtype: type[pl.DataType] | None
) -> None:
    found = plain_numbers([pl.Series(["x"] * len(cells)), pl.Series(cells)], ReadOptions())
    assert {place: values.dtype for place, values in found.items()} == (
        {} if dtype is None else {1: dtype}
    )


def test_an_odd_cell_far_down_is_seen() -> None:
    cells = [*["1"] * 5000, "007"]
    assert plain_numbers([pl.Series(cells)], ReadOptions()) == {}
    found = plain_numbers([pl.Series([*["1"] * 5000, "2.5"])], ReadOptions())
    assert found[0].dtype == pl.Float64
