"""Tables too short to learn from with confidence."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext
from mlcore.types import Finding

LABEL: Label = ("few_rows", "warning")
FEWEST = 50


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return a finding when there are fewer than 50 rows."""
    if context.data.rows >= FEWEST:
        return ()
    return (Finding(*LABEL, (), (("rows", context.data.rows), ("fewest", FEWEST))),)


CHECK = Check(*LABEL, find)
