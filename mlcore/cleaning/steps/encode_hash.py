"""Spread categories over a fixed number of columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import (
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    columns_frame,
    free,
    place,
    replaced,
)
from mlcore.cleaning.steps.values import coded, label


class EncodeHash(CellStep):
    """Write each value as +1 or −1 in one of several columns, chosen by its hash.

    Nothing is learnt but names: any value has its place (Weinberger et al. 2009). A missing
    value is 0 everywhere.
    """

    def fit(self, frame: pd.DataFrame) -> EncodeHash:
        """Choose the names of the new columns."""
        self.names_: dict[str, list[str]] = {}
        taken = {str(name) for name in frame.columns}
        for name in self.present(frame):
            made = [free(plain, taken) for plain in self._plain(name)]
            self.names_[name] = made
            taken |= set(made)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the hash columns in place of the categories."""
        for name in [name for name in self.present(frame) if name in self.names_]:
            arrays = list(hashed(frame[name], self.params["size"]).T)
            new = columns_frame(self.names_[name], arrays, frame.index)
            frame = replaced(frame, name, new)
        return frame.copy(deep=False)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards."""
        learnt = getattr(self, "names_", {})
        made = {n: learnt.get(n) or self._plain(n) for n in names if n in self.columns}
        return tuple((new, name) for name in names for new in made.get(name, [name]))

    def python(self) -> Python:
        """Return the hashing."""
        size = self.params["size"]
        lines = tuple(
            f"frame = replaced(frame, {name!r}, columns_frame({made!r}, "
            f"list(hashed(frame[{name!r}], {size!r}).T), frame.index))"
            for name, made in self.names_.items()
        )
        imports = ("import numpy as np", "import pandas as pd")
        return Python(lines, imports, (label, coded, place, replaced, columns_frame, hashed))

    def _plain(self, name: str) -> list[str]:
        return [f"{name} #{number}" for number in range(1, self.params["size"] + 1)]


def hashed(series: pd.Series, size: int) -> np.ndarray:
    """Return the hash columns of each row's value, by scikit-learn's ``FeatureHasher``."""
    from sklearn.feature_extraction import FeatureHasher

    codes, names = coded(series)
    table = np.zeros((len(names) + 1, size))
    if names:
        hasher = FeatureHasher(size, input_type="string")
        table[:-1] = hasher.transform([[name] for name in names]).toarray()
    return table[codes]


STEP = Step(
    "encode_hash", "Encode by hashing", "Categories and text",
    "Spreads any number of categories over a fixed number of columns; values never seen fit in.",
    EncodeHash, kinds=("category", "text", "integer"), icon="grid_3x3",
    params=(Param("size", "integer", 8, help="How many columns.", most=1024,
              label="Columns"),),
    words=("hash", "encode", "cardinality", "trick"),
)  # fmt: skip
