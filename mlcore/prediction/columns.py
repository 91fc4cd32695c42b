"""The cells of one input as a column of the training type, with what does not fit."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import numpy as np
import pandas as pd

from mlcore.prediction.cells import INT64, LONGEST, Bad, Read, form, loose_reader
from mlcore.types import Field, Kind

DTYPES: dict[Kind, str] = {
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[us]",
    "text": "str",
}
"""The type of each form that can hold missing values."""


@dataclass(frozen=True)
class Column:
    """Values of one field (missing where bad) and the codes of the bad ones by position."""

    values: pd.Series[Any]
    bad: dict[int, str]


def from_cells(field: Field, cells: Iterable[Any], read: Read) -> Column:
    """Return the column of *cells*, each read by *read*; None is missing."""
    values = [None if cell is None else read(cell) for cell in cells]
    bad = {row: value.code for row, value in enumerate(values) if isinstance(value, Bad)}
    clean = [None if isinstance(value, Bad) else value for value in values]
    return Column(to_series(field, clean), bad)


def at_sight(field: Field, cells: list[Any]) -> Column | None:
    """Return the column of JSON *cells* whose types alone say that all of them fit.

    None when they don't; each cell then has to be looked at.
    """
    return Column(to_series(field, cells), {}) if fits(field, cells) else None


def fits(field: Field, cells: Sequence[Any]) -> bool:
    """Tell whether the types of JSON *cells* alone say that all of them fit the field."""
    kind = form(field)
    if kind not in SIGHT or not SIGHT[kind].issuperset(map(type, cells)):
        return False
    known = [cell for cell in cells if cell is not None] if None in cells else cells
    return FITS[kind](known)


def plain_texts(known: Collection[str]) -> bool:
    """Tell whether the texts are short and ASCII; others may hold half a letter."""
    return "".join(known).isascii() and max(map(len, known), default=0) <= LONGEST


def _finite(known: Sequence[int | float]) -> bool:
    try:
        return bool(np.isfinite(np.array(known, dtype="float64")).all())
    except OverflowError:
        return False


def _of_64_bits(known: Sequence[int]) -> bool:
    return not known or (min(known) >= INT64[0] and max(known) <= INT64[1])


SIGHT: dict[Kind, frozenset[type]] = {
    "number": frozenset({int, float, type(None)}),
    "integer": frozenset({int, type(None)}),
    "boolean": frozenset({bool, type(None)}),
    "text": frozenset({str, type(None)}),
}
"""Types of JSON values that a column takes as they are."""
FITS: dict[Kind, Callable[[Sequence[Any]], bool]] = {
    "number": _finite,
    "integer": _of_64_bits,
    "boolean": lambda known: True,
    "text": plain_texts,
}
"""What else has to hold of all values that are not missing."""


def to_series(field: Field, values: Sequence[Any]) -> pd.Series[Any]:
    """Return plain *values* (None: missing) in a type that can hold missing ones."""
    kind = form(field)
    if kind == "number":
        floats = [math.nan if value is None else value for value in values]
        return pd.Series(floats, dtype="float64")
    return pd.Series(values, dtype=DTYPES[kind])


def from_series(field: Field, series: pd.Series[Any]) -> Column:
    """Return the column of a frame's *series*: whole arrays where the type fits, else cells."""
    series = series.reset_index(drop=True)
    fast = _fast(form(field), series.dtype)
    if fast is not None:
        return fast(series)
    return from_cells(field, map(plain, series.array), loose_reader(field))


def _fast(kind: Kind, dtype: Any) -> Callable[[pd.Series[Any]], Column] | None:
    numeric = pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)
    if kind in ("number", "integer"):
        return (_numbers if kind == "number" else _integers) if numeric else None
    fits = {
        "boolean": pd.api.types.is_bool_dtype(dtype),
        "date": isinstance(dtype, np.dtype) and dtype.kind == "M",
        "text": isinstance(dtype, pd.StringDtype),
    }
    return (lambda series: Column(_cast(series, DTYPES[kind]), {})) if fits[kind] else None


def _floats(series: pd.Series[Any]) -> np.ndarray:
    return series.to_numpy(dtype="float64", na_value=math.nan, copy=True)


def _numbers(series: pd.Series[Any]) -> Column:
    values = _floats(series)
    infinite = np.isinf(values)
    bad = dict.fromkeys(np.flatnonzero(infinite).tolist(), "not_finite")
    return Column(pd.Series(np.where(infinite, math.nan, values)), bad)


def _integers(series: pd.Series[Any]) -> Column:
    if pd.api.types.is_signed_integer_dtype(series.dtype):
        return Column(series.astype("Int64"), {})
    values = _floats(series)
    with np.errstate(invalid="ignore"):
        codes = {
            "not_finite": np.isinf(values),
            "not_whole": np.isfinite(values) & (values % 1 != 0),
            "too_large": np.isfinite(values) & (np.abs(values) >= 2.0**63),
        }
    bad = {row: code for code, mask in codes.items() for row in np.flatnonzero(mask).tolist()}
    values[list(bad)] = math.nan
    return Column(pd.Series(values).astype("Int64"), bad)


def plain(cell: Any) -> Any:
    """Return a frame's cell as a plain value: None for missing, Python's own types."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, float) and math.isnan(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime(warn=False)
    return cell


def stored(field: Field, values: pd.Series[Any]) -> pd.Series[Any]:
    """Return *values* in the type the training column had, where that can hold them."""
    dtype = field.dtype or str(values.dtype)
    if str(values.dtype) == dtype:
        return values
    nullable = dtype[0].isupper() or dtype in ("boolean", "str") or dtype.startswith("float")
    if values.isna().any() and not nullable and not dtype.startswith("datetime"):
        return values
    return _cast(values, dtype)


def _cast(values: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    return values.astype(cast(Any, dtype))


def as_json(cell: Any) -> Any:
    """Return a frame's cell as the JSON value that reads back as the same."""
    value = plain(cell)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value
