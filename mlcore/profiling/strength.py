"""How much one column says about another, from 0 (nothing) to 1 (everything)."""

from __future__ import annotations

import numpy as np
import polars as pl

from mlcore.types import Kind

BINS = 20
LEVELS = 50


def explained(column: pl.Series, target: pl.Series, kind: Kind) -> float:
    """Return the share of the target's uncertainty that *column* alone removes.

    Classes: errors avoided against always guessing the largest class. Numbers: variance
    explained by the means of bins, or by rank order. Missing targets are left out.

    Parameters
    ----------
    column, target : Series
        As many cells.
    kind : Kind
        Of the target.
    """
    known = target.is_not_null()
    column, target = column.filter(known), target.filter(known)
    groups = codes(column)
    if kind in ("number", "date") or (kind == "integer" and target.n_unique() > BINS):
        values = target.cast(pl.Float64).to_numpy()
        return max(_variance(groups, values), _ranked(column, values))
    return _errors_avoided(groups, codes(target, LEVELS * 4))


def codes(column: pl.Series, levels: int = LEVELS) -> np.ndarray:
    """Return a small group number for each cell: bins of numbers, the most frequent values."""
    if column.dtype.is_numeric() or column.dtype.is_temporal():
        numbers = column.cast(pl.Int64 if column.dtype.is_temporal() else column.dtype)
        if column.n_unique() > BINS + 1:
            return binned(numbers.cast(pl.Float64).to_numpy())
        column = numbers
    text = column.cast(pl.String).fill_null("\x00missing")
    counts = text.alias("value").value_counts(name="count", sort=True)
    known = {value: i for i, value in enumerate(counts["value"].head(levels).to_list())}
    return text.replace_strict(known, default=len(known), return_dtype=pl.Int64).to_numpy()


def binned(values: np.ndarray, bins: int = BINS) -> np.ndarray:
    """Return the number of each value's bin of equally many values; gaps get their own."""
    finite = np.isfinite(values)
    found = np.full(len(values), bins, dtype=np.int64)
    if finite.any():
        edges = np.unique(np.quantile(values[finite], np.linspace(0, 1, bins + 1)[1:-1]))
        found[finite] = np.searchsorted(edges, values[finite], "right")
    return found


def table(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return how often each pair of group numbers occurs."""
    if not len(first):
        return np.zeros((1, 1), dtype=np.int64)
    shape = int(first.max()) + 1, int(second.max()) + 1
    flat = np.bincount(first * shape[1] + second, minlength=shape[0] * shape[1])
    return flat.reshape(shape)


def _errors_avoided(groups: np.ndarray, classes: np.ndarray) -> float:
    counts = table(groups, classes)
    total, largest = int(counts.sum()), int(counts.sum(axis=0).max())
    if total == largest:
        return 0.0
    return float((counts.max(axis=1).sum() - largest) / (total - largest))


def variance_explained(groups: np.ndarray, values: np.ndarray) -> float:
    """Return the share of variance between groups, not adjusted; 0 when there is none."""
    total = float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0
    if total <= 0:
        return 0.0
    sizes = np.bincount(groups)
    sums = np.bincount(groups, weights=values - values.mean())
    between = float((sums[sizes > 0] ** 2 / sizes[sizes > 0]).sum())
    return min(between / total, 1.0)


def _variance(groups: np.ndarray, values: np.ndarray) -> float:
    used, rows = len(np.unique(groups)), len(values)
    if rows <= used + 1:
        return 0.0
    share = variance_explained(groups, values)
    return max(0.0, 1 - (1 - share) * (rows - 1) / (rows - used))


def _ranked(column: pl.Series, values: np.ndarray) -> float:
    if not column.dtype.is_numeric():
        return 0.0
    numbers = column.cast(pl.Float64).to_numpy()
    return abs(spearman(numbers, values)) ** 2


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Return the rank correlation of the rows where both are known; 0 when undefined."""
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < 3:
        return 0.0
    return pearson(_ranks(first[both]), _ranks(second[both]))


def pearson(first: np.ndarray, second: np.ndarray) -> float:
    """Return the linear correlation of the rows where both are known; 0 when undefined."""
    both = np.isfinite(first) & np.isfinite(second)
    first, second = _unit(first[both]), _unit(second[both])
    return float(np.clip(first @ second, -1, 1)) if len(first) > 1 else 0.0


def _unit(values: np.ndarray) -> np.ndarray:
    if not len(values):
        return values
    values = values / (float(np.abs(values).max()) or 1.0)
    centred = values - values.mean()
    length = float(np.sqrt(centred @ centred))
    return centred / length if length > 1e-12 else centred * 0


def _ranks(values: np.ndarray) -> np.ndarray:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]
