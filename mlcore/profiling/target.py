"""A column seen from the target: its mean or its classes, bin by bin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import strength
from mlcore.profiling.associations import sample
from mlcore.types import Kind

BINS = 20
LEVELS = 15
CLASSES = 10
ROWS = 100_000
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Bin:
    """A part of the rows, by the values of one column.

    Parameters
    ----------
    label : str
        The value, or the range.
    low, high : float or None
        Bounds of a range (dates: days since 1970).
    rows : int
        Rows in it that have a target.
    mean, q05, q95 : float or None
        Of a numeric target.
    shares : tuple of float
        Of each class.
    """

    label: str
    low: float | None
    high: float | None
    rows: int
    mean: float | None = None
    q05: float | None = None
    q95: float | None = None
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class TargetView:
    """A column and the target.

    ``classes`` is empty for a numeric target; ``strength`` is the share of the target's
    uncertainty that the column alone removes; ``rows`` is how many were looked at.
    """

    column: str
    target: str
    kind: Kind
    bins: tuple[Bin, ...]
    classes: tuple[str, ...]
    strength: float
    rows: int


def target_view(data: Dataset, column: str, target: str) -> TargetView:
    """Return how the *target* goes with the values of *column*.

    Raises
    ------
    LoupeError
        ``no_column`` when one is not there.
    """
    spec, goal = data.column(column), data.column(target)
    cells = sample(data, ROWS)
    places = {name: i for i, name in enumerate(data.names)}
    values, answers = cells.to_series(places[column]), cells.to_series(places[target])
    known = answers.is_not_null()
    values, answers = values.filter(known), answers.filter(known)
    numeric = answers.dtype.is_numeric() and (goal.kind == "number" or goal.unique > CLASSES)
    groups, heads = _groups(values)
    if numeric:
        classes: tuple[str, ...] = ()
        bins = _mean_bins(groups, heads, answers.cast(pl.Float64).to_numpy())
    else:
        classes, bins = _share_bins(groups, heads, answers)
    strong = strength.explained(values, answers, goal.kind) if len(values) else 0.0
    return TargetView(column, target, spec.kind, bins, classes, strong, len(values))


def _groups(values: pl.Series) -> tuple[np.ndarray, list[Bin]]:
    """Return a group number for each cell (−1: missing) and an empty bin for each group."""
    if values.dtype.is_temporal():
        return _ranges(values.cast(pl.Int64).cast(pl.Float64).to_numpy() / _DAY, True)
    if values.dtype.is_numeric() and values.n_unique() > LEVELS:
        return _ranges(values.cast(pl.Float64).to_numpy(), False)
    text = values.cast(pl.String)
    counts = text.drop_nulls().alias("value").value_counts(name="count", sort=True)
    names = counts["value"].head(LEVELS).to_list()
    if values.dtype.is_numeric():
        names.sort(key=float)
    others = ["other"] if counts.height > LEVELS else []
    place = {name: i for i, name in enumerate(names)}
    groups = text.replace_strict(place, default=len(names), return_dtype=pl.Int64)
    found = np.where(text.is_null().to_numpy(), -1, groups.to_numpy())
    return found, [Bin(name, None, None, 0) for name in [*names, *others]]


def _ranges(values: np.ndarray, dates: bool) -> tuple[np.ndarray, list[Bin]]:
    finite = np.isfinite(values)
    if not finite.any():
        return np.full(len(values), -1), []
    edges = np.unique(np.quantile(values[finite], np.linspace(0, 1, BINS + 1)))
    if len(edges) == 1:
        edges = np.array([edges[0], edges[0]])
    groups = np.clip(np.searchsorted(edges, values, "right") - 1, 0, len(edges) - 2)
    heads = [
        Bin(_range(low, high, dates), float(low), float(high), 0)
        for low, high in zip(edges[:-1], edges[1:], strict=True)
    ]
    return np.where(finite, groups, -1), heads


def _range(low: float, high: float, dates: bool) -> str:
    if dates:
        first, last = np.array([low, high]).astype("int64").astype("datetime64[D]")
        return f"{first} – {last}"
    return f"{low:.4g} – {high:.4g}"


def _mean_bins(groups: np.ndarray, heads: list[Bin], answers: np.ndarray) -> tuple[Bin, ...]:
    bins = []
    for i, head in _with_missing(groups, heads):
        part = answers[(groups == i) & np.isfinite(answers)]
        if len(part):
            q05, q95 = np.quantile(part, [0.05, 0.95])
            mean = float(part.mean())
            bins.append(
                Bin(head.label, head.low, head.high, len(part), mean, float(q05), float(q95))
            )
    return tuple(bins)


def _share_bins(
    groups: np.ndarray, heads: list[Bin], answers: pl.Series
) -> tuple[tuple[str, ...], tuple[Bin, ...]]:
    text = answers.cast(pl.String)
    counts = text.alias("value").value_counts(name="count", sort=True)
    kept = counts["value"].head(CLASSES).to_list()
    classes = (*sorted(kept), *(["other"] if counts.height > CLASSES else []))
    place = {name: i for i, name in enumerate(sorted(kept))}
    codes = text.replace_strict(place, default=len(kept), return_dtype=pl.Int64).to_numpy()
    bins = []
    for i, head in _with_missing(groups, heads):
        part = np.bincount(codes[groups == i], minlength=len(classes))
        total = int(part.sum())
        if total:
            shares = tuple(float(n) / total for n in part)
            bins.append(Bin(head.label, head.low, head.high, total, shares=shares))
    return classes, tuple(bins)


def _with_missing(groups: np.ndarray, heads: list[Bin]) -> list[tuple[int, Bin]]:
    missing = [(-1, Bin("missing", None, None, 0))] if (groups == -1).any() else []
    return [*enumerate(heads), *missing]
