"""Rows are added to a table only where each of their cells stays what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.data.kinds import specs_of_columns
from mlcore.data.sources import fitting
from mlcore.data.sources.databases import database_of
from mlcore.errors import LoupeError
from mlcore.store.objects import Objects
from tests.data.sources.conftest import Ask
from tests.data.sources.test_target import back, made, put

__all__ = ["put"]


def refusal(values: list[Any], type_: str, dtype: Any = None, bounded: bool = True) -> str:
    """Return the code by which *values* are refused for a column of *type_*; "" when not."""
    column = pl.Series("x", values, dtype=dtype)
    schema = specs_of_columns([column], {})
    try:
        fitting.check(pl.DataFrame([column]).lazy(), schema, {"x": type_}, bounded)
    except LoupeError as error:
        place = error.where[0]
        return error.code if place.column == "x" and place.row is not None else f"{error.code} of x"
    return ""


DAY, MOMENT = dt.datetime(2026, 1, 31), dt.datetime(2026, 1, 31, 10, 30)


@pytest.mark.parametrize(
    ("values", "type_", "code"),
    [
        ([1, None, 32767], "SMALLINT", ""), ([1, 32768], "SMALLINT", "table_values"),
        ([-(2**31)], "INTEGER", ""), ([2**31], "INTEGER", "table_values"),
        ([128], "TINYINT", "table_values"), ([2**63 - 1], "BIGINT", ""),
        ([2**53], "DOUBLE PRECISION", ""), ([2**53 + 1], "DOUBLE PRECISION", "table_values"),
        ([2**24 + 1], "REAL", "table_values"), ([12345], "NUMERIC(6, 2)", "table_values"),
        ([1234], "NUMERIC(6, 2)", ""), ([2**62], "NUMERIC", ""), ([1], "TEXT", "table_types of x"),
        ([1.5], "INTEGER", "table_types of x"), ([1.0, 2.0], "BIGINT", "table_types of x"),
        ([0.1], "DOUBLE", ""), ([0.1], "FLOAT", "table_values"), ([0.5], "REAL", ""),
        ([9.99], "NUMERIC(10, 2)", ""), ([9.999], "NUMERIC(10, 2)", "table_values"),
        ([1e9], "DECIMAL(10, 2)", "table_values"), ([float("inf")], "NUMERIC", "table_values"),
        ([True, None], "BOOLEAN", ""), ([True], "TINYINT(1)", ""),
        ([True], "DATE", "table_types of x"),
        ([DAY], "DATE", ""), ([MOMENT], "DATE", "table_values"), ([MOMENT], "TIMESTAMP", ""),
        ([DAY], "VARCHAR(20)", "table_types of x"), ([MOMENT], "DATETIME", ""),
        (["abc", None], "VARCHAR(3)", ""), (["abcd"], "VARCHAR(3)", "table_values"),
        (["äöü"], "CHAR(3)", ""), (["x" * 10_000], "TEXT", ""),
        (["1"], "INTEGER", "table_types of x"),
        (["x"], "UUID", ""), ([1], "SOMETHING NEW", ""), (["abc"], 'VARCHAR(9) COLLATE "C"', ""),
    ],
)  # fmt: skip
def test_each_type_takes_what_it_holds_exactly(values: list[Any], type_: str, code: str) -> None:
    assert refusal(values, type_) == code


def test_a_type_without_sizes_only_says_what_sort_of_cells_it_holds() -> None:
    assert refusal([2**40], "INTEGER", bounded=False) == ""
    assert refusal(["x" * 99], "VARCHAR(5)", bounded=False) == ""
    assert refusal([1.5], "INTEGER", bounded=False) == "table_types of x"


def test_the_row_is_the_first_that_does_not_fit() -> None:
    column = pl.Series("x", [1, None, 40_000, 50_000])
    with pytest.raises(LoupeError) as caught:
        fitting.check(
            pl.DataFrame([column]).lazy(), specs_of_columns([column], {}), {"x": "SMALLINT"}
        )
    assert caught.value.where[0].row == 3
    assert caught.value.facts["count"] == 2


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=5))
def test_whole_numbers_fit_just_where_they_lie_within(values: list[int]) -> None:
    for name, bits in (("SMALLINT", 16), ("INTEGER", 32), ("BIGINT", 64)):
        within = all(-(2 ** (bits - 1)) <= value < 2 ** (bits - 1) for value in values)
        assert refusal(values, name, pl.Int64) == ("" if within else "table_values")


NARROW = (
    "CREATE TABLE narrow (small SMALLINT, whole INTEGER, price NUMERIC(6, 2), day DATE, "
    "word VARCHAR(5))"
)
FITS = {
    "small": [7], "whole": [2**31 - 1], "price": [12.25], "day": pd.to_datetime(["2026-01-31"]),
    "word": ["hello"],
}  # fmt: skip


UNBOUNDED = {"word": ("sqlite", "duckdb")}
"""Where a type has no size, whatever it is called; other columns: in SQLite only."""


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("small", [70_000], "table_values"), ("whole", [1.5], "table_types"),
        ("price", [1.005], "table_values"), ("word", ["hello!"], "table_values"),
        ("day", pd.to_datetime(["2026-01-31 10:00"]), "table_values"),
    ],
)  # fmt: skip
def test_real_databases_are_never_asked_to_round(
    put: Callable[..., int], ask: Ask, any_url: str, objects: Objects, column: str, values: Any,
    code: str,
) -> None:  # fmt: skip
    create(any_url)
    put(made(objects, pd.DataFrame(FITS)), "narrow", mode="append")
    more = made(objects, pd.DataFrame(FITS | {column: values}))
    if any_url.startswith(UNBOUNDED.get(column, ("sqlite",))) and code == "table_values":
        put(more, "narrow", mode="append")
        assert back(ask, any_url, "narrow")[column].iloc[1] == values[0]
        return
    with pytest.raises(LoupeError) as caught:
        put(more, "narrow", mode="append")
    assert (caught.value.code, caught.value.where[0].column) == (code, column)
    assert len(back(ask, any_url, "narrow")) == 1


def create(url: str) -> None:
    """Make the narrow table."""
    import sqlalchemy as sa

    kind, address = database_of(url)
    if kind.dialect == "duckdb":
        import duckdb

        with duckdb.connect(address.database or "") as connection:
            connection.execute(NARROW)
        return
    with sa.create_engine(address, poolclass=sa.NullPool).begin() as connection:
        connection.execute(sa.text(NARROW))
