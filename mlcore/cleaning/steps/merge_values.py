"""Merge several spellings or categories into one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import CellStep, Param, Step, with_values
from mlcore.cleaning.steps.values import coded, is_text, need_text


class MergeValues(CellStep):
    """Write one value in place of others."""

    def fit(self, frame: pd.DataFrame) -> MergeValues:
        """Refuse columns without text."""
        for name in self.present(frame):
            need_text(frame[name], "merge_values")
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the values merged."""
        names = [name for name in self.present(frame) if is_text(frame[name])]
        return with_values(frame, {name: self._merged(frame[name]) for name in names})

    def _merged(self, series: pd.Series) -> pd.api.extensions.ExtensionArray:
        old, new = {str(value) for value in self.params["values"]}, str(self.params["to"])
        codes, labels = coded(series)
        merged = [new if value in old else value for value in labels]
        return pd.array(np.array([*merged, None], dtype=object)[codes], dtype="str")


STEP = Step(
    "merge_values", "Merge values", "Categories and text",
    "Writes one value in place of several spellings or categories.",
    MergeValues, kinds=("category", "text"), icon="join",
    params=(
        Param("values", "values", help="The values that go.", needed=True),
        Param("to", "text", help="The value written instead.", needed=True),
    ),
    words=("replace", "spelling", "recode", "map", "category"),
)  # fmt: skip
