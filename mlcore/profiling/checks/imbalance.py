"""Targets of which one class is far rarer than its fair share."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("imbalance", "warning")
OF_FAIR_SHARE = 0.2
MOST_CLASSES = 20


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the target when its rarest class has less than a fifth of an equal share."""
    counts = context.classes
    if context.target is None or not 2 <= len(counts) <= MOST_CLASSES:
        return ()
    rows = sum(n for _, n in counts)
    (commonest, most), (rarest, count) = counts[0], counts[-1]
    if count >= OF_FAIR_SHARE * rows / len(counts):
        return ()
    return finding(
        LABEL,
        [context.target],
        share=count / rows,
        rarest=rarest,
        commonest=commonest,
        baseline=most / rows,
        count=count,
        rows=rows,
    )


CHECK = Check(*LABEL, find)
