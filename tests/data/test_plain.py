"""What is plainly of one kind is typed together; what looks odd is left to a closer look."""

from __future__ import annotations

import polars as pl
import pytest

from mlcore.data.options import ReadOptions
from mlcore.data.plain import plain_columns


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
        (["", "NA"], pl.String),
        (["9223372036854775808", "1"], None),
        (["9007199254740993", "0.5"], None),
        (["0.1234567890123456789", "1"], None),
        (["1.234", "5.678"], None),
        (["1", "x"], None),
        (["0.12345678901234567", "1"], pl.Float64),
        (["true", "", "FALSE"], pl.Boolean),
        (["true", "yes"], None),
        (["2026-02-03", "NA"], pl.Datetime("us")),
        (["2026-02-03 10:00:00", "2026-02-03T10:00:00"], None),
        (["2026-02-03T10:00:00", ""], pl.Datetime("us")),
        (["2026-02-30", "2026-02-03"], None),
        (["2026-02-03", "2026-02-03 10:00:00"], None),
        (["word", "5", "2026-02-03"], pl.String),
        (["yes", "no"], None),
        (["5 kr", "6 kr"], None),
        (["DE", "NA"], None),
        (["a word", "NA"], pl.String),
        (["None", "-"], None),
        (["level 5", "5"], pl.String),
        (["USD 5", "USD 6"], None),
        (["Kr 5", "kr 6"], None),
    ],
)
def test_plain_columns_are_typed_and_odd_ones_left(
    cells: list[str], dtype: type[pl.DataType] | None
) -> None:
    found = plain_columns([pl.Series(["1e5"] * len(cells)), pl.Series(cells)], ReadOptions())
    assert {place: column.values.dtype for place, column in found.items()} == (
        {} if dtype is None else {1: dtype}
    )


def test_tokens_are_counted_and_a_persons_own_ones_are_missing() -> None:
    cells = [pl.Series(["1", "NA", "-9", "NA"]), pl.Series(["x", "", "?", " NA "])]
    usual = plain_columns(cells, ReadOptions())
    assert [dict(usual[i].tokens) for i in (0, 1)] == [{"NA": 2}, {"?": 1, "NA": 1}]
    own = plain_columns(cells, ReadOptions(missing=("-9", "NA")))
    assert own[0].values.to_list() == [1, None, None, None]
    assert own[1].values.to_list() == ["x", None, "?", None]


def test_an_odd_cell_far_down_is_seen() -> None:
    cells = [*["1"] * 5000, "007"]
    assert plain_columns([pl.Series(cells)], ReadOptions()) == {}
    found = plain_columns([pl.Series([*["1"] * 50, "2.5"])], ReadOptions())
    assert found[0].values.dtype == pl.Float64
