"""Numbers with one long tail."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.column import ColumnProfile
from mlcore.types import Finding

LABEL: Label = ("skewed", "info")
SKEW = 2.0
FEWEST_ROWS = 20
FEWEST_VALUES = 10


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the columns whose tail of large values a logarithm takes, the most skewed first."""
    pairs = [pair for pair in long_tailed(context) if curable(*pair)]
    skew = pairs[0][0] if pairs else 0.0
    return finding(LABEL, [c for _, c in pairs], "log", skew=skew, rows=context.rows)


def long_tailed(context: ProfileContext) -> list[tuple[float, ColumnProfile]]:
    """Return (skewness, column) of the numbers beyond ±2, the most skewed first."""
    long = [
        (c.skew, c)
        for c in context.inputs
        if c.skew is not None
        and abs(c.skew) > SKEW
        and c.unique >= FEWEST_VALUES
        and context.present(c) >= FEWEST_ROWS
    ]
    long.sort(key=lambda pair: -abs(pair[0]))
    return long


def curable(skew: float, column: ColumnProfile) -> bool:
    """Tell whether the tail is one of large values, and nothing lies below zero."""
    return skew > 0 and column.quantiles is not None and float(column.quantiles.low) >= 0


CHECK = Check(*LABEL, find)
