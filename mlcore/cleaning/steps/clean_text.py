"""Tidy the spelling of text."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import WORDS, CellStep, Param, Python, Step, calls, with_values
from mlcore.cleaning.steps.values import coded, is_text, need_text

CASES = ("keep", "lower", "upper", "title")
FORMS = ("keep", "NFC", "NFKC")


class CleanText(CellStep):
    """Remove blanks around and double blanks inside texts, and even out case and signs."""

    def fit(self, frame: pd.DataFrame) -> CleanText:
        """Refuse columns without text."""
        for name in self.present(frame):
            need_text(frame[name], "clean_text")
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with tidy texts; a text of blanks is missing."""
        how = (self.params["case"], self.params["form"])
        return with_values(frame, {n: tidy_text(frame[n], *how) for n in self.present(frame)})

    def python(self) -> Python:
        """Return the step as statements."""
        return calls(tidy_text, self.columns, self.params["case"], self.params["form"])


def tidy_text(series: pd.Series, case: str, form: Any = "keep") -> Any:
    """Return *series* without stray blanks, its *case* evened out; a text of blanks is missing.

    *form* is how Unicode writes a sign: NFC joins a letter and its accent, NFKC also takes wide
    letters, ligatures and raised digits for plain ones.
    """
    if not is_text(series):
        return series.array
    codes, texts = coded(series)
    if form != "keep":
        texts = [unicodedata.normalize(form, text) for text in texts]
    bare = [" ".join(text.split()) for text in texts]
    tidy = [(text if case == "keep" else getattr(text, case)()) or None for text in bare]
    return pd.array(np.array([*tidy, None], dtype=object)[codes], dtype="str")


STEP = Step(
    "clean_text", "Tidy text", "Categories and text",
    "Removes stray blanks and evens out upper and lower case and the forms of signs.",
    CleanText, kinds=WORDS, icon="format_clear",
    params=(
        Param("case", "choice", "keep", CASES, "What becomes of upper and lower case.",
              label="Upper and lower case",
              names=("as they are", "all lower", "all upper", "Each Word")),
        Param("form", "choice", "keep", FORMS,
              "Whether signs that look the same are written the same way (Unicode).",
              label="Signs in several forms",
              names=("as they are", "accents joined (NFC)", "also ligatures, wide signs (NFKC)")),
    ),
    words=("trim", "strip", "blank", "space", "case", "lower", "upper", "unicode", "accent"),
)  # fmt: skip
