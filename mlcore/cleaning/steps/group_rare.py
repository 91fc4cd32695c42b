"""Put rare categories together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import WORDS, CellStep, Param, Step, with_values
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
        names = [n for n in self.present(frame) if n in self.frequent_ and is_text(frame[n])]
        return with_values(frame, {name: self._grouped(frame[name]) for name in names})

    def _grouped(self, series: pd.Series) -> pd.api.extensions.ExtensionArray:
        known, other = set(self.frequent_[str(series.name)]), str(self.params["name"])
        codes, labels = coded(series)
        grouped = [value if value in known else other for value in labels]
        return pd.array(np.array([*grouped, None], dtype=object)[codes], dtype="str")


STEP = Step(
    "group_rare", "Group rare categories", "Categories and text",
    "Puts categories together that few rows have; values never seen join them.",
    GroupRare, fitted=True, kinds=WORDS, icon="workspaces",
    params=(
        Param("share", "number", 0.01, help="Categories with less than this share of rows go."),
        Param("name", "text", "other", help="What they are called together."),
    ),
    words=("rare", "other", "category", "cardinality"),
)  # fmt: skip
