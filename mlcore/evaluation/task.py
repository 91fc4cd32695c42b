"""Which task a target column suggests."""

from __future__ import annotations

import pandas as pd

from mlcore.types import Task

MOST_CLASS_NUMBERS = 10
"""Whole-number targets with more different values than this are quantities."""


def propose_task(series: pd.Series) -> Task:
    """Return the task that the values of a target suggest.

    Two different values mean *binary*; text, and whole numbers with up to ten different
    values, mean *multiclass*; every other number means *regression*.
    """
    values = series.dropna()
    unique = values.nunique()
    if unique == 2 or pd.api.types.is_bool_dtype(values):
        return "binary"
    if not pd.api.types.is_numeric_dtype(values):
        return "multiclass"
    whole = pd.api.types.is_integer_dtype(values)
    few = 2 < unique <= min(MOST_CLASS_NUMBERS, len(values) // 5)
    return "multiclass" if whole and few else "regression"
