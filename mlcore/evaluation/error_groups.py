"""Errors against anything: residuals by the values of a column, and whether their size changes.

The Breusch–Pagan test in Koenker's form (Koenker 1981) asks whether squared residuals rise or fall
with something; it does not need normal residuals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from mlcore.numbers import between, significant

GROUPS, FEWEST = 10, 5
"""Groups shown at most, and rows a group needs."""


@dataclass(frozen=True)
class ErrorGroup:
    """Residuals (true minus predicted) of rows that are alike.

    Parameters
    ----------
    name : str
        A range, or a value.
    rows : int
        How many.
    bias : float
        Mean residual: above 0, predictions are too low.
    size : float
        Mean absolute residual.
    quantiles : tuple of float
        5th, 25th, 50th, 75th and 95th percentile of the residuals.
    """

    name: str
    rows: int
    bias: float
    size: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class ErrorGroups:
    """Residuals by the values of *column*; rows without a value stand apart, last."""

    column: str
    groups: tuple[ErrorGroup, ...]
    rows: int
    left_out: int = 0


@dataclass(frozen=True)
class Scatter:
    """Breusch–Pagan: does the spread of the residuals change with something?

    Parameters
    ----------
    statistic, p : float
        Lagrange multiplier and its p-value; nan where nothing varies.
    rising : bool
        Whether squared residuals grow with it.
    """

    statistic: float
    p: float
    rising: bool


def error_groups(residual: np.ndarray, values: pd.Series) -> ErrorGroups:
    """Return the residuals by tenths of a number or date, or by the commonest other values.

    Parameters
    ----------
    residual : ndarray
        True minus predicted, one per row.
    values : Series
        What the rows are grouped by, in the same order.
    """
    keys = _ranges(values) if _ordered(values) else _levels(values)
    order = list(dict.fromkeys(sorted(keys.dropna().unique())))
    made, left_out = [], 0
    for key in [*order, None]:
        inside = (keys.isna() if key is None else keys == key).to_numpy(dtype=bool)
        if inside.sum() >= FEWEST:
            made.append(_group(_missing() if key is None else str(key[1]), residual[inside]))
        else:
            left_out += int(inside.sum())
    return ErrorGroups(str(values.name), tuple(made), len(residual), left_out)


def breusch_pagan(residual: np.ndarray, values: np.ndarray) -> Scatter:
    """Test whether the variance of *residual* changes with *values*, which are numbers."""
    squared = np.asarray(residual, dtype=float) ** 2
    values = np.asarray(values, dtype=float)
    fine = np.isfinite(values) & np.isfinite(squared)
    squared, values = squared[fine], values[fine]
    if len(values) < FEWEST or np.ptp(values) == 0 or np.ptp(squared) == 0:
        return Scatter(np.nan, np.nan, False)
    correlation = float(np.corrcoef(values, squared)[0, 1])
    statistic = len(values) * correlation**2
    return Scatter(statistic, float(chi2.sf(statistic, 1)), correlation > 0)


def _ordered(values: pd.Series) -> bool:
    number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return bool(number or pd.api.types.is_datetime64_any_dtype(values))


def _ranges(values: pd.Series) -> pd.Series:
    """Return for each row the place and words of its tenth; few different values stay apart."""
    if values.nunique() <= GROUPS:
        numbers = values.map(lambda value: (value, _shown(value)), na_action="ignore")
        return numbers.astype(object)
    cut = pd.qcut(values, GROUPS, duplicates="drop")
    codes = cut.cat.codes.to_numpy()
    names = []
    for code in range(len(cut.cat.categories)):
        inside = values[codes == code]
        names.append((code, _span(inside.min(), inside.max())))
    keys = [names[code] if code >= 0 else None for code in codes]
    return pd.Series(keys, index=values.index, dtype=object)


def _levels(values: pd.Series) -> pd.Series:
    counts = values.value_counts()
    kept = {level: (place, str(level)) for place, level in enumerate(counts.index[: GROUPS - 1])}
    other = (GROUPS, f"{len(counts) - len(kept)} others")
    keys = [None if pd.isna(value) else kept.get(value, other) for value in values]
    return pd.Series(keys, index=values.index, dtype=object)


def _missing() -> str:
    return "missing"


def _shown(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else significant(float(value))  # type: ignore[arg-type]


def _span(low: object, high: object) -> str:
    if isinstance(low, pd.Timestamp):
        return f"{_shown(low)} – {_shown(high)}"
    return _shown(low) if low == high else between(float(low), float(high))  # type: ignore[arg-type]


def _group(name: str, residual: np.ndarray) -> ErrorGroup:
    quantiles = np.quantile(residual, (0.05, 0.25, 0.5, 0.75, 0.95))
    return ErrorGroup(
        name,
        len(residual),
        float(residual.mean()),
        float(np.abs(residual).mean()),
        tuple(map(float, quantiles)),
    )
