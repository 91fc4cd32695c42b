"""What counts as an outlier: bounds for each column, or a forest over several."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
from mlcore.cleaning.steps.base import Param
from mlcore.cleaning.steps.values import floats, need_numeric, need_values
from mlcore.errors import LoupeError, Where

RULES = ("iqr", "z", "mad", "quantile", "forest")
PARAMS = (
    Param("rule", "choice", "iqr", RULES,
          "Quartile ranges from the middle half, standard deviations from the mean, median "
          "deviations from the median, the outer shares, or an isolation forest over all columns.",
              label="What is far",
              names=("quartile ranges", "standard deviations", "median deviations",
                 "outer shares", "isolation forest")),
    Param("reach", "number", help="How many of them away; none: 1.5 (iqr), 3 (z), 3.5 (mad).",
              label="How far"),
    Param("share", "number", 0.01, help="Outer share on each side (quantile) or of rows (forest).",
              label="Share"),
)  # fmt: skip


def check_rule(step: str, params: dict[str, Any], frame: pd.DataFrame, columns: list[str]) -> None:
    """Refuse columns without numbers and shares or distances that are none."""
    for name in columns:
        need_numeric(frame[name], step)
        need_values(frame[name], step, "take bounds from")
    if not 0 < params["share"] < 0.5:
        raise _impossible(step, "share", "it must be above 0 and below 0.5")
    if params["reach"] is not None and params["reach"] <= 0:
        raise _impossible(step, "reach", "it must be above 0")


def _impossible(step: str, param: str, why: str) -> LoupeError:
    where = Where(step=step, field=param)
    return LoupeError(IMPOSSIBLE_SETTING, where, step=step, param=param, why=why)


def outlier_bounds(
    frame: pd.DataFrame, columns: list[str], rule: str, reach: float | None, share: float
) -> dict[str, list[float]]:
    """Return the lowest and highest usual value of each column.

    Where the spread is 0, nothing can be called far from the rest. The median deviation is
    scaled by 1.4826, which makes it the standard deviation of a normal distribution
    (Rousseeuw and Croux 1993).
    """
    found = {}
    for name in columns:
        values = floats(frame[name])
        values = values[np.isfinite(values)]
        if not len(values):
            found[name] = [-np.inf, np.inf]
            continue
        first, middle, third = np.quantile(values, [0.25, 0.5, 0.75])
        deviation = 1.4826 * np.median(np.abs(values - middle))
        low, high = {
            "iqr": (
                first - (reach or 1.5) * (third - first),
                third + (reach or 1.5) * (third - first),
            ),
            "z": (
                values.mean() - (reach or 3) * values.std(),
                values.mean() + (reach or 3) * values.std(),
            ),
            "mad": (middle - (reach or 3.5) * deviation, middle + (reach or 3.5) * deviation),
            "quantile": tuple(np.quantile(values, [share, 1 - share])),
        }[rule]
        found[name] = [float(low), float(high)] if low < high else [-np.inf, np.inf]
    return found


def outlying(frame: pd.DataFrame, bounds: dict[str, list[float]]) -> dict[str, np.ndarray]:
    """Return for each column which rows lie outside its bounds; missing ones do not."""
    with np.errstate(invalid="ignore"):
        return {
            name: (floats(frame[name]) < low) | (floats(frame[name]) > high)
            for name, (low, high) in bounds.items()
            if name in frame.columns
        }


def isolation_forest(frame: pd.DataFrame, columns: list[str], share: float) -> tuple[Any, Any]:
    """Return a fitted isolation forest (Liu, Ting and Zhou 2008) and each column's middle."""
    from sklearn.ensemble import IsolationForest

    numbers = np.column_stack([floats(frame[name]) for name in columns])
    numbers[np.isinf(numbers)] = np.nan
    middles = np.nanmedian(numbers, axis=0)
    forest = IsolationForest(contamination=share, random_state=0)
    return forest.fit(np.where(np.isnan(numbers), middles, numbers)), middles


def isolated(frame: pd.DataFrame, columns: list[str], forest: Any, middles: Any) -> np.ndarray:
    """Return which rows the forest sets apart; gaps count as the middle."""
    if not len(frame):
        return np.zeros(len(frame), dtype=bool)
    numbers = np.column_stack([floats(frame[name]) for name in columns])
    numbers[np.isinf(numbers)] = np.nan
    found = forest.predict(np.where(np.isnan(numbers), middles, numbers))
    return np.asarray(found == -1, dtype=bool)
