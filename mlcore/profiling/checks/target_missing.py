"""Rows without an answer to learn from."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("target_missing", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the target when some of its rows are empty."""
    target = context.target_profile
    if target is None or not target.missing:
        return ()
    share = target.missing / context.rows
    return finding(
        LABEL,
        [target],
        "drop_missing_rows",
        share=share,
        missing=target.missing,
        rows=context.rows,
    )


CHECK = Check(*LABEL, find)
