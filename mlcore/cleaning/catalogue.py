"""Which cleaning steps exist: the table that screens, recipes and tests go through."""

from __future__ import annotations

from mlcore.cleaning.messages import UNKNOWN_STEP
from mlcore.cleaning.steps import (
    bins,
    clean_text,
    clip,
    cluster,
    convert,
    date_parts,
    drop,
    drop_outliers,
    duplicates,
    encode,
    encode_counts,
    encode_hash,
    encode_target,
    extract,
    fill_order,
    filter_rows,
    formula,
    group_rare,
    impute,
    impute_iterative,
    impute_knn,
    interactions,
    keep,
    log,
    map_values,
    merge_similar,
    merge_values,
    missing_rows,
    near_duplicates,
    outliers,
    rename,
    reorder,
    reshape,
    sample_rows,
    scale,
    select_features,
    set_missing,
    sort_rows,
    split_text,
    subset,
    text_measures,
    text_topics,
)
from mlcore.cleaning.steps.base import CellStep, Family, Param, RowStep, Step
from mlcore.errors import LoupeError, Where

__all__ = ["FAMILIES", "STEPS", "TRANSFORMERS", "CellStep", "Param", "RowStep", "Step", "step"]

FAMILIES: tuple[Family, ...] = (
    "Columns", "Missing values", "Numbers", "Categories and text", "Dates", "Rows",
)  # fmt: skip
STEPS: tuple[Step, ...] = (
    drop.STEP,
    keep.STEP,
    reorder.STEP,
    rename.STEP,
    convert.STEP,
    formula.STEP,
    select_features.STEP,
    impute.STEP,
    fill_order.STEP,
    impute_knn.STEP,
    impute_iterative.STEP,
    set_missing.STEP,
    clip.STEP,
    outliers.STEP,
    scale.STEP,
    reshape.STEP,
    log.STEP,
    bins.STEP,
    interactions.STEP,
    cluster.STEP,
    clean_text.STEP,
    map_values.STEP,
    merge_values.STEP,
    merge_similar.STEP,
    group_rare.STEP,
    split_text.STEP,
    extract.STEP,
    text_measures.STEP,
    text_topics.STEP,
    encode.STEP,
    encode_target.STEP,
    encode_counts.STEP,
    encode_hash.STEP,
    date_parts.STEP,
    duplicates.STEP,
    near_duplicates.STEP,
    missing_rows.STEP,
    drop_outliers.STEP,
    filter_rows.STEP,
    subset.STEP,
    sort_rows.STEP,
    sample_rows.STEP,
)
TRANSFORMERS: tuple[type, ...] = tuple(entry.make for entry in STEPS if entry.scope == "cells")
"""What a stored recipe may hold."""
_BY_NAME = {entry.name: entry for entry in STEPS}


def step(name: str) -> Step:
    """Return the step called *name*.

    Raises
    ------
    LoupeError
        ``unknown_step``.
    """
    try:
        return _BY_NAME[name]
    except (KeyError, TypeError):
        names = ", ".join(_BY_NAME)
        raise LoupeError(
            UNKNOWN_STEP, Where(step=str(name)[:40]), step=str(name)[:40], names=names
        ) from None
