"""Numbers with one long tail."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.types import Finding

LABEL: Label = ("skewed", "info")
SKEW = 2.0
FEWEST_ROWS = 20
FEWEST_VALUES = 10


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the number columns whose skewness is beyond ±2, the most skewed first."""
    long = [
        (abs(c.skew), c)
        for c in context.inputs
        if c.skew is not None
        and abs(c.skew) > SKEW
        and c.unique >= FEWEST_VALUES
        and context.present(c) >= FEWEST_ROWS
    ]
    long.sort(key=lambda pair: -pair[0])
    columns = [c for _, c in long]
    skew = (columns[0].skew if columns else None) or 0.0
    return finding(LABEL, columns, skew=skew, rows=context.rows)


CHECK = Check(*LABEL, find)
