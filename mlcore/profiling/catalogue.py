"""Which checks exist."""

from __future__ import annotations

from mlcore.profiling.checks import (
    all_missing,
    constant,
    copies,
    duplicate_rows,
    few_rows,
    high_cardinality,
    id_like,
    imbalance,
    infinite,
    leak,
    lookalike_names,
    missing,
    outliers,
    skewed,
    spellings,
    stand_ins,
    target_missing,
    written_numbers,
)
from mlcore.profiling.evidence import Check

CHECKS: tuple[Check, ...] = (
    leak.CHECK,
    infinite.CHECK,
    few_rows.CHECK,
    target_missing.CHECK,
    all_missing.CHECK,
    constant.CHECK,
    id_like.CHECK,
    written_numbers.CHECK,
    spellings.CHECK,
    stand_ins.CHECK,
    lookalike_names.CHECK,
    missing.CHECK,
    imbalance.CHECK,
    duplicate_rows.CHECK,
    high_cardinality.CHECK,
    copies.CHECK,
    outliers.CHECK,
    skewed.CHECK,
)
