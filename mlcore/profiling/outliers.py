"""Rows that stand apart: in one column by a rule, or in all numbers together by a forest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells

Rule = Literal["iqr", "mad", "z", "quantile"]
RULES: tuple[Rule, ...] = ("iqr", "mad", "z", "quantile")
LISTED = 200
"""So many rows, those furthest out, are named."""
FOREST_ROWS = 10_000
FOREST_COLUMNS = 50
_MAD = 0.6744897501960817
"""Median absolute deviation of a normal distribution with standard deviation 1."""


@dataclass(frozen=True, eq=False)
class Outliers:
    """Rows of one column beyond a rule.

    Parameters
    ----------
    column, rule
        What was looked at and how.
    low, high : float
        Values below or above are outliers; infinite where the rule has no end.
    found : int
        Outliers among ``rows`` rows with a value.
    positions, values : array
        Of the outliers furthest out, at most 200: their rows (from 0) and their values.
    quantiles : tuple of float
        5th, 25th, 50th, 75th and 95th percentile.
    """

    column: str
    rule: Rule
    low: float
    high: float
    found: int
    rows: int
    positions: np.ndarray
    values: np.ndarray
    quantiles: tuple[float, ...]


def outliers(data: Dataset, column: str, rule: Rule = "iqr") -> Outliers:
    """Return the rows of *column* beyond *rule*, of all rows.

    Parameters
    ----------
    data : Dataset
        The table.
    column : str
        A column of numbers.
    rule : Rule
        ``iqr``: 1.5 interquartile ranges outside the middle half (Tukey 1977). ``mad``: more
        than 3.5 robust standard deviations from the median (Iglewicz and Hoaglin 1993).
        ``z``: more than 3 standard deviations from the mean. ``quantile``: outside the middle
        99%.

    Raises
    ------
    LoupeError
        ``no_column`` when it is not there.
    """
    place = data.position(column)
    values = cells.read(data, [place]).to_series().cast(pl.Float64).to_numpy()
    known = values[np.isfinite(values)]
    if not len(known):
        nothing = np.array([])
        return Outliers(column, rule, -np.inf, np.inf, 0, 0, nothing.astype(int), nothing, ())
    low, high = _ENDS[rule](known)
    beyond = np.flatnonzero((values < low) | (values > high))
    beyond = beyond[np.isfinite(values[beyond])]
    distance = np.maximum(low - values[beyond], values[beyond] - high)
    nearest = beyond[np.argsort(-distance, kind="stable")[:LISTED]]
    quantiles = tuple(np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95)).tolist())
    return Outliers(
        column, rule, low, high, len(beyond), len(known), nearest, values[nearest], quantiles
    )


def _iqr(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, (0.25, 0.75))
    reach = 1.5 * (high - low)
    return (float(low - reach), float(high + reach)) if reach else (-np.inf, np.inf)


def _mad(values: np.ndarray) -> tuple[float, float]:
    middle = float(np.median(values))
    reach = 3.5 * float(np.median(np.abs(values - middle))) / _MAD
    return (middle - reach, middle + reach) if reach else (-np.inf, np.inf)


def _z(values: np.ndarray) -> tuple[float, float]:
    middle, reach = float(values.mean()), 3 * float(values.std())
    return middle - reach, middle + reach


def _quantile(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, (0.005, 0.995))
    return float(low), float(high)


_ENDS: dict[Rule, Callable[[np.ndarray], tuple[float, float]]] = {
    "iqr": _iqr,
    "mad": _mad,
    "z": _z,
    "quantile": _quantile,
}


# ------------------------------------------------------------------- all numbers together


@dataclass(frozen=True, eq=False)
class Apart:
    """Rows that an isolation forest separates quickly from the others.

    Parameters
    ----------
    columns : tuple of str
        The numbers that were looked at.
    positions, scores : array
        The rows that stand apart, furthest first, and their scores from 0 to 1.
    farthest : tuple of str
        For each of these rows the column that is furthest from its median.
    edges, counts : array
        Histogram of the scores of all rows that were looked at.
    rows : int
        Rows that were looked at.
    sampled : bool
        Whether those are a random part of the table.
    """

    columns: tuple[str, ...]
    positions: np.ndarray
    scores: np.ndarray
    farthest: tuple[str, ...]
    found: int
    edges: np.ndarray
    counts: np.ndarray
    rows: int
    sampled: bool


THRESHOLD = 0.6
"""Scores above say that a row stands apart (Liu, Ting and Zhou 2008: well over 0.5)."""


def apart(data: Dataset) -> Apart | None:
    """Return the rows that stand apart in all numbers together; None with fewer than two.

    A missing value counts as its column's median. At most 10,000 random rows and 50 columns
    are looked at. (Liu, Ting and Zhou 2008, "Isolation Forest".)
    """
    from sklearn.ensemble import IsolationForest

    names = tuple(
        spec.name for spec in data.columns if spec.kind in ("integer", "number") and spec.unique > 1
    )[:FOREST_COLUMNS]
    if len(names) < 2 or data.rows < 10:
        return None
    rows = cells.some_rows(data.rows, FOREST_ROWS)
    values = cells.sample(data, names, FOREST_ROWS).cast(pl.Float64).to_numpy()
    values = np.where(np.isfinite(values), values, np.nan)
    middle = np.nanmedian(values, axis=0)
    filled = np.where(np.isnan(values), middle, values)
    forest = IsolationForest(n_estimators=100, random_state=0).fit(filled)
    scores = -forest.score_samples(filled)
    found = np.flatnonzero(scores > THRESHOLD)
    order = found[np.argsort(-scores[found], kind="stable")][:LISTED]
    spread = np.quantile(filled, 0.75, axis=0) - np.quantile(filled, 0.25, axis=0)
    spread = np.where(spread > 0, spread, filled.std(axis=0))
    off = np.abs(filled[order] - middle) / spread
    counts, edges = np.histogram(scores, 30)
    return Apart(
        names, order if rows is None else rows[order], scores[order],
        tuple(names[i] for i in off.argmax(axis=1)) if len(order) else (),
        len(found), edges, counts, len(values), rows is not None,
    )  # fmt: skip
