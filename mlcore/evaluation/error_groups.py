"""Errors against anything: residuals by the values of a column, and whether their size changes.

The Breusch–Pagan test in Koenker's form (Koenker 1981) asks whether squared residuals rise or fall
with something; it does not need normal residuals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from mlcore.evaluation.groups import grouped

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
    parts = grouped(values, GROUPS)
    made, left_out = [], 0
    for code, name in enumerate(parts.names):
        inside = parts.codes == code
        if inside.sum() >= FEWEST:
            made.append(_group(name, residual[inside]))
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


def _group(name: str, residual: np.ndarray) -> ErrorGroup:
    quantiles = np.quantile(residual, (0.05, 0.25, 0.5, 0.75, 0.95))
    return ErrorGroup(
        name,
        len(residual),
        float(residual.mean()),
        float(np.abs(residual).mean()),
        tuple(map(float, quantiles)),
    )
