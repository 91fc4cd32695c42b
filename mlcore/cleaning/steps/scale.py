"""Bring numbers to a common scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import (
    NUMERIC,
    CellStep,
    Param,
    Python,
    Step,
    expression,
    with_values,
)
from mlcore.cleaning.steps.values import finite, floats, is_numeric, need_numeric, need_values


class Scale(CellStep):
    """Learn a centre and a spread; a column without spread is only shifted."""

    def fit(self, frame: pd.DataFrame) -> Scale:
        """Learn centre and spread of each column."""
        self.scales_: dict[str, list[float]] = {}
        for name in self.present(frame):
            need_numeric(frame[name], "scale")
            need_values(frame[name], "scale", "measure")
            centre, spread = self._measured(finite(frame[name]))
            usable = np.isfinite(spread) and spread > 10 * np.finfo(float).eps * abs(centre)
            self.scales_[name] = [centre, spread if usable else 1.0]
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the columns scaled."""
        names = [n for n in self.present(frame) if n in self.scales_ and is_numeric(frame[n])]
        return with_values(frame, {name: self._scaled(frame[name]) for name in names})

    def _scaled(self, series: pd.Series) -> np.ndarray:
        centre, spread = self.scales_[str(series.name)]
        return (floats(series) - centre) / spread

    def python(self) -> Python:
        """Return the step as statements with the centre and spread it learnt."""
        lines = []
        for name, (centre, spread) in self.scales_.items():
            cell = f"frame[{expression(name)}]"
            lines.append(f'{cell} = ({cell}.astype("float64") - {centre!r}) / {spread!r}')
        return Python(tuple(lines))

    def _measured(self, values: np.ndarray) -> tuple[float, float]:
        if not len(values):
            return 0.0, 1.0
        if self.params["method"] == "standard":
            return float(values.mean()), float(values.std())
        if self.params["method"] == "minmax":
            return float(values.min()), float(values.max() - values.min())
        first, middle, third = np.quantile(values, [0.25, 0.5, 0.75])
        return float(middle), float(third - first)


STEP = Step(
    "scale", "Scale numbers", "Numbers",
    "Brings columns to a common scale; models that measure distance need it.",
    Scale, fitted=True, kinds=NUMERIC, icon="straighten",
    params=(
        Param("method", "choice", "standard", ("standard", "minmax", "robust"),
              "Mean 0 and spread 1, from 0 to 1, or by median and quartiles.",
              label="Scale", names=("mean 0, spread 1", "from 0 to 1", "by median and quartiles")),
    ),
    words=("standardize", "normalize", "minmax", "robust", "z-score"),
)  # fmt: skip
