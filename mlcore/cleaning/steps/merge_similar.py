"""Merge spellings of the same category."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING, TOO_MANY_VALUES
from mlcore.cleaning.steps.base import WORDS, CellStep, Param, Python, Step, with_values
from mlcore.cleaning.steps.spelling import alike, folded
from mlcore.cleaning.steps.values import coded, is_text, need_text
from mlcore.errors import LoupeError, Where

MOST = 500
"""More groups of spellings than these are not compared with one another."""


class MergeSimilar(CellStep):
    """Learn which spellings mean the same; the most frequent one is written for all of them.

    Values that were not seen while learning stay as they are.
    """

    def fit(self, frame: pd.DataFrame) -> MergeSimilar:
        """Learn the map from each spelling to the one that stays."""
        least = self.params["likeness"]
        if not 0.5 <= least <= 1:
            why = "it must lie between 0.5 and 1"
            where = Where(step="merge_similar", field="likeness")
            raise LoupeError(
                IMPOSSIBLE_SETTING, where, step="merge_similar", param="likeness", why=why
            )
        self.merged_: dict[str, dict[str, str]] = {}
        for name in self.present(frame):
            need_text(frame[name], "merge_similar")
            self.merged_[name] = spellings(frame[name], least)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with one spelling for each category."""
        names = [n for n in self.present(frame) if n in self.merged_ and is_text(frame[n])]
        made = {}
        for name in names:
            codes, labels = coded(frame[name])
            written = [self.merged_[name].get(value, value) for value in labels]
            made[name] = pd.array(np.array([*written, None], dtype=object)[codes], dtype="str")
        return with_values(frame, made)

    def python(self) -> Python:
        """Return the learnt merges as literal maps."""
        return Python(
            tuple(
                f"frame[{name!r}] = frame[{name!r}].replace({merged!r})"
                for name, merged in self.merged_.items()
                if merged
            )
        )


def spellings(series: pd.Series, least: float) -> dict[str, str]:
    """Return for each spelling that goes the one that stays: the most frequent of those alike.

    Parameters
    ----------
    series : Series
        Texts.
    least : float
        Share of letters in which two texts agree at least, between 0.5 and 1; case, accents,
        marks and the order of words never count. Texts with other digits are never alike.

    Raises
    ------
    LoupeError
        ``too_many_values``.
    """
    codes, labels = coded(series)
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    stays: dict[str, str] = {}
    merged = {}
    for at in sorted(range(len(labels)), key=lambda i: (-counts[i], labels[i])):
        key = folded(labels[at])
        same = key if key in stays else _nearest(key, stays, least)
        if same is None:
            stays[key] = labels[at]
        else:
            merged[labels[at]] = stays[same]
        if len(stays) > MOST:
            where = Where(column=str(series.name), step="merge_similar")
            raise LoupeError(
                TOO_MANY_VALUES, where, column=str(series.name), found=len(labels), most=MOST
            )
    return merged


def _nearest(key: str, stays: dict[str, str], least: float) -> str | None:
    return next((other for other in stays if alike(key, other, least)), None) if least < 1 else None


STEP = Step(
    "merge_similar", "Merge similar spellings", "Categories and text",
    "Writes the most frequent spelling in place of those that mean the same.",
    MergeSimilar, fitted=True, kinds=WORDS, icon="spellcheck",
    params=(
        Param("likeness", "number", 0.9,
              help="Share of letters that agree; 1 merges only case, accents, marks and order.",
              label="Likeness"),
    ),
    words=("typo", "fuzzy", "similar", "deduplicate", "variants", "cluster"),
    heavy=True,
)  # fmt: skip
