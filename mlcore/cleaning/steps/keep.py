"""Keep only some columns."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mlcore.cleaning.steps.base import CellStep, Pairs, Python, Step, expression


class KeepColumns(CellStep):
    """Leave all but the named columns out; their order stays as it was."""

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with these columns only."""
        wanted = set(self.columns)
        return frame[[name for name in frame.columns if name in wanted]]

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns that stay."""
        wanted = set(self.columns)
        return tuple((name, name) for name in names if name in wanted)

    def python(self) -> Python:
        """Return the step as a statement."""
        wanted = expression(self.columns)
        return Python((f"frame = frame[[name for name in frame.columns if name in {wanted}]]",))


STEP = Step(
    "keep", "Keep only these columns", "Columns",
    "Leaves out every column that is not named; name the target too.",
    KeepColumns, icon="checklist", words=("select", "choose", "subset"),
)  # fmt: skip
