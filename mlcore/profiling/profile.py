"""A dataset → its profile."""

from __future__ import annotations

import time

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling.catalogue import CHECKS
from mlcore.profiling.columns import column_profile
from mlcore.profiling.evidence import Evidence, severity_order
from mlcore.profiling.values import Profile

MOST_CELLS = 20_000_000
"""Tables with more cells are profiled from a sample of rows."""
CHARTED = 200
"""So many columns get histograms and top values."""
LEAST_SAMPLE = 10_000


def profile(data: Dataset, target: str | None = None) -> Profile:
    """Return what is in *data* and what needs attention.

    Parameters
    ----------
    data : Dataset
        The table.
    target : str or None
        The column to predict, for findings about it.

    Raises
    ------
    LoupeError
        ``no_column`` when the target is not there.
    """
    if target is not None:
        data.column(target)
    cells, sampled = _cells(data)
    start = time.perf_counter()
    columns = tuple(
        column_profile(spec, cells.to_series(i), i < CHARTED) for i, spec in enumerate(data.columns)
    )
    evidence = Evidence(data, cells, columns, _duplicates(cells), target)
    findings = [finding for check in CHECKS for finding in check.find(evidence)]
    return Profile(
        rows=data.rows,
        columns=columns,
        missing_cells=sum(spec.missing for spec in data.columns),
        duplicate_rows=evidence.duplicates,
        findings=severity_order(findings, {check.code: check.rank for check in CHECKS}),
        seconds=round(time.perf_counter() - start, 4),
        sampled=sampled,
        charted=min(len(columns), CHARTED),
        target=target,
    )


def _cells(data: Dataset) -> tuple[pl.DataFrame, int | None]:
    """Return the cells under safe names: all of them, or those of evenly spaced rows."""
    query, sampled = data.scan(), None
    width = max(len(data.columns), 1)
    if data.rows * width > MOST_CELLS:
        sampled = min(data.rows, max(LEAST_SAMPLE, MOST_CELLS // width))
    if sampled is None or sampled == data.rows:
        cells, sampled = query.collect(), None
    else:
        places = np.linspace(0, data.rows - 1, sampled).astype(np.int64)
        cells = query.collect()[places]
    cells.columns = [f"c{i}" for i in range(cells.width)]
    return cells, sampled


def _duplicates(cells: pl.DataFrame) -> int:
    return cells.height - cells.hash_rows().n_unique() if cells.height else 0
