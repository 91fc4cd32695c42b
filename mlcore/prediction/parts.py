"""How a column's values are cut into parts, and how many rows lie in each.

The cuts are learnt from the training rows and stored with the model; later traffic is counted by
the same cuts, so that both are compared like with like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from mlcore.prediction.hints import texts
from mlcore.types import Field

BINS = 10
MOST_LEVELS, MOST_RARE = 50, 2_000
Measure = Literal["value", "time", "length", "level"]
"""Numbers, dates as microseconds, texts by their number of characters, levels."""
MEASURES: dict[str, Measure] = {
    "integer": "value",
    "number": "value",
    "date": "time",
    "text": "length",
}


@dataclass(frozen=True)
class Counts:
    """Rows of a column, part by part.

    Parameters
    ----------
    known : tuple of int
        Rows in each part of the known values; of numbers the first and the last part lie outside
        the training range, of levels the last one holds those that have no part of their own.
    missing, infinite : int
        Rows without a value, and with an infinite one.
    new : tuple of (level, rows)
        Levels never seen in training, the most frequent first; levels only.
    """

    known: tuple[int, ...]
    missing: int = 0
    infinite: int = 0
    new: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Parts:
    """The cuts of one column, and what the training rows had there.

    Parameters
    ----------
    measure : Measure
        What is counted of a value.
    cuts : tuple of float
        Where numbers are cut, ascending: a value at a cut lies above it. The first is the lowest
        training value, the last lies right above the highest.
    levels : tuple of str
        The most frequent levels.
    rare : tuple of str
        Levels of training without a part of their own.
    once : int
        Levels that training saw once: what the chance of a new one is reckoned from.
    open : bool
        There are more levels than are listed: which ones are new cannot be told.
    counts : Counts
        Of the training rows.
    """

    measure: Measure
    cuts: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()
    once: int = 0
    open: bool = False
    counts: Counts = Counts(())

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Parts:
        """Rebuild from JSON values.

        Raises
        ------
        KeyError, TypeError, ValueError
            When they are not those of parts.
        """
        said = value["counts"]
        known = tuple(int(rows) for rows in said["known"])
        cuts, levels = tuple(map(float, value["cuts"])), tuple(map(str, value["levels"]))
        ends = cuts or levels
        if len(known) != len(ends) + 1 and (ends or known):
            raise ValueError("parts and counts differ in length")
        counts = Counts(known, int(said["missing"]), int(said["infinite"]))
        rare, once = tuple(map(str, value["rare"])), int(value["once"])
        return cls(value["measure"], cuts, levels, rare, once, bool(value["open"]), counts)

    @property
    def is_number(self) -> bool:
        """Whether the parts are ranges."""
        return self.measure != "level"


def measure_of(field: Field) -> Measure:
    """Return what is counted of the values of *field*."""
    return MEASURES.get(field.kind, "level")


def measured(series: pd.Series[Any], measure: Measure) -> np.ndarray | pd.Series[Any]:
    """Return *series* as floats with nan for missing; levels as text without the missing ones.

    Raises
    ------
    TypeError, ValueError
        When the values are of another type than the measure wants.
    """
    if measure == "level":
        return texts(series.dropna())
    if series.dtype == object and series.isna().all():
        return np.full(len(series), np.nan)
    if measure == "length":
        lengths = series.astype("str").str.len().to_numpy(dtype="float64", na_value=np.nan)
        return np.where(series.isna().to_numpy(), np.nan, lengths)
    if measure == "time":
        return _ticks(series)
    if pd.api.types.is_bool_dtype(series.dtype) or not pd.api.types.is_numeric_dtype(series.dtype):
        raise TypeError("not numbers")
    return series.to_numpy(dtype="float64", na_value=np.nan)


def _ticks(series: pd.Series[Any]) -> np.ndarray:
    if not pd.api.types.is_datetime64_any_dtype(series.dtype):
        raise TypeError("not dates")
    ticks = series.astype("datetime64[us]").astype("int64").to_numpy(dtype="float64")
    return np.where(series.isna().to_numpy(), np.nan, ticks)


def learn_parts(series: pd.Series[Any], measure: Measure) -> Parts:
    """Return the parts of a training column with what it has in each."""
    values = measured(series, measure)
    if isinstance(values, np.ndarray):
        return cut_numbers(values, measure)
    found = values.value_counts()
    names = [str(name) for name in found.index]
    kept, rest = names[:MOST_LEVELS], names[MOST_LEVELS:]
    rare, once = tuple(rest[:MOST_RARE]), int((found == 1).sum())
    known = (*found.iloc[: len(kept)].tolist(), int(found.iloc[len(kept) :].sum()))
    counts = Counts(tuple(map(int, known)), len(series) - len(values))
    if not kept:
        return Parts("level", counts=Counts((), len(series)))
    return Parts("level", (), tuple(kept), rare, once, len(rest) > MOST_RARE, counts)


def cut_numbers(values: np.ndarray, measure: Measure = "value", bins: int = BINS) -> Parts:
    """Return the parts of *values*: between different ones when they are few, else by quantiles."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return Parts(measure, counts=Counts((), *_odd(values)))
    different = np.unique(finite)
    if len(different) <= bins:
        inner = (different[1:] + different[:-1]) / 2
    else:
        inner = np.unique(np.quantile(finite, np.linspace(0, 1, bins + 1)[1:-1]))
        inner = inner[inner > different[0]]
    ends = (float(different[0]), float(np.nextafter(different[-1], np.inf)))
    parts = Parts(measure, (ends[0], *inner.tolist(), ends[1]))
    return Parts(measure, parts.cuts, counts=count(parts, values))


def count(parts: Parts, values: np.ndarray | pd.Series[Any], rows: int | None = None) -> Counts:
    """Return how many of *values*, as :func:`measured` gives them, lie in each part.

    Parameters
    ----------
    parts : Parts
        The cuts.
    values : ndarray or Series
        Numbers, or levels.
    rows : int or None
        All rows, those without a level included.
    """
    if isinstance(values, np.ndarray):
        return _count_numbers(parts.cuts, values)
    found = values.value_counts()
    seen = {str(name): int(number) for name, number in found.items()}
    known = [seen.pop(name, 0) for name in parts.levels]
    rare = sum(seen.pop(name, 0) for name in parts.rare)
    missing = (len(values) if rows is None else rows) - len(values)
    if parts.open:
        rare, seen = rare + sum(seen.values()), {}
    whole = (*known, rare) if parts.levels else ()
    return Counts(whole, missing, 0, tuple(seen.items()))


def _count_numbers(cuts: Sequence[float], values: np.ndarray) -> Counts:
    """Count by comparing, cut by cut: several times quicker than finding each value's place."""
    missing, infinite = _odd(values)
    known = len(values) - missing - infinite
    if infinite:
        values = values[np.isfinite(values)]
    above = [np.count_nonzero(values >= cut) for cut in cuts]
    edges: list[int] = [known, *map(int, above), 0] if cuts else []
    return Counts(tuple(a - b for a, b in pairwise(edges)), missing, infinite)


def _odd(values: np.ndarray) -> tuple[int, int]:
    odd = len(values) - int(np.count_nonzero(np.isfinite(values)))
    missing = int(np.count_nonzero(np.isnan(values))) if odd else 0
    return missing, odd - missing


def places(parts: Parts, values: np.ndarray | pd.Series[Any]) -> np.ndarray:
    """Return the part of every value as a number from 0; of levels the last part holds the rest."""
    if isinstance(values, np.ndarray):
        return np.searchsorted(np.asarray(parts.cuts), values, side="right")
    at = {name: place for place, name in enumerate(parts.levels)}
    return np.array([at.get(str(value), len(at)) for value in values], dtype=np.intp)
