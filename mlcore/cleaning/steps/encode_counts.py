"""Write categories as how often they occur."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import CellStep, Param, Python, Step, with_values
from mlcore.cleaning.steps.values import coded, label, need_values


class EncodeCounts(CellStep):
    """Learn how many rows have each value; one not seen is 0, a missing one stays missing."""

    def fit(self, frame: pd.DataFrame) -> EncodeCounts:
        """Learn the counts."""
        self.counts_: dict[str, dict[str, float]] = {}
        for name in self.present(frame):
            need_values(frame[name], "encode_counts", "count")
            self.counts_[name] = counted(frame[name], self.params["write"] == "share")
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with counts in place of categories."""
        names = [name for name in self.present(frame) if name in self.counts_]
        return with_values(frame, {n: as_counts(frame[n], self.counts_[n]) for n in names})

    def python(self) -> Python:
        """Return the counting and the writing."""
        share = self.params["write"] == "share"
        lines = tuple(
            f"frame[{name!r}] = as_counts(frame[{name!r}], counted(frame[{name!r}], {share}))"
            for name in self.columns
        )
        imports = ("import numpy as np", "import pandas as pd")
        return Python(lines, imports, (label, coded, counted, as_counts))


def counted(series: pd.Series, share: bool) -> dict[str, float]:
    """Return how many rows, or which share of those with a value, have each value."""
    codes, names = coded(series)
    counts = np.bincount(codes[codes >= 0], minlength=len(names)).astype(float)
    if share:
        counts /= counts.sum()
    return dict(zip(names, counts.tolist(), strict=True))


def as_counts(series: pd.Series, counts: dict[str, float]) -> np.ndarray:
    """Return the count of each row's value."""
    codes, names = coded(series)
    return np.array([*(counts.get(name, 0.0) for name in names), np.nan])[codes]


STEP = Step(
    "encode_counts", "Encode by frequency", "Categories and text",
    "Writes each category as the number or share of training rows that have it.",
    EncodeCounts, fitted=True, kinds=("category", "boolean", "integer", "text"), icon="tag",
    params=(Param("write", "choice", "count", ("count", "share"), "What is written.",
              label="Write",
              names=("the number of rows", "the share of rows")),),
    words=("count", "frequency", "encode", "cardinality"),
)  # fmt: skip
