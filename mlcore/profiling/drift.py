"""How far apart two samples of one column are, part by part and as measures."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import polars as pl

from mlcore.numbers import significant
from mlcore.profiling.strength import levels
from mlcore.types import Kind

BINS = 10
LEVELS = 20
SMALL, LARGE = 0.1, 0.25
"""The customary marks of the population stability index."""
Size = Literal["none", "some", "large"]
Part = Literal["range", "value", "other", "missing"]
Label = tuple[Part, str]


@dataclass(frozen=True)
class DriftPart:
    """One range or value and the share of rows in it, first and second sample."""

    part: Part
    label: str
    first: float
    second: float


@dataclass(frozen=True)
class Drift:
    """How far two samples of a column are apart.

    Parameters
    ----------
    parts : tuple of DriftPart
        Ranges with equally many rows of the first sample, or its most frequent values; rows
        without a value are a part of their own.
    psi : float
        Population stability index over the parts; 0 when alike, from 0.25 on large.
    divergence : float
        Jensen–Shannon distance over the parts (base 2), 0 to 1.
    shift : float or None
        Of numbers: Wasserstein distance in standard deviations of the first sample.
    test : str
        Which test the p-value is from.
    statistic, p_value : float or None
        Kolmogorov–Smirnov's D, or chi²; None when one sample has no values.
    """

    parts: tuple[DriftPart, ...]
    psi: float
    divergence: float
    shift: float | None
    test: Literal["Kolmogorov–Smirnov", "chi²"]
    statistic: float | None
    p_value: float | None

    @property
    def size(self) -> Size:
        """The stability index in a word."""
        return "large" if self.psi >= LARGE else "some" if self.psi >= SMALL else "none"


def drift(first: pl.Series, second: pl.Series, kind: Kind) -> Drift:
    """Return how far *second* is from *first*, two samples of a column of *kind*."""
    numbers = _numbers(first, kind), _numbers(second, kind)
    if numbers[0] is not None and numbers[1] is not None:
        return _of_numbers(numbers[0], numbers[1], first.dtype.is_temporal())
    return _of_levels(first.cast(pl.String), second.cast(pl.String))


def psi(first: np.ndarray, second: np.ndarray) -> float:
    """Return the population stability index of two rows of counts, half a row added to each."""
    a, b = ((c + 0.5) / (c.sum() + 0.5 * len(c)) for c in (first, second))
    return float(((b - a) * np.log(b / a)).sum())


def jensen_shannon(first: np.ndarray, second: np.ndarray) -> float:
    """Return the Jensen–Shannon distance (base 2) of two rows of counts."""
    a, b = (c / max(c.sum(), 1) for c in (first, second))
    middle = (a + b) / 2

    def to_middle(share: np.ndarray) -> float:
        some = share > 0
        return float((share[some] * np.log2(share[some] / middle[some])).sum())

    return float(np.sqrt(max(0.0, (to_middle(a) + to_middle(b)) / 2)))


def _numbers(values: pl.Series, kind: Kind) -> np.ndarray | None:
    if values.dtype.is_temporal():
        values = values.cast(pl.Datetime("us")).to_physical()
    elif kind not in ("integer", "number") or not values.dtype.is_numeric():
        return None
    found: np.ndarray = values.cast(pl.Float64).to_numpy()
    return found


def _of_numbers(first: np.ndarray, second: np.ndarray, dates: bool) -> Drift:
    from scipy import stats

    known = [values[np.isfinite(values)] for values in (first, second)]
    inner = _cuts(known[0])
    counts = [
        np.r_[np.bincount(np.searchsorted(inner, v, "right"), minlength=len(inner) + 1),
              len(all_) - len(v)]
        for v, all_ in zip(known, (first, second), strict=True)
    ]  # fmt: skip
    labels: list[Label] = [("range", label) for label in _ranges(inner, dates)]
    labels.append(("missing", ""))
    shift = statistic = p_value = None
    if all(map(len, known)):
        found = stats.ks_2samp(*known, method="asymp")
        statistic, p_value = float(found.statistic), float(found.pvalue)
        sd = known[0].std()
        shift = float(stats.wasserstein_distance(*known) / sd) if sd > 0 else None
    return Drift(*_parts(labels, *counts), shift, "Kolmogorov–Smirnov", statistic, p_value)


def _cuts(values: np.ndarray) -> np.ndarray:
    """Return where *values* are cut: between different ones when they are few, else in deciles."""
    different = np.unique(values)
    if len(different) <= BINS:
        return (different[1:] + different[:-1]) / 2
    return np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)))[1:-1]


def _ranges(inner: np.ndarray, dates: bool) -> list[str]:
    if not len(inner):
        return ["all values"]
    ends = [_shown(end, dates) for end in inner]
    between = [f"{low} – {high}" for low, high in pairwise(ends)]
    return [f"< {ends[0]}", *between, f"≥ {ends[-1]}"]


def _shown(end: float, dates: bool) -> str:
    return str(np.datetime64(int(end), "us"))[:16] if dates else significant(end, 4)


def _of_levels(first: pl.Series, second: pl.Series) -> Drift:
    from scipy import stats

    counted = [dict(levels(values)) for values in (first, second)]
    names = sorted(
        set(counted[0]) | set(counted[1]),
        key=lambda n: (-max(c.get(n, 0) / max(sum(c.values()), 1) for c in counted), n),
    )[:LEVELS]
    counts = []
    for found, values in zip(counted, (first, second), strict=True):
        shown = [found.get(name, 0) for name in names]
        counts.append(np.array([*shown, sum(found.values()) - sum(shown), values.null_count()]))
    labels: list[Label] = [("value", name) for name in names]
    labels += [("other", ""), ("missing", "")]
    table = np.array(counts)
    table = table[:, table.sum(axis=0) > 0]
    statistic = p_value = None
    if table.shape[1] > 1 and (table.sum(axis=1) > 0).all():
        found_test = stats.chi2_contingency(table, correction=False)
        statistic, p_value = float(found_test.statistic), float(found_test.pvalue)
    return Drift(*_parts(labels, *counts), None, "chi²", statistic, p_value)


def _parts(
    labels: list[Label], first: np.ndarray, second: np.ndarray
) -> tuple[tuple[DriftPart, ...], float, float]:
    """Return the parts that hold rows, the stability index and the divergence."""
    seen = (first + second) > 0
    kept = [label for label, some in zip(labels, seen, strict=True) if some]
    a, b = first[seen], second[seen]
    shares = [c / max(c.sum(), 1) for c in (a, b)]
    parts = tuple(
        DriftPart(part, label, float(x), float(y))
        for (part, label), x, y in zip(kept, *shares, strict=True)
    )
    return parts, psi(a, b) if len(a) else 0.0, jensen_shannon(a, b)
