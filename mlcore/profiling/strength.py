"""How strongly two columns go together, whatever their kinds, from 0 (−1) to 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl
import pyarrow as pa

from mlcore.types import Kind

Measure = Literal[
    "rank correlation", "correlation ratio, bias-corrected", "Cramér's V, bias-corrected"
]
LEVELS = 100
"""Less frequent values than these of a category are taken as one."""
_FEWEST = 3


@dataclass(frozen=True)
class Side:
    """A column ready to be compared: its numbers (a gap is nan), or codes of its values (−1)."""

    numbers: np.ndarray | None = None
    codes: np.ndarray | None = None

    @cached_property
    def known(self) -> np.ndarray:
        """Which rows have a value."""
        if self.numbers is not None:
            return np.isfinite(self.numbers)
        assert self.codes is not None
        return self.codes >= 0

    @cached_property
    def _places(self) -> np.ndarray:
        """Which of the different numbers, in order, each row has."""
        assert self.numbers is not None
        return np.unique(self.numbers, return_inverse=True)[1]

    @cached_property
    def _ranks(self) -> np.ndarray:
        return _ranked(self._places)

    def ranks(self, rows: np.ndarray) -> np.ndarray:
        """Return the ranks of the numbers of *rows* (flags) among them; sorted once for all."""
        return self._ranks if rows.all() else _ranked(self._places[rows])


def side(values: pl.Series, kind: Kind) -> Side:
    """Return *values* as numbers (dates too), or as codes when *kind* is of another sort."""
    if values.dtype.is_temporal():
        values = values.to_physical()
    elif kind not in ("integer", "number") or not values.dtype.is_numeric():
        return Side(codes=level_codes(values))
    numbers = values.cast(pl.Float64).to_numpy()
    return Side(numbers=np.where(np.isfinite(numbers), numbers, np.nan))


def level_codes(values: pl.Series, most: int = LEVELS) -> np.ndarray:
    """Return 0 for the most frequent value, 1 for the next …; *most* for all rarer; −1 for gaps."""
    coded = values.cast(pl.String).to_arrow().cast(pa.large_string()).dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    names = coded.dictionary.to_pylist()
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    places = np.full(len(names) + 1, -1)  # the last one is where a gap's −1 looks
    places[sorted(range(len(names)), key=lambda code: (-counts[code], names[code]))] = np.minimum(
        np.arange(len(names)), most
    )
    return places[codes]


def levels(values: pl.Series) -> list[tuple[str, int]]:
    """Return the different values as text with their rows, most frequent first."""
    text = values.drop_nulls().cast(pl.String).alias("value")
    counts = text.value_counts(name="count").rows()
    return sorted(counts, key=lambda row: (-row[1], row[0]))


def relate(first: Side, second: Side) -> tuple[float | None, Measure]:
    """Return how strongly two columns go together in the rows that have both, and the measure.

    None when fewer than three rows have both, or one of them does not vary.
    """
    if first.numbers is not None and second.numbers is not None:
        return _rank_correlation(first, second), "rank correlation"
    both = first.known & second.known
    if first.codes is not None and second.codes is not None:
        found = cramers_v(first.codes[both], second.codes[both])
        return found, "Cramér's V, bias-corrected"
    codes = first.codes if first.codes is not None else second.codes
    numbers = first.numbers if first.numbers is not None else second.numbers
    assert codes is not None
    assert numbers is not None
    return correlation_ratio(codes[both], numbers[both]), "correlation ratio, bias-corrected"


def _rank_correlation(first: Side, second: Side) -> float | None:
    both = first.known & second.known
    return linear(first.ranks(both), second.ranks(both))


def ranks(numbers: np.ndarray) -> np.ndarray:
    """Return the rank of each number, equal ones sharing theirs."""
    return _ranked(np.unique(numbers, return_inverse=True)[1])


def _ranked(places: np.ndarray) -> np.ndarray:
    """Return the ranks of rows that have the numbers at *places* in the order of all."""
    counts = np.bincount(places)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]


def linear(first: np.ndarray, second: np.ndarray) -> float | None:
    """Return Pearson's correlation; None for fewer than three rows or a constant."""
    if len(first) < _FEWEST:
        return None
    first, second = first - first.mean(), second - second.mean()
    length = np.sqrt((first @ first) * (second @ second))
    return float(np.clip(first @ second / length, -1, 1)) if length > 0 else None


def correlation_ratio(codes: np.ndarray, numbers: np.ndarray) -> float | None:
    """Return the square root of ε², the share of variance between groups less that of chance."""
    group, sizes = _groups(codes)
    n, k = len(numbers), len(sizes)
    if n < _FEWEST or k < 2 or n <= k:
        return None
    scaled = numbers / (np.abs(numbers).max() or 1.0)
    centred = scaled - scaled.mean()
    total = centred @ centred
    # a constant column leaves rounding errors only
    if total <= n * 1e-28:
        return None
    between = (np.bincount(group, weights=centred) ** 2 / sizes).sum()
    share = 1 - (1 - between / total) * (n - 1) / (n - k)
    return float(np.sqrt(np.clip(share, 0, 1)))


def cramers_v(first: np.ndarray, second: np.ndarray) -> float | None:
    """Return Cramér's V of two columns of codes, corrected for bias (Bergsma 2013)."""
    (a, rows), (b, columns) = _groups(first), _groups(second)
    n, r, c = len(a), len(rows), len(columns)
    if n < _FEWEST or min(r, c) < 2:
        return None
    counts = np.bincount(a * c + b, minlength=r * c).reshape(r, c)
    expected = np.outer(counts.sum(1), counts.sum(0)) / n
    phi2 = ((counts - expected) ** 2 / expected).sum() / n
    phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    fewer = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1))
    return float(np.sqrt(min(1.0, phi2 / (fewer - 1)))) if fewer > 1 else None


def _groups(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return *codes* (0 and above) renumbered without holes, and the rows of each."""
    counts = np.bincount(codes)
    return (np.cumsum(counts > 0) - 1)[codes], counts[counts > 0]
