"""Say that certain values mean "missing"."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.steps.base import CellStep, Param, Python, Step, calls, with_values
from mlcore.cleaning.steps.values import coded, is_dates, is_numeric, label


class SetMissing(CellStep):
    """Make cells missing that hold one of the given values."""

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with these values missing."""
        gone = self._gone()
        return with_values(frame, {n: without(frame[n], gone) for n in self.present(frame)})

    def python(self) -> Python:
        """Return the step as statements."""
        return calls(without, self.columns, self._gone())

    def _gone(self) -> set[str]:
        values = self.params["values"]
        return {label(_as_number(value)) for value in values} | {str(value) for value in values}


def without(series: pd.Series, gone: set[str]) -> pd.Series:
    """Return *series* with the values missing that are written as one of *gone*."""
    codes, written = coded(series)
    hit = np.array([*(value in gone for value in written), False])[codes]
    if is_numeric(series) and dtypes.is_integer_dtype(series.dtype):
        return series.astype("Int64").mask(hit)
    if is_numeric(series) or is_dates(series):
        return series.mask(hit)
    return series.astype("boolean" if dtypes.is_bool_dtype(series.dtype) else "str").mask(hit)


def _as_number(value: object) -> object:
    try:
        return float(str(value))
    except ValueError:
        return value


STEP = Step(
    "set_missing", "Values that mean missing", "Missing values",
    "Makes cells missing that hold a stand-in such as -999 or unknown.",
    SetMissing, icon="indeterminate_question_box",
    params=(Param("values", "values", help="The values that mean missing.", needed=True,
              label="Values that mean missing"),),
    words=("nan", "placeholder", "sentinel", "unknown", "-999"),
)  # fmt: skip
