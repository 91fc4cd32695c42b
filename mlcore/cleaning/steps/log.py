"""Take the logarithm of skewed numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import NOT_POSITIVE
from mlcore.cleaning.steps.base import NUMERIC, CellStep, Param, Python, Step, calls, with_values
from mlcore.cleaning.steps.values import floats, is_numeric, need_numeric, row_number
from mlcore.errors import LoupeError, Where


class Log(CellStep):
    """log(1 + x), or its mirror image for negative numbers."""

    def fit(self, frame: pd.DataFrame) -> Log:
        """Refuse columns without numbers, and numbers that have no logarithm."""
        for name in self.present(frame):
            need_numeric(frame[name], "log")
            values = floats(frame[name])
            bad = np.flatnonzero(values <= -1)
            if len(bad) and self.params["undefined"] == "refuse" and not self.params["signed"]:
                rows = [row_number(frame[name], i) for i in bad[:5]]
                places = [Where(row=row, column=name, step="log") for row in rows]
                example = f"{values[bad[0]]:g}"
                raise LoupeError(
                    NOT_POSITIVE, *places, count=len(bad), column=name, example=example
                )
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with logarithms; what has none is missing."""
        signed = self.params["signed"]
        return with_values(frame, {n: logarithm(frame[n], signed) for n in self.present(frame)})

    def python(self) -> Python:
        """Return the step as statements."""
        return calls(logarithm, self.columns, self.params["signed"])


def logarithm(series: pd.Series, signed: bool) -> Any:
    """Return log(1 + x), missing where there is none; *signed*: mirrored for negative numbers."""
    if not is_numeric(series):
        return series.array
    values = floats(series)
    if signed:
        return np.sign(values) * np.log1p(np.abs(values))
    return np.log1p(np.where(values > -1, values, np.nan))


STEP = Step(
    "log", "Logarithm", "Numbers",
    "Draws long tails in: log(1 + x).",
    Log, kinds=NUMERIC, icon="function",
    params=(Param("signed", "boolean", False, help="Treat negative numbers as a mirror image.",
              label="Mirror negative numbers"),
            Param("undefined", "choice", "refuse", ("refuse", "missing"),
                  "What numbers without a logarithm give.", label="Without a logarithm",
                  names=("stop here", "missing"))),
    words=("log", "skew", "transform", "tail"),
)  # fmt: skip
