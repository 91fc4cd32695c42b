"""Keep only rows that meet a condition."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import WRONG_VALUE
from mlcore.cleaning.steps.base import Param, Python, RowStep, Step, expression
from mlcore.cleaning.steps.values import is_dates, is_numeric, label, labels
from mlcore.errors import LoupeError, Where

COMPARE = {"at least": "ge", "at most": "le", "more than": "gt", "less than": "lt"}
CONDITIONS = ("is", "is not", *COMPARE)


class FilterRows(RowStep):
    """Keep rows whose value compares as asked; rows without a value stay only for "is not"."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows meet the condition."""
        (name,), condition = self.columns, self.params["condition"]
        if name not in frame.columns:
            return np.ones(len(frame), dtype=bool)
        _check(frame[name], condition, self.params["value"])
        return meets(frame[name], condition, self.params["value"])

    def python(self) -> Python:
        """Return the step as a statement."""
        column, condition = expression(self.columns[0]), expression(self.params["condition"])
        value = expression(self.params["value"])
        return Python(
            (f"frame = frame[meets(frame[{column}], {condition}, {value})]",), functions=(meets,)
        )


def meets(series: pd.Series, condition: str, value: Any) -> np.ndarray:
    """Return which values meet the *condition* of COMPARE, or are (not) equal to *value*."""
    if is_dates(series):
        value = pd.to_datetime(str(value), format="ISO8601")
    elif is_numeric(series) and not isinstance(value, int):
        value = float(value)
    if condition not in COMPARE:
        same = labels(series) == label(value)
        return np.asarray(same if condition == "is" else ~same, dtype=bool)
    compare = getattr(operator, COMPARE[condition])
    if is_dates(series):
        return np.asarray(compare(series.to_numpy(dtype="datetime64[us]"), value.to_datetime64()))
    with np.errstate(invalid="ignore"):
        return np.asarray(compare(series.to_numpy(dtype="float64", na_value=np.nan), float(value)))


def _check(series: pd.Series, condition: str, value: Any) -> None:
    """Refuse a *value* that *series* cannot be compared with."""
    name = str(series.name)
    if is_dates(series):
        if pd.isna(pd.to_datetime(str(value), errors="coerce", format="ISO8601")):
            raise _wrong(name, value, "dates")
    elif is_numeric(series):
        try:
            float(value)
        except (TypeError, ValueError):
            raise _wrong(name, value, "numbers") from None
    elif condition in COMPARE:
        raise _wrong(name, value, "text, which has no order")


def _wrong(name: str, value: Any, kind: str) -> LoupeError:
    where = Where(column=name, step="filter_rows", field="value")
    return LoupeError(WRONG_VALUE, where, value=str(value)[:40], column=name, kind=kind)


STEP = Step(
    "filter_rows", "Keep rows that …", "Rows",
    "Keeps only rows that meet a condition; training rows only.",
    FilterRows, scope="rows", most=1, icon="filter_alt",
    params=(
        Param("condition", "choice", "is", CONDITIONS, "How the value is compared.",
              label="Condition"),
        Param("value", "value", help="What it is compared with.", needed=True,
              label="Compared with"),
    ),
    words=("where", "condition", "subset", "select", "filter"),
)  # fmt: skip
