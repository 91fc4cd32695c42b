"""Which cleaning steps exist: the table that screens, recipes and tests go through."""

from __future__ import annotations

from mlcore.cleaning.messages import UNKNOWN_STEP
from mlcore.cleaning.steps import (
    clean_text,
    clip,
    convert,
    date_parts,
    drop,
    duplicates,
    encode,
    filter_rows,
    group_rare,
    impute,
    keep,
    log,
    merge_values,
    missing_rows,
    rename,
    scale,
    set_missing,
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
    rename.STEP,
    convert.STEP,
    impute.STEP,
    set_missing.STEP,
    clip.STEP,
    scale.STEP,
    log.STEP,
    clean_text.STEP,
    merge_values.STEP,
    group_rare.STEP,
    encode.STEP,
    date_parts.STEP,
    duplicates.STEP,
    missing_rows.STEP,
    filter_rows.STEP,
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
