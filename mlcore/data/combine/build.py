"""What a limited child does: count how two tables meet, join them, append one to the other.

Columns are asked for by position and given safe names, because a query language reads ``*`` and
``^…$`` in names as patterns; which column is meant was decided by name before.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from mlcore.data.combine.keys import expression
from mlcore.data.combine.matches import count
from mlcore.data.combine.messages import INEXACT_NUMBERS
from mlcore.data.made import Made, write
from mlcore.errors import LoupeError, Where

_EXACT = 2**53
_HOW = {"left": "left", "inner": "inner", "outer": "full"}
Request = dict[str, Any]


def matched(request: Request, place: Path) -> Any:
    """Count how the rows meet."""
    left, right, keys = _sides(request)
    facts = tuple(asdict(count(left.select(keys), right.select(keys), keys)).items())
    return Made((), 0, "matches", facts=facts).to_json()


def joined(request: Request, place: Path) -> Any:
    """Write the joined table."""
    left, right, keys = _sides(request)
    how: Any = _HOW[request["how"]]
    both = left.join(
        right, on=keys, how=how, coalesce=True, maintain_order="left_right", nulls_equal=False
    )
    names = [column["name"] for column in request["columns"]]
    picked = [_picked(column).alias(f"c{i}") for i, column in enumerate(request["columns"])]
    return _written(both.select(picked).collect(), names, request, place)


def appended(request: Request, place: Path) -> Any:
    """Write both tables, one below the other, columns by name."""
    upper, lower = (
        pl.scan_parquet(request[side]).select(
            [
                _cast(column, side).alias(f"c{i}")
                for i, column in enumerate(request["columns"])
            ]
        ).collect()
        for side in ("left", "right")
    )  # fmt: skip
    names = [column["name"] for column in request["columns"]]
    return _written(pl.concat([upper, lower]), names, request, place)


def stacked(request: Request, place: Path) -> Any:
    """Write the rows of many tables, one below the other, columns by name."""
    parts = [
        pl.scan_parquet(file).select(
            [_taken(column, i).alias(f"c{n}") for n, column in enumerate(request["columns"])]
        ).collect()
        for i, file in enumerate(request["files"])
    ]  # fmt: skip
    names = [column["name"] for column in request["columns"]]
    return _written(pl.concat(parts), names, request, place)


def _taken(column: Request, table: int) -> pl.Expr:
    """Return the cells of *column* in one of the tables, as what they become."""
    dtype = _dtype(column)
    if column["empty"][table]:
        return pl.lit(None, dtype=dtype).repeat_by(pl.len()).explode()
    cells = pl.nth(column["places"][table])
    if column["widened"][table]:
        return cells.map_batches(lambda values: _widened(values, column["name"]), pl.Float64)
    return cells.cast(dtype)


def _dtype(column: Request) -> Any:
    dtype = getattr(pl, column["type"])
    return pl.Datetime("us") if dtype is pl.Datetime else dtype


def _sides(request: Request) -> tuple[pl.LazyFrame, pl.LazyFrame, list[str]]:
    left, right = (_side(request[side], mark) for side, mark in (("left", "a"), ("right", "b")))
    keys = [f"k{i}" for i in range(len(request["keys"]))]
    mine = [
        expression(f"a{key['left']}", key["left_stored"], key["right_stored"]).alias(name)
        for name, key in zip(keys, request["keys"], strict=True)
    ]
    theirs = [
        expression(f"b{key['right']}", key["right_stored"], key["left_stored"]).alias(name)
        for name, key in zip(keys, request["keys"], strict=True)
    ]
    return left.with_columns(mine), right.with_columns(theirs), keys


def _side(path: str, mark: str) -> pl.LazyFrame:
    scan = pl.scan_parquet(path)
    number = len(scan.collect_schema())
    return scan.select([pl.nth(i).alias(f"{mark}{i}") for i in range(number)])


def _picked(column: Request) -> pl.Expr:
    left, right = column["left"], column["right"]
    if left is None or right is None:
        return pl.col(f"b{right}" if left is None else f"a{left}")
    return pl.coalesce(f"a{left}", f"b{right}")


def _cast(column: Request, side: str) -> pl.Expr:
    place, dtype = column[side], _dtype(column)
    if place is None:
        return pl.lit(None, dtype=dtype)
    cells = pl.nth(place)
    if column["widened"] == side:
        return cells.map_batches(lambda values: _widened(values, column["name"]), pl.Float64)
    return cells.cast(dtype)


def _widened(values: pl.Series, name: str) -> pl.Series:
    """Return whole numbers as decimal ones, where that loses nothing."""
    if values.len() and ((values > _EXACT) | (values < -_EXACT)).any():
        raise LoupeError(INEXACT_NUMBERS, Where(column=name), name=name)
    return values.cast(pl.Float64)


def _written(table: pl.DataFrame, names: list[str], request: Request, place: Path) -> Any:
    table.columns = names
    kinds = {column["name"]: column["kind"] for column in request["columns"]}
    columns = write(table.get_columns(), place, None, kinds)
    return Made(columns, table.height, request["call"]).to_json()
