"""Rename a column."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pandas as pd

from mlcore.cleaning.messages import BLANK_NAME, LOOKALIKE_NAME, NAME_TAKEN
from mlcore.cleaning.steps.base import CellStep, Pairs, Param, Python, Step, expression
from mlcore.errors import LoupeError, Where


class RenameColumn(CellStep):
    """Give one column another name."""

    def fit(self, frame: pd.DataFrame) -> RenameColumn:
        """Refuse a name that is blank, taken, or cannot be told from another."""
        new, (old,) = str(self.params["to"]), self.columns
        where = Where(column=old, step="rename")
        if not new.strip():
            raise LoupeError(BLANK_NAME, where)
        others = [str(name) for name in frame.columns if name != old]
        if new in others:
            raise LoupeError(NAME_TAKEN, where, name=new)
        alike = [name for name in others if _look(name) == _look(new)]
        if alike:
            raise LoupeError(LOOKALIKE_NAME, where, name=new, other=alike[0])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the new name."""
        made = frame.copy(deep=False)
        made.columns = pd.Index([new for new, _ in self.outputs(list(frame.columns))], dtype="str")
        return made

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the names, one of them new."""
        (old,), new = self.columns, str(self.params["to"])
        return tuple((new if name == old else name, name) for name in names)

    def python(self) -> Python:
        """Return the step as a statement."""
        names = {self.columns[0]: str(self.params["to"])}
        return Python((f"frame = frame.rename(columns={expression(names)})",))


def _look(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()


STEP = Step(
    "rename", "Rename a column", "Columns",
    "Gives a column another name.",
    RenameColumn, most=1, icon="edit",
    params=(Param("to", "text", help="The new name.", needed=True,
              label="New name"),),
    words=("name", "label"),
)  # fmt: skip
