"""Drop columns."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mlcore.cleaning.steps.base import CellStep, Pairs, Python, Step, expression


class DropColumns(CellStep):
    """Leave the named columns out."""

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* without the columns."""
        return frame.drop(columns=self.present(frame))

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns that stay."""
        gone = set(self.columns)
        return tuple((name, name) for name in names if name not in gone)

    def python(self) -> Python:
        """Return the step as a statement."""
        return Python((f"frame = frame.drop(columns={expression(self.columns)})",))


STEP = Step(
    "drop", "Drop columns", "Columns",
    "Leaves columns out: identifiers, constants, answers in disguise.",
    DropColumns, icon="delete", words=("remove", "delete", "exclude"),
)  # fmt: skip
