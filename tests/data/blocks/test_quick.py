"""What is cast from its bytes is what the careful readers give; the rest is left to them."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data.blocks import quick
from mlcore.data.column import Wish, written
from mlcore.data.options import MISSING_TOKENS, ReadOptions

DTYPES = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Datetime("us"),
}
PIECES = ["0", "1", "9", "00", ".", "-", "+", "e", " ", "x", "0x", "123456789", "12:00:00"]
CELL = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=5).map("".join),
    st.integers(-(2**65), 2**65).map(str),
    st.floats(allow_nan=True).map(repr),
    st.decimals(places=3).map(str),
    st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds")),
    st.dates().map(str),
    st.sampled_from(["true", "False", "TRUE", "NA", "", "2020-02-30", "2020-01-01T00:00:60"]),
)


def arrow(cells: list[str]) -> pa.Array:
    return pa.array(cells, pa.large_string())


@pytest.mark.parametrize("reading", DTYPES)
@given(st.lists(CELL, min_size=1, max_size=6))
def test_values_are_those_of_the_careful_readers(reading: str, cells: list[str]) -> None:
    found = quick.READERS[reading](arrow(cells))
    if found is None or found.null_count == len(cells):
        return
    careful = written(pl.Series("x", cells), Wish("x", ReadOptions()))
    assert careful.notices == ()
    values = pl.Series("x", pl.from_arrow(found))
    if careful.values.dtype == pl.Int64 and reading == "number":
        values = values.cast(pl.Int64)
    assert careful.values.dtype == values.dtype
    assert careful.values.equals(values)


COMMA = st.one_of(
    st.lists(st.sampled_from([*PIECES, ",", "0,5"]), max_size=5).map("".join),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda x: f"{x:.9f}".replace(".", ",")),
    st.integers(-(2**65), 2**65).map(str),
    st.sampled_from(["", ",5", "-,5", "5,", "-", "1,234", "1.234", "007,5", "-0", "NA"]),
)


@given(st.lists(COMMA, min_size=1, max_size=6))
def test_decimal_commas_are_those_of_the_careful_reader(cells: list[str]) -> None:
    found = quick.READERS["decimal_comma"](arrow(cells))
    if found is None:
        return
    careful = written(pl.Series("x", cells), Wish("x", ReadOptions(), ","))
    assert {notice.code for notice in careful.notices} <= {"decimal_comma"}
    assert careful.values.cast(pl.Float64).equals(pl.Series("x", pl.from_arrow(found)))


@pytest.mark.parametrize(
    ("reading", "cells", "taken"),
    [
        ("integer", ["1", "", "-20"], True),
        ("integer", ["0", "-1"], True),
        ("integer", ["007"], False),
        ("integer", ["-0"], False),
        ("integer", ["-01"], False),
        ("integer", ["1", "+1"], False),
        ("integer", ["0xFFFFFFFF"], False),
        ("integer", ["9223372036854775808"], False),
        ("integer", [" 1"], False),
        ("integer", ["NA", "1"], False),
        ("number", ["0.5", "", "-0.25", "12"], True),
        ("number", ["00.5"], False),
        ("number", ["-00.5"], False),
        ("number", ["1e5", "0.5"], False),
        ("number", ["nan", "0.5"], False),
        ("number", ["9007199254740993", "0.5"], False),
        ("number", ["0.1234567890123456789"], False),
        ("number", ["-1234.5678901234567"], True),
        ("number", ["12.345678901234567", "-0.12345678901234567"], True),
        ("number", ["12.3456789012345678"], False),
        ("number", ["0.5", "-0.123456789012345678"], False),
        ("number", ["1.234", "5.678"], False),
        ("decimal_comma", ["0,5", "", "-0,25", "12"], True),
        ("decimal_comma", ["-1234,5678901234567"], True),
        ("decimal_comma", ["1.5", "0,5"], False),
        ("decimal_comma", ["5,", "0,5"], False),
        ("decimal_comma", ["007,5"], False),
        ("decimal_comma", ["1,2,3"], False),
        ("decimal_comma", ["12345678901234567890", "0,5"], False),
        ("decimal_comma", ["0,1234567890123456789"], False),
        ("boolean", ["true", "False", ""], True),
        ("boolean", ["1", "0"], False),
        ("date", ["2020-02-29", ""], True),
        ("date", ["2020-02-30"], False),
        ("date", ["2020-01-01 10:00:00", "2020-01-01T10:00:00"], True),
        ("date", ["2020-01-01", "2020-01-01 10:00:00"], False),
        ("date", ["2020-01-01 10:00+01"], False),
    ],
)
def test_what_is_plain_and_what_is_not(reading: str, cells: list[str], taken: bool) -> None:
    assert (quick.READERS[reading](arrow(cells)) is not None) is taken


@pytest.mark.parametrize("reading", quick.READERS)
def test_blank_columns_are_no_trouble(reading: str) -> None:
    for cells in ([], ["", ""]):
        found = quick.READERS[reading](arrow(cells))
        assert found is None or found.null_count == len(cells)


@pytest.mark.parametrize("token", [*MISSING_TOKENS, " NA", "NA ", "\u00a0NA", "\tnull  "])
def test_a_missing_token_is_seen_wherever_it_stands(token: str) -> None:
    words = ["a word", "zürich", "x"]
    assert quick.texts(arrow(words), MISSING_TOKENS) is not None
    for place in range(4):
        cells = [*words[:place], token, *words[place:]]
        assert quick.texts(arrow(cells), MISSING_TOKENS) is None
