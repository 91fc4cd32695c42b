"""Statistics of numbers that stand in order: one sort answers every question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

BINS = 30
PERCENTILES = np.array([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])
_LOOKED_AT = 10_000
_MOST_DECIMALS = 6


@dataclass(frozen=True)
class SortedNumbers:
    """Finite numbers in ascending order, at least one."""

    values: np.ndarray

    @cached_property
    def floats(self) -> np.ndarray:
        """The values as 64-bit floats."""
        return self.values.astype(np.float64, copy=False)

    @cached_property
    def moments(self) -> tuple[float | None, float | None, float | None]:
        """Mean, standard deviation (n − 1) and adjusted skewness, where they are defined."""
        n = len(self.floats)
        with np.errstate(all="ignore"):
            mean = self.floats.mean()
            off = self.floats - mean
            square = off * off
            m2 = square.mean()
            sd = np.sqrt(square.sum() / (n - 1)) if n > 1 else np.nan
            skew = np.nan
            if n > 2 and m2 > 0:
                skew = np.sqrt(n * (n - 1)) / (n - 2) * (square * off).mean() / m2**1.5
        return _finite(mean), _finite(sd), _finite(skew)

    @cached_property
    def quantiles(self) -> tuple[float, ...]:
        """Values at ``PERCENTILES``, linear between neighbours."""
        place = PERCENTILES * (len(self.floats) - 1)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, len(self.floats) - 1)
        share = place - below
        low, high = self.floats[below], self.floats[above]
        between = np.where(low == high, low, low * (1 - share) + high * share)
        return tuple(between.tolist())

    @cached_property
    def runs(self) -> tuple[np.ndarray, np.ndarray]:
        """The different values and how many rows have each."""
        first = np.flatnonzero(np.r_[True, self.values[1:] != self.values[:-1]])
        return self.values[first], np.diff(np.r_[first, len(self.values)])

    def top(self, most: int) -> list[tuple[float, int]]:
        """Return the *most* frequent values with their rows, smaller values first in a tie."""
        values, counts = self.runs
        order = np.argsort(-counts, kind="stable")[:most]
        return list(zip(values[order].tolist(), counts[order].tolist(), strict=True))

    @property
    def fences(self) -> tuple[float, float] | None:
        """1.5 interquartile ranges around the middle half; None when that is one value."""
        q25, q75 = self.quantiles[2], self.quantiles[4]
        reach = 1.5 * (q75 - q25)
        return (q25 - reach, q75 + reach) if 0 < reach < np.inf else None

    def beyond(self, fences: tuple[float, float]) -> int:
        """Return how many values lie outside *fences*."""
        low = np.searchsorted(self.floats, fences[0], "left")
        return int(low + len(self.floats) - np.searchsorted(self.floats, fences[1], "right"))

    def equal_to(self, value: float) -> int:
        """Return how many values equal *value*."""
        low = np.searchsorted(self.values, value, "left")
        return int(np.searchsorted(self.values, value, "right") - low)

    def histogram(self, bins: int = BINS) -> tuple[np.ndarray, np.ndarray] | None:
        """Return edges and counts of at most *bins* bins; whole numbers get whole widths.

        None when the range is too wide or too narrow to be cut.
        """
        edges = self._whole_edges(bins) if self.values.dtype.kind in "iu" else self._edges(bins)
        if len(edges) < 2 or not np.isfinite(edges).all():
            return None
        # the last bin includes its upper edge
        starts = np.searchsorted(self.floats, edges[:-1], "left")
        return edges, np.diff(np.r_[starts, len(self.floats)])

    def _edges(self, bins: int) -> np.ndarray:
        low, high = self.floats[0], self.floats[-1]
        if low == high:
            low, high, bins = low - 0.5, high + 0.5, 1
        bins = min(bins, max(5, int(np.sqrt(len(self.floats)))))
        with np.errstate(all="ignore"):
            return np.unique(np.linspace(low, high, bins + 1)) if low < high else np.empty(0)

    def _whole_edges(self, bins: int) -> np.ndarray:
        low, high = int(self.values[0]), int(self.values[-1])
        if max(abs(low), abs(high)) >= 2**52:
            return self._edges(bins)
        width = -(-(high - low + 1) // bins)
        return low - 0.5 + width * np.arange(-(-(high - low + 1) // width) + 1)

    @cached_property
    def decimals(self) -> int:
        """Digits after the point that the values have, at most 6."""
        if self.values.dtype.kind in "iu":
            return 0
        step = -(-len(self.floats) // _LOOKED_AT)
        some = self.floats[::step]
        with np.errstate(all="ignore"):
            for digits in range(_MOST_DECIMALS):
                if (np.round(some, digits) == some).all():
                    return digits
        return _MOST_DECIMALS


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
