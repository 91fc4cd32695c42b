"""Say that certain values mean "missing"."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.steps.base import CellStep, Param, Step, with_values
from mlcore.cleaning.steps.values import coded, is_dates, is_numeric, label


class SetMissing(CellStep):
    """Make cells missing that hold one of the given values."""

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with these values missing."""
        return with_values(
            frame, {name: self._without(frame[name]) for name in self.present(frame)}
        )

    def _without(self, series: pd.Series) -> object:
        gone = {label(_as_number(value)) for value in self.params["values"]}
        gone |= {str(value) for value in self.params["values"]}
        codes, labels = coded(series)
        hit = np.array([*(value in gone for value in labels), False])[codes]
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
    params=(Param("values", "values", help="The values that mean missing.", needed=True),),
    words=("nan", "placeholder", "sentinel", "unknown", "-999"),
)  # fmt: skip
