"""Put columns in another order."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mlcore.cleaning.steps.base import CellStep, Pairs, Param, Python, Step


class ReorderColumns(CellStep):
    """Put the named columns first or last, in the order they are named."""

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with its columns in the new order."""
        return frame[[name for name, _ in self.outputs(list(frame.columns))]]

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the same columns in the new order."""
        named = [name for name in self.columns if name in names]
        others = [name for name in names if name not in self.columns]
        order = [*others, *named] if self.params["place"] == "last" else [*named, *others]
        return tuple((name, name) for name in order)

    def python(self) -> Python:
        """Return the selection in the new order."""
        named = list(self.columns)
        others = f"others = [name for name in frame.columns if name not in {named!r}]"
        order = f"others + {named!r}" if self.params["place"] == "last" else f"{named!r} + others"
        return Python((others, f"frame = frame[{order}]"))


STEP = Step(
    "reorder", "Reorder columns", "Columns",
    "Puts columns first or last; no value changes.",
    ReorderColumns, icon="swap_horiz",
    params=(Param("place", "choice", "first", ("first", "last"), "Where they go.",
              label="Where to",
              names=("first", "last")),),
    words=("order", "move", "sort columns", "arrange"),
)  # fmt: skip
