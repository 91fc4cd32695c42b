"""What is known about one column, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlcore.types import Kind

Edge = float | str
"""A number, or a date as ISO text."""
Role = Literal[
    "empty", "constant", "boolean", "duration", "date", "latitude", "longitude", "percent",
    "currency", "ordinal", "id", "integer", "numeric", "category", "text",
]  # fmt: skip
"""What a column is, whatever it is stored as."""


@dataclass(frozen=True)
class Quantiles:
    """Smallest value, 5th, 25th, 50th, 75th and 95th percentile, largest value."""

    low: Edge
    q05: Edge
    q25: Edge
    median: Edge
    q75: Edge
    q95: Edge
    high: Edge


@dataclass(frozen=True)
class Histogram:
    """Rows per bin; bin i reaches from ``edges[i]`` to ``edges[i + 1]``, dates as ISO text."""

    edges: tuple[Edge, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class ColumnProfile:
    """One column in numbers. What does not apply to its kind is None or empty.

    Parameters
    ----------
    name, kind
        As in the data set.
    missing, unique : int
        Rows without a value; different values, missing not counted.
    mean, sd, skew : float or None
        Of the finite values; ``sd`` with n − 1; ``skew`` adjusted, as pandas has it.
    quantiles : Quantiles or None
        Of numbers and dates, linear between neighbours.
    histogram : Histogram or None
        At most 30 bins, of numbers and dates.
    top : tuple of (str, int)
        Most frequent values as text with their rows.
    most : int
        Rows of the most frequent value.
    shortest, longest : int or None
        Length in characters, of texts.
    decimals : int
        Digits after the point, at most 6.
    zeros, infinite : int
        Rows that are 0; rows that are infinite, which no other number includes.
    fences : (float, float) or None
        1.5 interquartile ranges below and above the middle half.
    outliers : int
        Rows beyond the fences; 0 when the middle half is a single value.
    role : Role
        What the column is beyond its kind, as :mod:`mlcore.profiling.roles` tells it.
    """

    name: str
    kind: Kind
    missing: int = 0
    unique: int = 0
    mean: float | None = None
    sd: float | None = None
    skew: float | None = None
    quantiles: Quantiles | None = None
    histogram: Histogram | None = None
    top: tuple[tuple[str, int], ...] = ()
    most: int = 0
    shortest: int | None = None
    longest: int | None = None
    decimals: int = 0
    zeros: int = 0
    infinite: int = 0
    fences: tuple[float, float] | None = None
    outliers: int = 0
    role: Role = "text"

    @property
    def numeric(self) -> bool:
        """True when the column has a distribution of numbers."""
        return self.kind in ("integer", "number")
