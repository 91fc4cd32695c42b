"""Columns with more gaps than values."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.marks import is_mark
from mlcore.types import Finding

LABEL: Label = ("mostly_missing", "warning")
SHARE = 0.6


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns with a gap in at least 60% of the rows, but not in all."""
    sparse = [c for c in context.inputs if SHARE * context.rows <= c.missing < context.rows]
    sparse = [c for c in sparse if not is_mark(context, c)]
    sparse.sort(key=lambda c: -c.missing)
    most = sparse[0].missing if sparse else 0
    share = most / context.rows if sparse else 0.0
    return finding(LABEL, sparse, "drop", share=share, missing=most, rows=context.rows)


CHECK = Check(*LABEL, find)
