"""Numbers far outside the bulk of their column."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("outliers", "info")
FEWEST_ROWS = 20
MOST = 0.05
"""When a larger share lies beyond the fences the column is wide, not wrong."""


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the number columns with values beyond 1.5 interquartile ranges."""
    far = [
        c
        for c in context.inputs
        if c.numeric
        and context.present(c) >= FEWEST_ROWS
        and c.outliers > 0
        and c.outliers <= MOST * context.present(c)
    ]
    far.sort(key=lambda c: -c.outliers)
    count = far[0].outliers if far else 0
    low, high = _usual(far[0]) if far else (0.0, 0.0)
    return finding(
        LABEL,
        far,
        "clip",
        {"method": "iqr", "reach": 1.5},
        outliers=count,
        low=low,
        high=high,
        rows=context.rows,
    )


def _usual(column: ColumnProfile) -> tuple[float, float]:
    """Return the ends of the usual range, none of them where the column has no values."""
    low, high = column.fences or (0.0, 0.0)
    if column.quantiles is None:
        return low, high
    return max(low, float(column.quantiles.low)), min(high, float(column.quantiles.high))


CHECK = Check(*LABEL, find)
