"""Treat values far from the rest: put them on a bound, blank them, or say where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
from mlcore.cleaning.steps.base import (
    NUMERIC,
    CellStep,
    Pairs,
    Param,
    Python,
    Step,
    arranged,
    columns_frame,
    free,
    inserted,
    place,
    with_values,
)
from mlcore.cleaning.steps.outlier_rules import (
    PARAMS,
    check_rule,
    isolated,
    isolation_forest,
    outlier_bounds,
    outlying,
)
from mlcore.cleaning.steps.values import floats, is_numeric
from mlcore.errors import LoupeError, Where


class TreatOutliers(CellStep):
    """Learn what is usual; treat the rest, at prediction too, by the same bounds."""

    def fit(self, frame: pd.DataFrame) -> TreatOutliers:
        """Learn bounds, or the forest."""
        columns = self.present(frame)
        check_rule("outliers", self.params, frame, columns)
        rule, share = self.params["rule"], self.params["share"]
        if rule == "forest" and self.params["action"] == "clip":
            where = Where(step="outliers", field="action")
            why = "a forest knows no bounds to put values on"
            raise LoupeError(IMPOSSIBLE_SETTING, where, step="outliers", param="action", why=why)
        self.flags_ = self._flags([str(name) for name in frame.columns])
        self.bounds_: dict[str, list[float]] = {}
        if rule == "forest":
            self.forest_, self.middles_ = isolation_forest(frame, columns, share)
        else:
            self.bounds_ = outlier_bounds(frame, columns, rule, self.params["reach"], share)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return *frame* with the outliers treated."""
        action = self.params["action"]
        if action == "clip":
            return within_bounds(frame, self.bounds_)
        masks = self._masks(frame)
        if action == "blank":
            return blanked(frame, masks)
        made = {
            name: columns_frame([flag], [masks[name].astype(np.int64)], frame.index)
            for name, flag in self.flags_.items()
            if name in masks
        }
        return arranged(frame, made, keep=True)

    def outputs(self, names: Sequence[str]) -> Pairs:
        """Return all columns, each flag behind the one it was made from."""
        flags = getattr(self, "flags_", None) or self._flags(names)
        pairs: list[tuple[str, str]] = []
        for name in names:
            pairs.append((name, name))
            if name in flags:
                sources = self.columns if self.params["rule"] == "forest" else [name]
                pairs += [(flags[name], source) for source in [name, *sources] if source in names]
        return tuple(dict.fromkeys(pairs))

    def python(self) -> Python:
        """Return the rule and what is done, learnt from the rows anew."""
        columns, rule, share = list(self.columns), self.params["rule"], self.params["share"]
        if rule == "forest":
            apart = f"isolated(frame, {columns!r}, forest, middles)"
            learn: tuple[str, ...] = (
                f"forest, middles = isolation_forest(frame, {columns!r}, {share!r})",
                f"outliers = dict.fromkeys({columns!r}, {apart})",
            )
        else:
            given = f"{columns!r}, {rule!r}, {self.params['reach']!r}, {share!r}"
            learn = (
                f"bounds = outlier_bounds(frame, {given})",
                "outliers = outlying(frame, bounds)",
            )
        imports = (
            "import numpy as np", "import pandas as pd", "from pandas.api import types as dtypes",
        )  # fmt: skip
        rules = (isolation_forest, isolated) if rule == "forest" else (outlier_bounds, outlying)
        carried = (is_numeric, floats, place, with_values, inserted, *rules, within_bounds, blanked)
        return Python((*learn, *self._treatment()), imports, carried)

    def _treatment(self) -> tuple[str, ...]:
        action = self.params["action"]
        if action == "clip":
            return ("frame = within_bounds(frame, bounds)",)
        if action == "blank":
            return ("frame = blanked(frame, outliers)",)
        flags = [
            f"{{{flag!r}: outliers[{name!r}].astype(np.int64)}}"
            for name, flag in self.flags_.items()
        ]
        pairs = zip(self.flags_, flags, strict=True)
        return tuple(f"frame = inserted(frame, {name!r}, {flag})" for name, flag in pairs)

    def _masks(self, frame: pd.DataFrame) -> dict[str, np.ndarray]:
        if self.params["rule"] != "forest":
            return outlying(frame, self.bounds_)
        if len(self.present(frame)) < len(self.columns):
            return {}
        apart = isolated(frame, self.columns, self.forest_, self.middles_)
        return dict.fromkeys(self.present(frame), apart)

    def _flags(self, names: Sequence[str]) -> dict[str, str]:
        if self.params["action"] != "flag":
            return {}
        if self.params["rule"] == "forest":
            last = [name for name in names if name in self.columns][-1:]
            return {name: free("row is outlier", names) for name in last}
        taken, flags = set(names), {}
        for name in (name for name in self.columns if name in taken):
            flags[name] = free(f"{name} is outlier", taken)
            taken.add(flags[name])
        return flags


def within_bounds(frame: pd.DataFrame, bounds: dict[str, list[float]]) -> pd.DataFrame:
    """Return *frame* with the columns of *bounds* inside them; whole numbers stay whole."""
    made: dict[str, Any] = {}
    for name, (low, high) in bounds.items():
        if name not in frame.columns or not is_numeric(frame[name]):
            continue
        whole = dtypes.is_integer_dtype(frame[name].dtype)
        lower: Any = (int(np.ceil(low)) if whole else low) if abs(low) < 2.0**62 else None
        upper: Any = (int(np.floor(high)) if whole else high) if abs(high) < 2.0**62 else None
        made[name] = frame[name].clip(lower, upper)
    return with_values(frame, made)


def blanked(frame: pd.DataFrame, masks: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return *frame* with the marked cells missing."""
    made: dict[str, Any] = {}
    for name, mask in masks.items():
        whole = dtypes.is_integer_dtype(frame[name].dtype)
        made[name] = (frame[name].astype("Int64") if whole else frame[name]).mask(mask)
    return with_values(frame, made)


STEP = Step(
    "outliers", "Treat outliers", "Numbers",
    "Finds values far from the rest and puts them on a bound, blanks them or marks them.",
    TreatOutliers, fitted=True, kinds=NUMERIC, icon="scatter_plot",
    params=(
        *PARAMS,
        Param("action", "choice", "clip", ("clip", "blank", "flag"), "What is done with them.",
              label="What to do",
              names=("put on the bound", "blank", "mark in a column")),
    ),
    words=("outlier", "anomaly", "iqr", "z-score", "mad", "isolation", "extreme"),
    heavy=True,
)  # fmt: skip
