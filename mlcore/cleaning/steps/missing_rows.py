"""Drop rows with missing values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import Python, RowStep, Step, expression


class DropMissingRows(RowStep):
    """Drop rows in which one of the columns has no value."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows are complete."""
        columns = [name for name in self.columns if name in frame.columns]
        return frame[columns or list(frame.columns)].notna().all(axis=1).to_numpy(dtype=bool)

    def python(self) -> Python:
        """Return the step as a statement."""
        return Python((f"frame = frame.dropna(subset={expression(self.columns or None)})",))


STEP = Step(
    "drop_missing_rows", "Drop rows with missing values", "Rows",
    "Leaves out rows with a gap; training rows only, so predictions still take gaps.",
    DropMissingRows, scope="rows", least=0, icon="playlist_remove",
    words=("missing", "complete", "gap", "nan"),
)  # fmt: skip
