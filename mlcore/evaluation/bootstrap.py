"""How sure a score on a hold-out is: its rows drawn again and again, with replacement.

Percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
It says how much the score would vary with other rows of the same sort, for this one fit; it says
nothing about how much another fit would differ.
"""

from __future__ import annotations

import math

import numpy as np

from mlcore.evaluation.metrics import metric
from mlcore.evaluation.ties import Interval

DRAWS = 300
FEWEST_ROWS = 10


def bootstrap(
    name: str,
    y: np.ndarray,
    prediction: np.ndarray,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 0,
) -> Interval:
    """Return the score of *prediction* with its percentile bootstrap interval.

    Parameters
    ----------
    name : str
        A metric's name.
    y : ndarray
        True values or class codes of rows the fit has not seen.
    prediction : ndarray
        Values, or one row of class probabilities per row.
    level : float
        Confidence of the interval.
    draws : int
        How often the rows are drawn.
    seed : int
        The same seed draws the same rows.

    Returns
    -------
    Interval
        Bounds are nan with fewer than ten rows, or where the metric has no value in most draws
        (a class that is too rare).
    """
    measure = metric(name)
    y, found = np.asarray(y), []
    whole = measure.score(y, prediction)
    random = np.random.default_rng(seed)
    for _ in range(draws if len(y) >= FEWEST_ROWS else 0):
        rows = random.integers(len(y), size=len(y))
        found.append(measure.score(y[rows], prediction[rows]))
    known = [score for score in found if math.isfinite(score)]
    if 2 * len(known) <= draws:
        return Interval(whole, math.nan, math.nan)
    low, high = np.quantile(known, ((1 - level) / 2, (1 + level) / 2))
    return Interval(whole, float(low), float(high))


def paired(
    name: str,
    y: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    draws: int = DRAWS,
) -> Interval:
    """Return how much better *second* answers the same rows than *first*, 95 % interval.

    Both are scored on the same rows of each draw, so what makes a row hard cancels out.
    Parameters as :func:`bootstrap`.
    """
    measure = metric(name)
    random = np.random.default_rng(0)
    gaps = []
    for _ in range(draws):
        rows = random.integers(len(y), size=len(y))
        gaps.append(measure.score(y[rows], second[rows]) - measure.score(y[rows], first[rows]))
    known = [gap for gap in gaps if math.isfinite(gap)]
    whole = measure.score(y, second) - measure.score(y, first)
    if 2 * len(known) <= draws:
        return Interval(whole, math.nan, math.nan)
    low, high = np.quantile(known, (0.025, 0.975))
    return Interval(whole, float(low), float(high))
