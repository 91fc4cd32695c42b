"""A column as plain NumPy values, whatever it is stored as."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

LARGEST = 1e38
"""Numbers are clipped to ± this: beyond it single-precision trees and squares overflow."""


def label(value: Any) -> str:
    """Return the text that stands for a category or class: ``True``, ``3`` (also for 3.0), …"""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def floats(series: pd.Series) -> np.ndarray:
    """Return numbers and booleans as float64; missing and infinite values are nan."""
    if not pd.api.types.is_numeric_dtype(series):
        series = pd.to_numeric(series, errors="coerce")
    values = series.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    values[np.isinf(values)] = np.nan
    return np.clip(values, -LARGEST, LARGEST, out=values)


def codes(series: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return each row's index into the returned labels; -1 where the value is missing."""
    found, uniques = pd.factorize(series)
    return found, [label(value) for value in uniques.tolist()]


def texts(series: pd.Series) -> list[str]:
    """Return each row's text, lower case; empty where it is missing."""
    return ["" if value is None else str(value).lower() for value in _objects(series)]


def dates(series: pd.Series) -> pd.Series:
    """Return *series* as naive datetimes; what is not a date is missing."""
    if not pd.api.types.is_datetime64_any_dtype(series):
        series = pd.to_datetime(series, errors="coerce", format="ISO8601")
    return series.dt.tz_localize(None) if series.dt.tz is not None else series


def _objects(series: pd.Series) -> list[Any]:
    return series.astype(object).where(series.notna(), None).tolist()
