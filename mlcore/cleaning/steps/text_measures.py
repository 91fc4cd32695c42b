"""Measure texts."""

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

MEASURES = ("characters", "words", "digits", "capitals")


class MeasureText(CellStep):
    """Count letters, words, digits or capitals of each text, in columns behind it."""

    def fit(self, frame: pd.DataFrame) -> MeasureText:
        """Choose the names of the new columns."""
        self.names_: dict[str, list[str]] = {}
        taken = {str(name) for name in frame.columns}
        for name in self.present(frame):
            need_text(frame[name], "text_measures")
            self.names_[name] = [free(plain, taken) for plain in self._plain(name)]
            taken |= set(self.names_[name])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the measures; a missing text has none."""
        made = frame
        for name in [name for name in self.present(frame) if name in self.names_]:
            pairs = zip(self.names_[name], self.params["measures"], strict=True)
            new = {column: measured(frame[name], measure) for column, measure in pairs}
            made = inserted(made, name, new)
        return made.copy(deep=False)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards."""
        learnt = getattr(self, "names_", {})
        made = {n: learnt.get(n) or self._plain(n) for n in names if n in self.columns}
        return tuple((new, name) for name in names for new in [name, *made.get(name, [])])

    def python(self) -> Python:
        """Return the counting."""
        lines = []
        for name, made in self.names_.items():
            pairs = zip(made, self.params["measures"], strict=True)
            new = ", ".join(f"{c!r}: measured(frame[{name!r}], {m!r})" for c, m in pairs)
            lines.append(f"frame = inserted(frame, {name!r}, {{{new}}})")
        imports = ("import numpy as np", "import pandas as pd")
        return Python(tuple(lines), imports, (label, coded, place, inserted, measured))

    def _plain(self, name: str) -> list[str]:
        return [f"{name} {measure}" for measure in self.params["measures"]]


def measured(series: pd.Series, measure: str) -> np.ndarray:
    """Return one measure of each text, nan where there is none."""
    codes, names = coded(series)
    if measure == "characters":
        found = [len(text) for text in names]
    elif measure == "words":
        found = [len(text.split()) for text in names]
    elif measure == "digits":
        found = [sum(sign.isdigit() for sign in text) for text in names]
    else:
        found = [sum(sign.isupper() for sign in text) for text in names]
    return np.array([*found, np.nan], dtype=float)[codes]


STEP = Step(
    "text_measures", "Measure texts", "Categories and text",
    "Adds columns with the number of characters, words, digits or capitals.",
    MeasureText, kinds=WORDS, icon="text_fields",
    params=(
        Param("measures", "choices", ("characters", "words"), MEASURES, "What is counted.",
              label="Count"),
    ),
    words=("length", "words", "text", "features", "count"),
)  # fmt: skip
