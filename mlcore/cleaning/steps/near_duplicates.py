"""Drop rows that differ only in writing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import Param, Python, RowStep, Step
from mlcore.cleaning.steps.spelling import folded
from mlcore.cleaning.steps.values import coded, floats, is_dates, is_numeric, is_text, label


class DropNearDuplicates(RowStep):
    """Keep the first of rows that are the same but for case, blanks, marks or tiny amounts."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows have no near equal before them."""
        columns = self.present(frame) or [str(name) for name in frame.columns]
        if not columns:
            return np.ones(len(frame), dtype=bool)
        return ~near_duplicated(frame, columns, self.params["digits"])

    def python(self) -> Python:
        """Return the mask."""
        columns = repr(list(self.columns)) if self.columns else "list(frame.columns)"
        line = f"frame = frame[~near_duplicated(frame, {columns}, {self.params['digits']!r})]"
        imports = (
            "import unicodedata", "import numpy as np", "import pandas as pd",
            "from pandas.api import types as dtypes",
        )  # fmt: skip
        carried = (is_numeric, is_dates, is_text, floats, label, coded, folded, near_duplicated)
        return Python((line,), imports, carried)


def near_duplicated(frame: pd.DataFrame, columns: list[str], digits: int) -> np.ndarray:
    """Return which rows equal an earlier one after texts are folded and numbers rounded.

    Numbers keep *digits* significant digits.
    """
    keys = {}
    for number, name in enumerate(columns):
        series = frame[name]
        if is_numeric(series):
            values = floats(series)
            keys[number] = np.array([float(f"{value:.{digits - 1}e}") for value in values])
        elif is_text(series):
            codes, names = coded(series)
            keys[number] = np.array([*map(folded, names), None], dtype=object)[codes]
        else:
            keys[number] = series.to_numpy()
    return pd.DataFrame(keys).duplicated().to_numpy()


STEP = Step(
    "drop_near_duplicates", "Drop near-duplicate rows", "Rows",
    "Keeps the first of rows that differ only in case, blanks, marks or the last digits.",
    DropNearDuplicates, scope="rows", least=0, icon="difference",
    params=(
        Param("digits", "integer", 6, help="Numbers equal in so many digits agree.", most=15,
              label="Digits that count"),
    ),
    words=("duplicate", "similar", "fuzzy", "near", "copies"),
    heavy=True,
)  # fmt: skip
