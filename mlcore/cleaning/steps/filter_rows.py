"""Keep only rows that meet a condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import WRONG_VALUE
from mlcore.cleaning.steps.base import Param, RowStep, Step
from mlcore.cleaning.steps.values import is_dates, is_numeric, label, labels
from mlcore.errors import LoupeError, Where

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "at least": lambda a, b: a >= b,
    "at most": lambda a, b: a <= b,
    "more than": lambda a, b: a > b,
    "less than": lambda a, b: a < b,
}
CONDITIONS = ("is", "is not", *COMPARE)


class FilterRows(RowStep):
    """Keep rows whose value compares as asked; rows without a value stay only for "is not"."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows meet the condition."""
        (name,), condition = self.columns, self.params["condition"]
        if name not in frame.columns:
            return np.ones(len(frame), dtype=bool)
        series, value = frame[name], self.params["value"]
        if condition in COMPARE:
            numbers, bound = _comparable(series, value)
            with np.errstate(invalid="ignore"):
                return np.asarray(COMPARE[condition](numbers, bound))
        same = labels(series) == label(_exact(series, value))
        return np.asarray(same if condition == "is" else ~same, dtype=bool)


def _comparable(series: pd.Series, value: Any) -> tuple[np.ndarray, Any]:
    name = str(series.name)
    if is_dates(series):
        bound = pd.to_datetime(str(value), errors="coerce", format="ISO8601")
        if pd.isna(bound):
            raise _wrong(name, value, "dates")
        return series.to_numpy(dtype="datetime64[us]"), bound.to_datetime64()
    if not is_numeric(series):
        raise _wrong(name, value, "text, which has no order")
    return series.to_numpy(dtype="float64", na_value=np.nan), _number(name, value)


def _exact(series: pd.Series, value: Any) -> Any:
    if is_numeric(series):
        return value if isinstance(value, int) else _number(str(series.name), value)
    if is_dates(series):
        found = pd.to_datetime(str(value), errors="coerce", format="ISO8601")
        if pd.isna(found):
            raise _wrong(str(series.name), value, "dates")
        return found
    return value


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _wrong(name, value, "numbers") from None


def _wrong(name: str, value: Any, kind: str) -> LoupeError:
    where = Where(column=name, step="filter_rows", field="value")
    return LoupeError(WRONG_VALUE, where, value=str(value)[:40], column=name, kind=kind)


STEP = Step(
    "filter_rows", "Keep rows that …", "Rows",
    "Keeps only rows that meet a condition; training rows only.",
    FilterRows, scope="rows", most=1, icon="filter_alt",
    params=(
        Param("condition", "choice", "is", CONDITIONS, "How the value is compared."),
        Param("value", "value", help="What it is compared with.", needed=True),
    ),
    words=("where", "condition", "subset", "select", "filter"),
)  # fmt: skip
