"""Drop duplicate rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import Python, RowStep, Step, expression


class DropDuplicates(RowStep):
    """Keep the first of rows that are the same."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows have no equal before them."""
        if not frame.shape[1]:
            return np.ones(len(frame), dtype=bool)
        columns = [name for name in self.columns if name in frame.columns]
        return ~frame.duplicated(subset=columns or None).to_numpy()

    def python(self) -> Python:
        """Return the step as a statement."""
        return Python((f"frame = frame.drop_duplicates({expression(self.columns or None)})",))


STEP = Step(
    "drop_duplicates", "Drop duplicate rows", "Rows",
    "Keeps the first of rows that are the same; training rows only.",
    DropDuplicates, scope="rows", least=0, icon="content_copy",
    words=("copies", "duplicate", "unique", "same"),
)  # fmt: skip
