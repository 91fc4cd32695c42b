"""Columns that number or name the rows."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.roles import names_rows
from mlcore.types import Finding

LABEL: Label = ("id_like", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns in which nearly every row has a value of its own."""
    ids = [c for c in context.inputs if names_rows(c, context.rows)]
    return finding(LABEL, ids, "drop", rows=context.rows)


CHECK = Check(*LABEL, find)
