"""Tables that are wider than long."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext
from mlcore.types import Finding

LABEL: Label = ("more_columns_than_rows", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return a finding when there are more columns than rows."""
    rows, columns = context.data.rows, len(context.columns)
    if not 0 < rows < columns:
        return ()
    return (Finding(*LABEL, (), (("columns", columns), ("rows", rows))),)


CHECK = Check(*LABEL, find)
