"""Rows grouped by the values of a column: ranges of numbers and dates, the commonest others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.language import translate as _
from mlcore.numbers import between, significant


@dataclass(frozen=True, eq=False)
class Grouped:
    """Which group each row belongs to.

    Parameters
    ----------
    codes : ndarray
        The place of its group's name, for each row.
    names : tuple of str
        Ranges in ascending order, or values with the commonest first; then all other values
        together; then missing ones.
    """

    codes: np.ndarray
    names: tuple[str, ...]


def grouped(values: pd.Series, most: int = 10, levels: int = 10) -> Grouped:
    """Group rows by *values*: ranges or values, and those that are missing.

    Parameters
    ----------
    values : Series
        A column of any kind.
    most : int
        Numbers and dates are cut into so many ranges with about as many rows each, unless there
        are no more different ones.
    levels : int
        At most so many groups of other values.
    """
    gaps = values.isna().to_numpy(dtype=bool)
    known = values[~gaps]
    inside: np.ndarray = np.empty(0, dtype=np.intp)
    names: list[str] = []
    if len(known):
        inside, names = _ranges(known, most) if _ordered(values) else _levels(known, levels)
    codes = np.full(len(values), len(names), dtype=np.intp)
    codes[~gaps] = inside
    return Grouped(codes, (*names, _("missing")) if gaps.any() else tuple(names))


def _ordered(values: pd.Series) -> bool:
    number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return bool(number or pd.api.types.is_datetime64_any_dtype(values))


def _ranges(values: pd.Series, most: int) -> tuple[np.ndarray, list[str]]:
    different, codes = np.unique(values.to_numpy(), return_inverse=True)
    if len(different) > most:
        cut = pd.qcut(values.to_numpy(), most, labels=False, duplicates="drop")
        codes = np.unique(cut, return_inverse=True)[1]
    parts = [values[codes == code] for code in range(codes.max() + 1)]
    return codes, [_span(part.min(), part.max()) for part in parts]


def _levels(values: pd.Series, most: int) -> tuple[np.ndarray, list[str]]:
    text = values.astype(str)
    counts = text.value_counts()
    shown = len(counts) if len(counts) <= most else most - 1
    names = [str(level) for level in counts.index[:shown]]
    place = {name: code for code, name in enumerate(names)}
    codes = text.map(lambda level: place.get(level, shown)).to_numpy(dtype=np.intp)
    return codes, names if shown == len(counts) else [*names, f"{len(counts) - shown} others"]


def _span(low: object, high: object) -> str:
    if isinstance(low, pd.Timestamp):
        return f"{low:%Y-%m-%d} – {high:%Y-%m-%d}" if low != high else f"{low:%Y-%m-%d}"
    small, large = float(low), float(high)  # type: ignore[arg-type]
    return significant(small) if small == large else between(small, large)
