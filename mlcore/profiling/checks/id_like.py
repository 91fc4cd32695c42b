"""Columns that number or name the rows."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("id_like", "warning")
FEWEST_ROWS = 20
LONGEST = 100
"""Longer texts are prose, which differs from row to row and yet is worth learning from."""
NEARLY = 0.98


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns in which nearly every row has a value of its own.

    Whole numbers count when they leave no more gaps than values (1, 2, 3 …), so that a
    measurement in fine units does not; texts when they are short.
    """
    if context.rows < FEWEST_ROWS:
        return ()
    ids = [c for c in context.inputs if c.unique >= NEARLY * context.rows and _names_rows(c)]
    return finding(LABEL, ids, "drop", rows=context.rows)


def _names_rows(column: ColumnProfile) -> bool:
    if column.kind == "integer" and column.quantiles is not None:
        low, high = float(column.quantiles.low), float(column.quantiles.high)
        return high - low < 2 * column.unique
    return column.longest is not None and column.longest <= LONGEST


CHECK = Check(*LABEL, find)
