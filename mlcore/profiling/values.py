"""What a profile is made of; frozen values only."""

from __future__ import annotations

from dataclasses import dataclass

from mlcore.types import Finding, Kind


@dataclass(frozen=True)
class Histogram:
    """Counts between edges: one edge more than counts. Edges of dates are days since 1970."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Quantiles:
    """Smallest, 5 %, 25 %, middle, 75 %, 95 % and largest of the finite values."""

    low: float
    q05: float
    q25: float
    median: float
    q75: float
    q95: float
    high: float


@dataclass(frozen=True)
class ColumnProfile:
    """One column.

    Parameters
    ----------
    name, kind, dtype, missing, unique
        As in the schema; counted over all rows.
    mean, sd, skew : float or None
        Of numbers.
    quantiles : Quantiles or None
        Of numbers, and of dates as days since 1970.
    zeros, negative, infinite : int
        Of numbers.
    far : int
        Numbers more than three quartile ranges beyond the middle half.
    low_date, high_date : str
        First and last date, ISO.
    histogram : Histogram or None
        Of numbers and dates.
    top : tuple of (str, int)
        Most frequent values of all other kinds.
    length : float or None
        Mean number of characters of texts.
    words : float or None
        Mean number of words of texts.
    """

    name: str
    kind: Kind
    dtype: str
    missing: int = 0
    unique: int = 0
    mean: float | None = None
    sd: float | None = None
    skew: float | None = None
    quantiles: Quantiles | None = None
    zeros: int = 0
    negative: int = 0
    infinite: int = 0
    far: int = 0
    low_date: str = ""
    high_date: str = ""
    histogram: Histogram | None = None
    top: tuple[tuple[str, int], ...] = ()
    length: float | None = None
    words: float | None = None


@dataclass(frozen=True)
class Profile:
    """A table.

    Parameters
    ----------
    rows : int
        All rows.
    columns : tuple of ColumnProfile
        In order.
    missing_cells, duplicate_rows : int
        Cells without a value; rows equal to an earlier one.
    findings : tuple of Finding
        What needs attention, gravest first; one per column.
    seconds : float
        Time it took, reading not counted.
    sampled : int or None
        So many rows were used for statistics of columns and for duplicates, when not all.
    charted : int
        Columns with a histogram or top values: the first ones only in very wide tables.
    target : str or None
        The column findings about the target are about.
    """

    rows: int
    columns: tuple[ColumnProfile, ...]
    missing_cells: int
    duplicate_rows: int
    findings: tuple[Finding, ...]
    seconds: float
    sampled: int | None = None
    charted: int = 0
    target: str | None = None

    def column(self, name: str) -> ColumnProfile:
        """Return the column called *name*.

        Raises
        ------
        KeyError
            When there is none.
        """
        return {column.name: column for column in self.columns}[name]
