"""Numbers with a long tail that a logarithm cannot take: to the left, or across zero."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext, finding
from mlcore.profiling.checks.skewed import curable, long_tailed
from mlcore.types import Finding

LABEL: Label = ("tailed", "info")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the skewed columns that have no logarithm, the most skewed first."""
    pairs = [pair for pair in long_tailed(context) if not curable(*pair)]
    skew = pairs[0][0] if pairs else 0.0
    columns = [column for _, column in pairs]
    return finding(LABEL, columns, "reshape", {"method": "power"}, skew=skew, rows=context.rows)


CHECK = Check(*LABEL, find)
