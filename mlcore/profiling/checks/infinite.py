"""Numbers without an end."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("infinite", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns with infinite values, those with most first."""
    endless = [c for c in context.columns if c.infinite]
    endless.sort(key=lambda c: -c.infinite)
    count = endless[0].infinite if endless else 0
    return finding(
        LABEL,
        endless,
        "set_missing",
        {"values": ("inf", "-inf")},
        infinite=count,
        rows=context.rows,
    )


CHECK = Check(*LABEL, find)
