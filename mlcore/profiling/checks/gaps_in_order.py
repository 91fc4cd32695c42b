"""Gaps in numbers that were taken one after the other: their neighbours in time are known."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.missing import MOST, when
from mlcore.types import Finding

LABEL: Label = ("gaps_in_order", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the number columns with gaps of a table that has one row for each date."""
    by = when(context)
    gaps = [c for c in context.inputs if c.numeric and 0 < c.missing < MOST * context.rows]
    if by is None:
        return ()
    gaps.sort(key=lambda c: -c.missing)
    missing = gaps[0].missing if gaps else 0
    facts = {"by": by, "missing": missing, "share": missing / context.rows, "rows": context.rows}
    return finding(LABEL, gaps, "fill_order", {"method": "linear", "by": by}, **facts)


CHECK = Check(*LABEL, find)
