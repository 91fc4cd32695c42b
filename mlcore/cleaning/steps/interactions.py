"""Products of columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement

import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
from mlcore.cleaning.steps.base import (
    NUMERIC,
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    columns_frame,
    free,
)
from mlcore.cleaning.steps.values import floats, is_numeric, need_numeric
from mlcore.errors import LoupeError, Where

MOST = 300


class Interactions(CellStep):
    """Add the product of each pair of columns, and squares, behind all columns."""

    def fit(self, frame: pd.DataFrame) -> Interactions:
        """Choose the names of the new columns."""
        for name in self.present(frame):
            need_numeric(frame[name], "interactions")
        pairs = self._pairs(self.columns)
        if not 0 < len(pairs) <= MOST:
            where = Where(step="interactions", field="columns")
            why = (
                f"{len(pairs):,} products come of these columns; between 1 and {MOST} are possible"
            )
            raise LoupeError(
                IMPOSSIBLE_SETTING, where, step="interactions", param="columns", why=why
            )
        self.names_ = self._names([str(name) for name in frame.columns])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the products of the columns it has."""
        names, arrays = [], []
        for new, first, second in self.names_:
            if first in frame.columns and second in frame.columns:
                names.append(new)
                arrays.append(floats(frame[first]) * floats(frame[second]))
        return pd.concat([frame, columns_frame(names, arrays, frame.index)], axis=1)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return all columns and the products, each made from both."""
        made = getattr(self, "names_", None) or self._names(names)
        new = [(name, old) for name, *olds in made if set(olds) <= set(names) for old in olds]
        return tuple(dict.fromkeys([*((name, name) for name in names), *new]))

    def python(self) -> Python:
        """Return one product a line."""
        lines = tuple(
            f"frame[{new!r}] = floats(frame[{first!r}]) * floats(frame[{second!r}])"
            for new, first, second in self.names_
        )
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        return Python(lines, imports, (is_numeric, floats))

    def _pairs(self, columns: Sequence[str]) -> list[tuple[str, str]]:
        squares = self.params["squares"]
        return list((combinations_with_replacement if squares else combinations)(columns, 2))

    def _names(self, taken: Sequence[str]) -> list[list[str]]:
        others, made = set(taken), []
        for first, second in self._pairs(self.columns):
            plain = f"{first}²" if first == second else f"{first} × {second}"
            made.append([free(plain, others), first, second])
            others.add(made[-1][0])
        return made


STEP = Step(
    "interactions", "Products of columns", "Numbers",
    "Adds the product of each two columns, and their squares if wanted.",
    Interactions, kinds=NUMERIC, icon="close",
    params=(Param("squares", "boolean", False, help="Add the square of each column as well.",
              label="Squares as well"),),
    words=("interaction", "polynomial", "product", "square", "feature"),
    heavy=True,
)  # fmt: skip
