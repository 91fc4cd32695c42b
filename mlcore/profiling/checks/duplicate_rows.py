"""Rows that repeat an earlier row in every column."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext
from mlcore.types import Finding, StepSpec

LABEL: Label = ("duplicate_rows", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return how many rows are exact copies of an earlier one."""
    if not context.duplicate_rows:
        return ()
    facts = (("copies", context.duplicate_rows), ("rows", context.data.rows))
    return (Finding(*LABEL, (), facts, StepSpec("drop_duplicates")),)


CHECK = Check(*LABEL, find)
