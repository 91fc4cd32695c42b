"""Keep the rows of one part of the table: those with certain values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import Param, Python, RowStep, Step
from mlcore.cleaning.steps.values import coded, label


class Subset(RowStep):
    """Keep rows whose value is one of those given; rows without a value belong to no part."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows belong to the part."""
        present = self.present(frame)
        if not present:
            return np.ones(len(frame), dtype=bool)
        return among(frame[present[0]], self.params["values"])

    def python(self) -> Python:
        """Return the mask."""
        line = f"frame = frame[among(frame[{self.columns[0]!r}], {self.params['values']!r})]"
        return Python((line,), ("import numpy as np", "import pandas as pd"), (label, coded, among))


def among(series: pd.Series, values: tuple[Any, ...]) -> np.ndarray:
    """Return which rows of *series* hold one of *values*, compared as they are written."""
    wanted = {label(value) for value in values}
    codes, names = coded(series)
    return np.array([*(name in wanted for name in names), False], dtype=bool)[codes]


STEP = Step(
    "subset", "Keep a part of the table", "Rows",
    "Keeps the rows with certain values of a column, to learn from one part only.",
    Subset, scope="rows", most=1, icon="call_split",
    params=(Param("values", "values", help="The values that stay.", needed=True,
              label="Values that stay"),),
    words=("split", "group", "segment", "part", "filter"),
)  # fmt: skip
