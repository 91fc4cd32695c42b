"""Categories with a thousand levels and more: no list of them helps."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.written import in_disguise
from mlcore.types import Finding

LABEL: Label = ("many_values", "info")
LEVELS = 1_000


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the category columns with more than 1,000 levels, those with most first.

    Written numbers and dates are left to others.
    """
    wide = [c for c in context.inputs if c.kind == "category" and c.unique > LEVELS]
    wide = [c for c in wide if not in_disguise(context, c)]
    wide.sort(key=lambda c: -c.unique)
    levels = wide[0].unique if wide else 0
    return finding(LABEL, wide, "encode_counts", levels=levels, rows=context.rows)


CHECK = Check(*LABEL, find)
