"""A table in numbers, read once, and what about it needs attention."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.checks.base import ProfileContext
from mlcore.profiling.checks.catalogue import findings
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.measure import Measured, measure
from mlcore.types import ColumnSpec, Finding

DETAILED = 200
"""So many columns, the first ones, get a histogram and their top values."""
ROWS = 1_000_000
"""Statistics per column come from no more rows than this."""
_PRIME = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class Profile:
    """What is in a table.

    Parameters
    ----------
    rows : int
        All rows of the table.
    columns : tuple of ColumnProfile
        In the table's order.
    missing_cells, duplicate_rows : int
        Cells without a value; rows that repeat an earlier one. Of all rows.
    findings : tuple of Finding
        Ranked by consequence.
    seconds : float
        How long it took.
    sampled : int or None
        From how many random rows the statistics per column come; None when from all.
        ``missing`` and ``unique`` always speak of all rows.
    detailed : int
        How many of the first columns have histograms and top values.
    """

    rows: int
    columns: tuple[ColumnProfile, ...]
    missing_cells: int
    duplicate_rows: int
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    sampled: int | None = None
    detailed: int = 0

    def column(self, name: str) -> ColumnProfile:
        """Return the column called *name*.

        Raises
        ------
        KeyError
            When the table has no such column.
        """
        return {c.name: c for c in self.columns}[name]


def profile(data: Dataset, target: str | None = None) -> Profile:
    """Return the statistics of every column of *data* and the findings about it.

    Parameters
    ----------
    data : Dataset
        Read once from the store, a few columns at a time.
    target : str or None
        Column to predict; adds the checks that need one.

    Raises
    ------
    LoupeError
        ``no_column`` when *target* is not there.
    """
    start = perf_counter()
    if target is not None:
        data.column(target)
    rows = cells.some_rows(data.rows, ROWS)
    measured, duplicates = _measure(data, rows)
    columns = tuple(m.profile for m in measured)
    levels = {m.profile.name: m.levels for m in measured if m.levels is not None}
    height = data.rows if rows is None else len(rows)
    found = findings(ProfileContext(data, height, columns, levels, duplicates, target))
    if rows is not None:
        columns = tuple(map(_of_all_rows, columns, data.columns))
    return Profile(
        rows=data.rows,
        columns=columns,
        missing_cells=sum(c.missing for c in columns),
        duplicate_rows=duplicates,
        findings=found,
        seconds=perf_counter() - start,
        sampled=None if rows is None else len(rows),
        detailed=min(DETAILED, len(columns)),
    )


def _measure(data: Dataset, rows: np.ndarray | None) -> tuple[list[Measured], int]:
    hashes = np.zeros(data.rows, dtype=np.uint64)
    measured = []
    for group in cells.groups(data):
        part = cells.read(data, group)
        hashes = hashes * np.uint64(_PRIME) + part.hash_rows().to_numpy()
        part = part if rows is None else part[rows]
        measured += [
            measure(series, data.columns[i], i < DETAILED)
            for i, series in zip(group, part, strict=True)
        ]
    return measured, data.rows - _different(hashes) if data.columns else 0


def _different(hashes: np.ndarray) -> int:
    # 64 bits: two of a million different rows agree once in 37 million tables
    return pl.Series(hashes).n_unique()


def _of_all_rows(column: ColumnProfile, spec: ColumnSpec) -> ColumnProfile:
    return replace(column, missing=spec.missing, unique=spec.unique)
