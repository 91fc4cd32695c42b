"""All checks, most serious first: findings of equal severity stand in this order."""

from __future__ import annotations

from mlcore.profiling.checks import (
    all_missing,
    ambiguous_dates,
    broken_text,
    case_variants,
    constant,
    constant_within_group,
    correlated_pair,
    currency_text,
    dates_as_text,
    duplicate_columns,
    duplicate_rows,
    few_rows,
    high_cardinality,
    id_like,
    imbalance,
    impossible_places,
    infinite,
    leak_suspect,
    lookalike_names,
    missing,
    missing_together,
    missing_words,
    mixed_types,
    more_columns_than_rows,
    mostly_missing,
    near_constant,
    numbers_as_text,
    outliers,
    percent_text,
    rare_class,
    similar_values,
    skewed,
    stand_ins,
    target_missing,
    time_gaps,
    zero_inflated,
)
from mlcore.profiling.checks.base import Check, ProfileContext
from mlcore.types import Finding

CHECKS: tuple[Check, ...] = (
    leak_suspect.CHECK,
    impossible_places.CHECK,
    all_missing.CHECK,
    infinite.CHECK,
    target_missing.CHECK,
    id_like.CHECK,
    mostly_missing.CHECK,
    stand_ins.CHECK,
    missing_words.CHECK,
    missing.CHECK,
    numbers_as_text.CHECK,
    percent_text.CHECK,
    currency_text.CHECK,
    mixed_types.CHECK,
    ambiguous_dates.CHECK,
    dates_as_text.CHECK,
    broken_text.CHECK,
    case_variants.CHECK,
    similar_values.CHECK,
    rare_class.CHECK,
    imbalance.CHECK,
    few_rows.CHECK,
    more_columns_than_rows.CHECK,
    duplicate_rows.CHECK,
    duplicate_columns.CHECK,
    constant.CHECK,
    lookalike_names.CHECK,
    near_constant.CHECK,
    correlated_pair.CHECK,
    constant_within_group.CHECK,
    missing_together.CHECK,
    time_gaps.CHECK,
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
