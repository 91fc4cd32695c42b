"""Tidy the spelling of text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import WORDS, CellStep, Param, Step, with_values
from mlcore.cleaning.steps.values import coded, is_text, need_text

CASES: dict[str, Callable[[str], str]] = {
    "keep": lambda text: text, "lower": str.lower, "upper": str.upper, "title": str.title,
}  # fmt: skip


class CleanText(CellStep):
    """Remove blanks around and double blanks inside texts, and even out their case."""

    def fit(self, frame: pd.DataFrame) -> CleanText:
        """Refuse columns without text."""
        for name in self.present(frame):
            need_text(frame[name], "clean_text")
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with tidy texts; a text of blanks is missing."""
        names = [name for name in self.present(frame) if is_text(frame[name])]
        return with_values(frame, {name: self._tidy(frame[name]) for name in names})

    def _tidy(self, series: pd.Series) -> pd.api.extensions.ExtensionArray:
        codes, labels = coded(series)
        tidy = [self._one(value) or None for value in labels]
        return pd.array(np.array([*tidy, None], dtype=object)[codes], dtype="str")

    def _one(self, text: str) -> str:
        return CASES[self.params["case"]](" ".join(text.split()))


STEP = Step(
    "clean_text", "Tidy text", "Categories and text",
    "Removes stray blanks and evens out upper and lower case.",
    CleanText, kinds=WORDS, icon="format_clear",
    params=(
        Param("case", "choice", "keep", tuple(CASES), "What becomes of upper and lower case."),
    ),
    words=("trim", "strip", "blank", "space", "case", "lower", "upper"),
)  # fmt: skip
