"""A table in numbers, read once, and what about it needs attention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from mlcore.data.dataset import Dataset
from mlcore.profiling.checks.base import ProfileContext
from mlcore.profiling.checks.catalogue import findings
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.measured import DETAILED, MeasuredTable, measure_table
from mlcore.profiling.ranges import ranges
from mlcore.profiling.roles import Seen, role
from mlcore.types import ColumnSpec, Finding

_NORMAL = 1.959963984540054


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
    complete : bool
        False for a :func:`summary`, which has neither shapes nor findings, and does not know
        ``duplicate_rows``.
    """

    rows: int
    columns: tuple[ColumnProfile, ...]
    missing_cells: int
    duplicate_rows: int | None
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    sampled: int | None = None
    detailed: int = 0
    complete: bool = True

    @property
    def margin(self) -> float:
        """Half the 95% interval of a share of rows, at its widest; 0 when all rows were read."""
        return 0.0 if self.sampled is None else _NORMAL / 2 * self._spread

    def mean_margin(self, name: str) -> float | None:
        """Return half the 95% interval of a column's mean; 0 when all rows were read."""
        sd = self.column(name).sd
        return None if sd is None else (_NORMAL * sd * self._spread if self.sampled else 0.0)

    @property
    def _spread(self) -> float:
        assert self.sampled is not None
        left = (self.rows - self.sampled) / max(self.rows - 1, 1)
        return float(np.sqrt(left / self.sampled))

    def column(self, name: str) -> ColumnProfile:
        """Return the column called *name*.

        Raises
        ------
        KeyError
            When the table has no such column.
        """
        return {c.name: c for c in self.columns}[name]


def summary(data: Dataset) -> Profile:
    """Return what can be said of *data* at once: gaps, different values, ranges and means.

    All rows are read, in one query over the file; the ranges are of the first 200 columns.
    """
    start = perf_counter()
    found = ranges(data, DETAILED)
    columns = tuple(
        replace(column, role=role(Seen(column, spec.dtype, (), data.rows)))
        for column, spec in zip(found, data.columns, strict=True)
    )
    return Profile(
        rows=data.rows,
        columns=columns,
        missing_cells=sum(c.missing for c in columns),
        duplicate_rows=None,
        seconds=perf_counter() - start,
        complete=False,
    )


def profile(
    data: Dataset,
    target: str | None = None,
    emit: Callable[[Profile], None] | None = None,
    measured: MeasuredTable | None = None,
) -> Profile:
    """Return the statistics of every column of *data* and the findings about it.

    Parameters
    ----------
    data : Dataset
        Read once from the store, a few columns at a time.
    target : str or None
        Column to predict; adds the checks that need one.
    emit : callable or None
        Given the :func:`summary` as soon as it is known, long before the rest.
    measured : MeasuredTable or None
        The numbers of this very table, when somebody has them; the findings then cost little.

    Raises
    ------
    LoupeError
        ``no_column`` when *target* is not there.
    """
    start = perf_counter()
    if target is not None:
        data.column(target)
    if emit is not None:
        emit(summary(data))
    table = measured or measure_table(data)
    found = findings(
        ProfileContext(data, table.rows, table.columns, table.levels, table.duplicates, target)
    )
    columns = table.columns
    if table.rows < data.rows:
        columns = tuple(map(_of_all_rows, columns, data.columns))
    return Profile(
        rows=data.rows,
        columns=columns,
        missing_cells=sum(c.missing for c in columns),
        duplicate_rows=table.duplicates,
        findings=found,
        seconds=perf_counter() - start,
        sampled=table.rows if table.rows < data.rows else None,
        detailed=min(DETAILED, len(columns)),
    )


def _of_all_rows(column: ColumnProfile, spec: ColumnSpec) -> ColumnProfile:
    return replace(column, missing=spec.missing, unique=spec.unique)
