"""Merge several spellings or categories into one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import CellStep, Param, Python, Step, calls, with_values
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
        names = self._names()
        return with_values(frame, {n: renamed_values(frame[n], names) for n in self.present(frame)})

    def python(self) -> Python:
        """Return the step as statements with the map of its values."""
        return calls(renamed_values, self.columns, self._names())

    def _names(self) -> dict[str, str]:
        return {str(value): str(self.params["to"]) for value in self.params["values"]}


def renamed_values(series: pd.Series, names: dict[str, str]) -> Any:
    """Return *series* with the texts that are keys of *names* replaced."""
    if not is_text(series):
        return series.array
    codes, texts = coded(series)
    merged = [names.get(text, text) for text in texts]
    return pd.array(np.array([*merged, None], dtype=object)[codes], dtype="str")


STEP = Step(
    "merge_values", "Merge values", "Categories and text",
    "Writes one value in place of several spellings or categories.",
    MergeValues, kinds=("category", "text"), icon="join",
    params=(
        Param("values", "values", help="The values that go.", needed=True,
              label="Values that go"),
        Param("to", "text", help="The value written instead.", needed=True,
              label="Written instead"),
    ),
    words=("replace", "spelling", "recode", "map", "category"),
)  # fmt: skip
