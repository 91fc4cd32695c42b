"""Python values of one column (a sheet's, a JSON file's) → a series of one type."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Sequence
from typing import Any

import polars as pl

_LARGEST = 2**63
_EXACT = 2**53


def column(cells: Sequence[Any], blank: Any = None) -> pl.Series:
    """Return *cells* as a series; *blank* and None are missing, mixed cells become text.

    A column of texts is returned as it is, so that its writing can be looked at.
    """
    found: list[Any] = [None if _is_missing(cell, blank) else cell for cell in cells]
    kinds = {type(cell) for cell in found if cell is not None}
    if not kinds:
        return pl.Series(found, dtype=pl.String)
    if kinds == {bool}:
        return pl.Series(found, dtype=pl.Boolean)
    if kinds <= {int, float} and _exact(found, kinds):
        return _numbers(found)
    if kinds <= {datetime.datetime, datetime.date}:
        return pl.Series([_moment(cell) for cell in found], dtype=pl.Datetime("us"))
    return pl.Series([None if c is None else as_text(c) for c in found], dtype=pl.String)


def as_text(value: Any) -> str:
    """Return *value* in writing; lists and objects as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _is_missing(cell: Any, blank: Any) -> bool:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return blank is not None and isinstance(cell, str) and cell == blank


def _exact(cells: Sequence[Any], kinds: set[type]) -> bool:
    """Whole numbers survive: within 64 bits, and within 53 beside fractions."""
    most = _LARGEST if kinds == {int} else _EXACT
    return all(not isinstance(cell, int) or -most <= cell < most for cell in cells)


def _numbers(cells: Sequence[Any]) -> pl.Series:
    # a sheet stores 3 as 3.0: a column of such numbers is one of whole numbers
    if all(cell is None or (float(cell).is_integer() and abs(cell) < _LARGEST) for cell in cells):
        return pl.Series([None if c is None else int(c) for c in cells], dtype=pl.Int64)
    return pl.Series([None if c is None else float(c) for c in cells], dtype=pl.Float64)


def _moment(cell: Any) -> datetime.datetime | None:
    if cell is None or isinstance(cell, datetime.datetime):
        return cell if cell is None else cell.replace(tzinfo=None)
    return datetime.datetime(cell.year, cell.month, cell.day)
