"""All checks, most serious first: findings of equal severity stand in this order."""

from __future__ import annotations

from mlcore.profiling.checks import (
    all_missing,
    constant,
    duplicate_rows,
    few_rows,
    high_cardinality,
    id_like,
    infinite,
    missing,
    mostly_missing,
    near_constant,
    outliers,
    skewed,
    target_missing,
    zero_inflated,
)
from mlcore.profiling.checks.base import Check, ProfileContext
from mlcore.types import Finding

CHECKS: tuple[Check, ...] = (
    all_missing.CHECK,
    infinite.CHECK,
    target_missing.CHECK,
    id_like.CHECK,
    mostly_missing.CHECK,
    missing.CHECK,
    few_rows.CHECK,
    duplicate_rows.CHECK,
    constant.CHECK,
    near_constant.CHECK,
    high_cardinality.CHECK,
    outliers.CHECK,
    skewed.CHECK,
    zero_inflated.CHECK,
)
_RANK = {"error": 0, "warning": 1, "info": 2}


def findings(context: ProfileContext) -> tuple[Finding, ...]:
    """Return what all checks found, ranked by consequence."""
    found = [finding for check in CHECKS for finding in check.find(context)]
    return tuple(sorted(found, key=lambda finding: _RANK[finding.severity]))
