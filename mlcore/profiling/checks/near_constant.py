"""Columns in which one value stands almost everywhere."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("near_constant", "info")
SHARE = 0.99
FEWEST_ROWS = 100


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns whose most frequent value fills 99% of the rows, but not all."""
    if context.rows < FEWEST_ROWS:
        return ()
    near = [c for c in context.inputs if c.unique > 1 and c.most >= SHARE * context.rows]
    near.sort(key=lambda c: -c.most)
    others = context.rows - near[0].most if near else 0
    share = near[0].most / context.rows if near else 0.0
    return finding(LABEL, near, "drop", share=share, others=others, rows=context.rows)


CHECK = Check(*LABEL, find)
