"""Pull outliers back to a bound."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.messages import BAD_BOUNDS, NO_BOUNDS
from mlcore.cleaning.steps.base import NUMERIC, CellStep, Param, Python, Step, calls, with_values
from mlcore.cleaning.steps.values import finite, is_numeric, need_numeric, need_values
from mlcore.errors import LoupeError, Where


class Clip(CellStep):
    """Learn bounds; values beyond are put on them, missing ones stay missing."""

    def fit(self, frame: pd.DataFrame) -> Clip:
        """Learn the bounds of each column."""
        self.bounds_: dict[str, list[float]] = {}
        for name in self.present(frame):
            need_numeric(frame[name], "clip")
            need_values(frame[name], "clip", "take bounds from")
            low, high = self._bounds(finite(frame[name]))
            if not low < high and self.params["method"] != "iqr":
                where = Where(column=name, step="clip")
                raise LoupeError(BAD_BOUNDS, where, low=f"{low:g}", high=f"{high:g}")
            self.bounds_[name] = [low, high]
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the columns inside their bounds."""
        names = [n for n in self.present(frame) if n in self.bounds_ and is_numeric(frame[n])]
        return with_values(
            frame, {name: clipped(frame[name], *self.bounds_[name]) for name in names}
        )

    def python(self) -> Python:
        """Return the step as statements with the bounds it learnt."""
        each = (calls(clipped, [name], *bounds) for name, bounds in self.bounds_.items())
        lines = tuple(line for one in each for line in one.lines)
        return Python(lines, functions=(clipped,))

    def _bounds(self, values: np.ndarray) -> tuple[float, float]:
        method = self.params["method"]
        if method == "range":
            low, high = self.params["low"], self.params["high"]
            if low is None and high is None:
                raise LoupeError(NO_BOUNDS, Where(step="clip", field="low"))
            return -math.inf if low is None else float(low), math.inf if high is None else float(
                high
            )
        if not len(values):
            return -math.inf, math.inf
        if method == "quantile":
            shares = [_or(self.params["low"], 0.01), _or(self.params["high"], 0.99)]
            if not 0 <= shares[0] < shares[1] <= 1:
                where = Where(step="clip", field="low")
                raise LoupeError(BAD_BOUNDS, where, low=f"{shares[0]:g}", high=f"{shares[1]:g}")
            low, high = np.quantile(values, shares)
            return (float(low), float(high)) if low < high else (-math.inf, math.inf)
        first, third = np.quantile(values, [0.25, 0.75])
        reach = float(self.params["reach"]) * (third - first)
        # half of the values are the same: nothing can be called far from the rest
        return (float(first - reach), float(third + reach)) if reach else (-math.inf, math.inf)


def _or(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def clipped(series: pd.Series, low: float, high: float) -> pd.Series:
    """Return *series* with values beyond *low* and *high* put on them; whole numbers stay so."""
    if dtypes.is_integer_dtype(series.dtype):
        least = math.ceil(low) if abs(low) < 2.0**62 else None
        most = math.floor(high) if abs(high) < 2.0**62 else None
        return series.clip(least, most)
    return series.clip(low, high)


STEP = Step(
    "clip", "Clip outliers", "Numbers",
    "Pulls values far from the rest back to a bound; no row is lost.",
    Clip, fitted=True, kinds=NUMERIC, icon="content_cut",
    params=(
        Param("method", "choice", "iqr", ("iqr", "quantile", "range"),
              "Where the bounds lie: some quartile ranges away, at two shares, or as given.",
              label="Bounds", names=("by quartiles", "by shares of rows", "as given")),
        Param("reach", "number", 1.5, help="Quartile ranges beyond the middle half of the values.",
              label="Quartile ranges beyond"),
        Param("low", "number", help="Share of rows below the lower bound, or the bound as given.",
              label="Lower share or bound"),
        Param("high", "number", help="Share of rows below the upper bound, or the bound as given.",
              label="Upper share or bound"),
    ),
    words=("outlier", "winsorize", "limit", "extreme", "cap"),
)  # fmt: skip
