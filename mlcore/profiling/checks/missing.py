"""Gaps in columns that otherwise have values."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.marks import is_mark
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("missing", "warning")
MOST = 0.6
"""From this share on a column is ``mostly_missing``."""
FEWEST = 20
"""Rows of a table that may be one row for each date."""


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns with gaps, those with most first; numbers and others apart.

    Numbers are filled with their median, everything else with its most frequent value, so
    there are up to two findings, each with the step that cures it. Of numbers whose neighbours
    in time are known ``gaps_in_order`` speaks.
    """
    gaps = [c for c in context.inputs if 0 < c.missing < MOST * context.rows]
    gaps = [c for c in gaps if not is_mark(context, c)]
    gaps.sort(key=lambda c: -c.missing)
    numbers = [c for c in gaps if c.numeric] if when(context) is None else []
    others = [c for c in gaps if not c.numeric]
    return (
        *_filled(context, numbers, "median"),
        *_filled(context, others, "mode"),
    )


def when(context: ProfileContext) -> str | None:
    """Return the column that gives each row a date of its own, if there is one such column."""
    if context.rows < FEWEST:
        return None
    dates = [c for c in context.inputs if c.kind == "date"]
    steady = [c.name for c in dates if not c.missing and c.unique == context.rows]
    return steady[0] if len(dates) == len(steady) == 1 else None


def _filled(
    context: ProfileContext, columns: list[ColumnProfile], strategy: str
) -> tuple[Finding, ...]:
    if not columns:
        return ()
    most = columns[0].missing
    params = {"strategy": strategy, "indicator": True}
    return finding(
        LABEL, columns, "impute", params, share=most / context.rows, missing=most, rows=context.rows
    )


CHECK = Check(*LABEL, find)
