"""Columns that say the same in every row."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("constant", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns with one value and no gap in at least two rows."""
    same = [c for c in context.inputs if context.rows > 1 and c.unique == 1 and not c.missing]
    return finding(LABEL, same, "drop", rows=context.rows)


CHECK = Check(*LABEL, find)
