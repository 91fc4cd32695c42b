"""Columns without a single value."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("all_missing", "error")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns that are empty in every row."""
    empty = [c for c in context.inputs if context.rows and c.missing == context.rows]
    return finding(LABEL, empty, "drop", rows=context.rows)


CHECK = Check(*LABEL, find)
