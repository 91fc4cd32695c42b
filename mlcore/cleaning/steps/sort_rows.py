"""Sort rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import Param, Python, RowStep, Step


class SortRows(RowStep):
    """Order rows by columns; equal rows keep their order and missing values come last."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return that every row stays."""
        return np.ones(len(frame), dtype=bool)

    def positions(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the rows in their new order."""
        keys = frame[self.present(frame)].reset_index(drop=True)
        if not keys.shape[1]:
            return np.arange(len(frame))
        rising = not self.params["descending"]
        made = keys.sort_values(list(keys.columns), ascending=rising, kind="stable")
        return made.index.to_numpy()

    def python(self) -> Python:
        """Return the sorting."""
        rising = not self.params["descending"]
        columns = list(self.columns)
        return Python(
            (f"frame = frame.sort_values({columns!r}, ascending={rising}, kind='stable')",)
        )


STEP = Step(
    "sort_rows", "Sort rows", "Rows",
    "Orders the training rows by columns; steps that look at neighbours follow this order.",
    SortRows, scope="rows", icon="sort",
    params=(Param("descending", "boolean", False, help="From high to low.",
              label="From high to low"),),
    words=("order", "arrange", "ascending", "descending"),
)  # fmt: skip
