"""Write other values in place of some."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
from mlcore.cleaning.steps.base import CellStep, Param, Python, Step, with_values
from mlcore.cleaning.steps.values import coded, label
from mlcore.errors import LoupeError, Where


class MapValues(CellStep):
    """Write for each value the one at its place in a second list."""

    def fit(self, frame: pd.DataFrame) -> MapValues:
        """Refuse lists that do not go together."""
        old, new = self.params["values"], self.params["to"]
        if len(old) != len(new) or len({label(value) for value in old}) != len(old):
            where = Where(step="map_values", field="to")
            why = f"{len(old)} different values need as many new ones; there are {len(new)}"
            raise LoupeError(IMPOSSIBLE_SETTING, where, step="map_values", param="to", why=why)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the new values: numbers if all of them are, else text."""
        pairs = zip(self.params["values"], self.params["to"], strict=True)
        new, missing = dict(pairs), self.params["others"] == "missing"
        names = self.present(frame)
        return with_values(frame, {name: mapped(frame[name], new, missing) for name in names})

    def python(self) -> Python:
        """Return the map."""
        pairs = dict(zip(self.params["values"], self.params["to"], strict=True))
        missing = self.params["others"] == "missing"
        lines = tuple(
            f"frame[{name!r}] = mapped(frame[{name!r}], {pairs!r}, {missing})"
            for name in self.columns
        )
        imports = ("import numpy as np", "import pandas as pd")
        return Python(lines, imports, (label, coded, mapped))


def mapped(series: pd.Series, new: dict[Any, Any], missing: bool) -> Any:
    """Return the new value of each row; others stay, or are missing.

    The result holds numbers only when every new value is one and the others are missing.
    """
    named = {label(old): value for old, value in new.items()}
    codes, names = coded(series)
    if missing and all(
        isinstance(v, (int, float)) and not isinstance(v, bool) for v in new.values()
    ):
        return np.array([*(float(named.get(name, np.nan)) for name in names), np.nan])[codes]
    found = [label(named[name]) if name in named else None if missing else name for name in names]
    return pd.array(np.array([*found, None], dtype=object)[codes], dtype="str")


STEP = Step(
    "map_values", "Map values", "Categories and text",
    "Writes a new value for each of several: the first for the first, the second for the second.",
    MapValues, kinds=("category", "text", "integer", "boolean"), icon="arrow_forward",
    params=(
        Param("values", "values", help="The values that are there now.", needed=True,
              label="Values now"),
        Param("to", "values", help="The new ones, in the same order.", needed=True,
              label="New values"),
        Param("others", "choice", "keep", ("keep", "missing"), "What becomes of other values.",
              label="Other values",
              names=("keep", "missing")),
    ),
    words=("recode", "replace", "lookup", "translate", "dictionary"),
)  # fmt: skip
