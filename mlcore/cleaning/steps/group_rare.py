"""Put rare categories together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import WORDS, CellStep, Param, Python, Step, calls, with_values
from mlcore.cleaning.steps.values import coded, is_text, need_text


class GroupRare(CellStep):
    """Learn which categories are frequent; the others, unseen ones too, become one."""

    def fit(self, frame: pd.DataFrame) -> GroupRare:
        """Learn the frequent categories."""
        self.frequent_: dict[str, list[str]] = {}
        for name in self.present(frame):
            need_text(frame[name], "group_rare")
            codes, labels = coded(frame[name])
            counts = np.bincount(codes[codes >= 0], minlength=len(labels))
            least = self.params["share"] * counts.sum()
            self.frequent_[name] = sorted(
                labels[i] for i in range(len(labels)) if counts[i] >= least
            )
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with rare categories put together."""
        names, other = [n for n in self.present(frame) if n in self.frequent_], self._other()
        return with_values(
            frame, {n: grouped_rare(frame[n], self.frequent_[n], other) for n in names}
        )

    def python(self) -> Python:
        """Return the step as statements with the categories it learnt."""
        each = (calls(grouped_rare, [n], f, self._other()) for n, f in self.frequent_.items())
        lines = tuple(line for one in each for line in one.lines)
        return Python(lines, functions=(grouped_rare,))

    def _other(self) -> str:
        return str(self.params["name"])


def grouped_rare(series: pd.Series, frequent: Sequence[str], other: str) -> Any:
    """Return *series* with *other* in place of every text that is not *frequent*."""
    if not is_text(series):
        return series.array
    known = set(frequent)
    codes, texts = coded(series)
    grouped = [text if text in known else other for text in texts]
    return pd.array(np.array([*grouped, None], dtype=object)[codes], dtype="str")


STEP = Step(
    "group_rare", "Group rare categories", "Categories and text",
    "Puts categories together that few rows have; values never seen join them.",
    GroupRare, fitted=True, kinds=WORDS, icon="workspaces",
    params=(
        Param("share", "number", 0.01, help="Categories with less than this share of rows go.",
              label="Rare below this share"),
        Param("name", "text", "other", help="What they are called together.",
              label="Name for the rest"),
    ),
    words=("rare", "other", "category", "cardinality"),
)  # fmt: skip
