"""Take parts out of texts by a pattern."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
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
from mlcore.cleaning.steps.pattern import group_names
from mlcore.cleaning.steps.values import coded, label, need_text
from mlcore.errors import LoupeError, Where


class Extract(CellStep):
    """Write each group of the pattern's first match into a column behind the text."""

    def fit(self, frame: pd.DataFrame) -> Extract:
        """Check the pattern and choose the names of the new columns."""
        for name in self.present(frame):
            need_text(frame[name], "extract")
        if not self._groups():
            where = Where(step="extract", field="pattern")
            why = "it has no group in round brackets, so nothing is taken out"
            raise LoupeError(IMPOSSIBLE_SETTING, where, step="extract", param="pattern", why=why)
        self.names_: dict[str, list[str]] = {}
        taken = {str(name) for name in frame.columns}
        for name in self.present(frame):
            self.names_[name] = [free(plain, taken) for plain in self._plain(name)]
            taken |= set(self.names_[name])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the parts; where the pattern does not fit they are missing."""
        made = frame
        for name in [name for name in self.present(frame) if name in self.names_]:
            parts = extracted(frame[name], self.params["pattern"], len(self.names_[name]))
            made = inserted(made, name, dict(zip(self.names_[name], parts, strict=True)))
        return made.copy(deep=False)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return the columns afterwards."""
        learnt = getattr(self, "names_", {})
        try:
            made = {n: learnt.get(n) or self._plain(n) for n in names if n in self.columns}
        except LoupeError:  # refused when it is fitted
            made = {}
        return tuple((new, name) for name in names for new in [name, *made.get(name, [])])

    def python(self) -> Python:
        """Return the extraction."""
        lines = tuple(
            f"frame = inserted(frame, {name!r}, dict(zip({made!r}, "
            f"extracted(frame[{name!r}], {self.params['pattern']!r}, {len(made)}))))"
            for name, made in self.names_.items()
        )
        imports = ("import numpy as np", "import pandas as pd")
        return Python(lines, imports, (label, coded, place, inserted, extracted))

    def _groups(self) -> list[str]:
        return group_names(self.params["pattern"], "extract")

    def _plain(self, name: str) -> list[str]:
        return [f"{name} {group}" for group in self._groups()]


def extracted(series: pd.Series, pattern: str, groups: int) -> list[object]:
    """Return the groups of the first match in each text, one column for each.

    The pattern is read by polars's engine, whose time grows with the length of the text only.
    """
    import polars as pl

    codes, names = coded(series)
    texts = pl.Series([*names, None], dtype=pl.String)
    columns = [texts.str.extract(pattern, number).to_list() for number in range(1, groups + 1)]
    return [pd.array(np.array(column, dtype=object)[codes], dtype="str") for column in columns]


STEP = Step(
    "extract", "Take out by a pattern", "Categories and text",
    "Takes the parts in round brackets of a pattern out of texts, into new columns.",
    Extract, kinds=WORDS, icon="regular_expression",
    params=(
        Param("pattern", "text", needed=True,
              help="An RE2 pattern, for example ([A-Z]+)-(?P<number>[0-9]+).",
              label="Pattern"),
    ),
    words=("regex", "regular expression", "pattern", "capture", "parse"),
)  # fmt: skip
