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
    """Return the number columns whose skewness is beyond ±2, the most skewed first.

    Those with a tail of large values and nothing below zero can be cured by a logarithm; they
    are apart from the others.
    """
    long = [
        (c.skew, c)
        for c in context.inputs
        if c.skew is not None
        and abs(c.skew) > SKEW
        and c.unique >= FEWEST_VALUES
        and context.present(c) >= FEWEST_ROWS
    ]
    long.sort(key=lambda pair: -abs(pair[0]))
    curable = [pair for pair in long if pair[0] > 0 and _not_negative(pair[1])]
    others = [pair for pair in long if pair not in curable]
    return (*_found(context, curable, "log"), *_found(context, others, ""))


def _not_negative(column: ColumnProfile) -> bool:
    return column.quantiles is not None and float(column.quantiles.low) >= 0


def _found(
    context: ProfileContext, pairs: list[tuple[float, ColumnProfile]], cure: str
) -> tuple[Finding, ...]:
    skew = pairs[0][0] if pairs else 0.0
    return finding(LABEL, [c for _, c in pairs], cure, skew=skew, rows=context.rows)


CHECK = Check(*LABEL, find)
