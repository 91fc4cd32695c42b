"""Every column of a table in numbers, before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.measure import Measured, measure
from mlcore.profiling.roles import LOOKED_AT, Seen, role

DETAILED = 200
"""So many columns, the first ones, get a histogram and their top values."""
ROWS = 1_000_000
"""Statistics per column come from no more rows than this."""
_PRIME = 0x9E3779B97F4A7C15


@dataclass(frozen=True, eq=False)
class MeasuredTable:
    """Numbers of each column.

    Parameters
    ----------
    rows : int
        Rows the columns speak of: all, or that many random ones.
    columns : tuple of ColumnProfile
        In the table's order.
    levels : mapping
        Different values ("value", "count") of columns that hold text.
    duplicates : int
        Rows of the whole table that repeat an earlier one.
    """

    rows: int
    columns: tuple[ColumnProfile, ...]
    levels: Mapping[str, pl.DataFrame]
    duplicates: int


def measure_table(data: Dataset) -> MeasuredTable:
    """Return the numbers of every column of *data*, read once, a few columns at a time."""
    rows = cells.some_rows(data.rows, ROWS)
    height = data.rows if rows is None else len(rows)
    measured, duplicates = _measure(data, rows)
    levels = {m.profile.name: m.levels for m in measured if m.levels is not None}
    columns = tuple(
        _with_role(m, spec.dtype, height) for m, spec in zip(measured, data.columns, strict=True)
    )
    return MeasuredTable(height, columns, levels, duplicates)


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


def _with_role(measured: Measured, dtype: str, rows: int) -> ColumnProfile:
    values: tuple[str, ...] = ()
    if measured.levels is not None:
        levels = measured.levels
        if levels.height > LOOKED_AT:
            levels = levels.top_k(LOOKED_AT, by="count")
        values = tuple(value.strip() for value in levels["value"].to_list())
    return replace(measured.profile, role=role(Seen(measured.profile, dtype, values, rows)))


def _different(hashes: np.ndarray) -> int:
    # 64 bits: two of a million different rows agree once in 37 million tables
    return pl.Series(hashes).n_unique()
