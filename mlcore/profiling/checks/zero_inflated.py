"""Numbers that are mostly zero."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("zero_inflated", "info")
SHARE = 0.5
FEWEST_VALUES = 10


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the number columns with a zero in over half of the rows and many other values."""
    flat = [
        c
        for c in context.inputs
        if c.numeric and c.unique >= FEWEST_VALUES and c.zeros > SHARE * context.rows
    ]
    flat.sort(key=lambda c: -c.zeros)
    zeros = flat[0].zeros if flat else 0
    return finding(LABEL, flat, share=zeros / max(context.rows, 1), zeros=zeros, rows=context.rows)


CHECK = Check(*LABEL, find)
