"""Cut texts into parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import (
    WORDS,
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    free,
    inserted,
    place,
)
from mlcore.cleaning.steps.values import coded, label, need_text


class SplitText(CellStep):
    """Cut each text at a separator into a fixed number of columns behind it.

    The last part takes what is left; parts that are not there are missing.
    """

    def fit(self, frame: pd.DataFrame) -> SplitText:
        """Choose the names of the new columns."""
        self.names_: dict[str, list[str]] = {}
        taken = {str(name) for name in frame.columns}
        for name in self.present(frame):
            need_text(frame[name], "split_text")
            self.names_[name] = [free(plain, taken) for plain in self._plain(name)]
            taken |= set(self.names_[name])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the parts."""
        made = frame
        for name in [name for name in self.present(frame) if name in self.names_]:
            parts = cut(frame[name], self.params["separator"], self.params["parts"])
            made = inserted(made, name, dict(zip(self.names_[name], parts, strict=True)))
        return made.copy(deep=False)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards."""
        learnt = getattr(self, "names_", {})
        made = {n: learnt.get(n) or self._plain(n) for n in names if n in self.columns}
        return tuple((new, name) for name in names for new in [name, *made.get(name, [])])

    def python(self) -> Python:
        """Return the cutting."""
        separator, parts = self.params["separator"], self.params["parts"]
        lines = tuple(
            f"frame = inserted(frame, {name!r}, dict(zip({made!r}, "
            f"cut(frame[{name!r}], {separator!r}, {parts!r}))))"
            for name, made in self.names_.items()
        )
        imports = ("import numpy as np", "import pandas as pd")
        return Python(lines, imports, (label, coded, place, inserted, cut))

    def _plain(self, name: str) -> list[str]:
        return [f"{name} part {number}" for number in range(1, self.params["parts"] + 1)]


def cut(series: pd.Series, separator: str, parts: int) -> list[object]:
    """Return the parts of each text, one column for each; blanks around them go."""
    codes, names = coded(series)
    rows = [[part.strip() for part in text.split(separator, parts - 1)] for text in names]
    table = np.full((len(names) + 1, parts), None, dtype=object)
    for number, row in enumerate(rows):
        table[number, : len(row)] = [part or None for part in row]
    return [pd.array(column, dtype="str") for column in table[codes].T]


STEP = Step(
    "split_text", "Split texts", "Categories and text",
    "Cuts texts at a separator into several columns.",
    SplitText, kinds=WORDS, icon="content_cut",
    params=(
        Param("separator", "text", ",", help="Where texts are cut.",
              label="Separator"),
        Param("parts", "integer", 2, help="How many columns; the last takes the rest.", most=50,
              label="Parts"),
    ),
    words=("split", "separator", "delimiter", "columns", "part"),
)  # fmt: skip
