"""Values of a column as plain data: numbers, labels, dates; the same for one row or many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.messages import NO_VALUES, NOT_DATES, NOT_NUMERIC, NOT_TEXT
from mlcore.errors import LoupeError, Where


def is_numeric(series: pd.Series) -> bool:
    """Tell whether *series* holds numbers; booleans are none."""
    return dtypes.is_numeric_dtype(series.dtype) and not dtypes.is_bool_dtype(series.dtype)


def is_dates(series: pd.Series) -> bool:
    """Tell whether *series* holds dates."""
    return dtypes.is_datetime64_any_dtype(series.dtype)


def is_text(series: pd.Series) -> bool:
    """Tell whether *series* holds text."""
    return not (is_numeric(series) or is_dates(series) or dtypes.is_bool_dtype(series.dtype))


def need_numeric(series: pd.Series, step: str) -> None:
    """Refuse a column without numbers; a column without any values passes."""
    if not is_numeric(series) and series.notna().any():
        name = str(series.name)
        raise LoupeError(NOT_NUMERIC, Where(column=name, step=step), column=name, step=step)


def need_dates(series: pd.Series, step: str) -> None:
    """Refuse a column without dates."""
    if not is_dates(series) and series.notna().any():
        name = str(series.name)
        raise LoupeError(NOT_DATES, Where(column=name, step=step), column=name, step=step)


def need_text(series: pd.Series, step: str) -> None:
    """Refuse a column without text."""
    if not is_text(series) and series.notna().any():
        name = str(series.name)
        raise LoupeError(NOT_TEXT, Where(column=name, step=step), column=name, step=step)


def need_values(series: pd.Series, step: str, action: str) -> None:
    """Refuse a column without values."""
    if not series.notna().any():
        name = str(series.name)
        raise LoupeError(NO_VALUES, Where(column=name, step=step), action=action, column=name)


def floats(series: pd.Series) -> np.ndarray:
    """Return *series* as floats, nan where missing; a column that is no number is all nan."""
    if not is_numeric(series):
        return np.full(len(series), np.nan)
    return series.to_numpy(dtype="float64", na_value=np.nan)


def finite(series: pd.Series) -> np.ndarray:
    """Return the finite numbers of *series*."""
    values = floats(series)
    return values[np.isfinite(values)]


def label(value: Any) -> str:
    """Return *value* in writing: ``"3"`` for 3 and 3.0, ``"True"``, ISO dates, text as it is."""
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return pd.Timestamp(value).isoformat()
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def coded(series: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return the position of each row's value in a list of labels (-1: missing), and the list.

    Labels are distinct and in order of appearance.
    """
    codes, uniques = pd.factorize(series)
    labels = [label(value) for value in uniques]
    return codes, labels


def labels(series: pd.Series) -> np.ndarray:
    """Return each row's label, None where missing."""
    codes, names = coded(series)
    return np.array([*names, None], dtype=object)[codes]


def row_number(series: pd.Series, position: int) -> int:
    """Return the number of a row for people: of the table, even when *series* is a part of it."""
    at = series.index[position]
    return int(at) + 1 if isinstance(at, (int, np.integer)) else int(position) + 1
