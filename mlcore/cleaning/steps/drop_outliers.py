"""Drop rows with values far from the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.steps.base import NUMERIC, Python, RowStep, Step
from mlcore.cleaning.steps.outlier_rules import (
    PARAMS,
    check_rule,
    isolated,
    isolation_forest,
    outlier_bounds,
    outlying,
)
from mlcore.cleaning.steps.values import floats, is_numeric


class DropOutliers(RowStep):
    """Drop training rows in which one of the columns is far from the rest."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows are usual."""
        columns = self.present(frame)
        check_rule("drop_outliers", self.params, frame, columns)
        rule, reach, share = (self.params[name] for name in ("rule", "reach", "share"))
        if rule == "forest":
            return ~isolated(frame, columns, *isolation_forest(frame, columns, share))
        masks = outlying(frame, outlier_bounds(frame, columns, rule, reach, share))
        return ~np.logical_or.reduce([np.zeros(len(frame), dtype=bool), *masks.values()])

    def python(self) -> Python:
        """Return the rule and the mask."""
        columns, share = list(self.columns), self.params["share"]
        functions: tuple[Any, ...] = (is_numeric, floats)
        imports = ("import numpy as np", "from pandas.api import types as dtypes")
        if self.params["rule"] == "forest":
            learn = f"isolation_forest(frame, {columns!r}, {share!r})"
            line = f"frame = frame[~isolated(frame, {columns!r}, *{learn})]"
            return Python((line,), imports, (*functions, isolation_forest, isolated))
        rule, reach = self.params["rule"], self.params["reach"]
        bounds = f"outlier_bounds(frame, {columns!r}, {rule!r}, {reach!r}, {share!r})"
        line = f"frame = frame[~np.logical_or.reduce(list(outlying(frame, {bounds}).values()))]"
        return Python((line,), imports, (*functions, outlier_bounds, outlying))


STEP = Step(
    "drop_outliers", "Drop rows with outliers", "Rows",
    "Leaves out rows with a value far from the rest; training rows only.",
    DropOutliers, scope="rows", kinds=NUMERIC, icon="filter_list_off", params=PARAMS,
    words=("outlier", "anomaly", "iqr", "z-score", "isolation"),
    heavy=True,
)  # fmt: skip
