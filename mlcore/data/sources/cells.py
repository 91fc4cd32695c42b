"""The values of a database's result → columns of one type each, none of them rounded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from mlcore.data import values
from mlcore.data.dataset import Notice
from mlcore.data.raw import Guess, Raw

_PLAIN = (str, int, float, dt.date, list, dict)


def raw(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Raw:
    """Return *rows* as columns called *names*."""
    columns, notices = [], []
    for place, name in enumerate(names):
        cells = [row[place] for row in rows]
        column, code = _column(cells)
        columns.append(column)
        if code:
            facts = (("zone", "UTC"),) if code == "time_zone" else ()
            notices.append(Notice(code, facts, (name,)))
    found = tuple(notices)
    return Raw(tuple(names), tuple(columns), (), found, (Guess("header", True),), written=False)


def _column(cells: list[Any]) -> tuple[pl.Series, str]:
    kinds = {type(cell) for cell in cells if cell is not None}
    code = next((code for kind, code in _NOTICES if kind in kinds), "")
    if kinds == {Decimal}:
        return values.column(_numbers(cells)), code
    return values.column([_value(cell) for cell in cells]), _zoned(cells, kinds) or code


def _numbers(cells: list[Decimal | None]) -> list[Any]:
    """Decimals become whole numbers or fractions when that changes none, text otherwise."""
    present = [cell for cell in cells if cell is not None]
    for kind in (int, float):
        if all(_same(cell, kind) for cell in present):
            return [None if cell is None else kind(cell) for cell in cells]
    return [None if cell is None else str(cell) for cell in cells]


def _same(cell: Decimal, kind: type) -> bool:
    if not cell.is_finite():
        return kind is float and cell.is_nan()
    return bool(Decimal(repr(kind(cell))) == cell)


def _value(cell: Any) -> Any:
    for kind, change in _CHANGES:
        if isinstance(cell, kind):
            return change(cell)
    return cell if cell is None or isinstance(cell, _PLAIN) else str(cell)


def _moment(cell: dt.datetime) -> dt.datetime:
    return cell if cell.tzinfo is None else cell.astimezone(dt.UTC).replace(tzinfo=None)


def _zoned(cells: list[Any], kinds: set[type]) -> str:
    zoned = dt.datetime in kinds and any(getattr(cell, "tzinfo", None) for cell in cells)
    return "time_zone" if zoned else ""


def _size(cell: bytes) -> str:
    return f"{len(cell):,} bytes"


_NOTICES = ((bytes, "binary"), (bytearray, "binary"), (list, "nested"), (dict, "nested"))
_CHANGES: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    ((bytes, bytearray, memoryview), _size),
    (dt.datetime, _moment),
    (Decimal, str),
    (tuple, list),
)
