"""How sure a cross-validated mean is, and which models cannot be told apart.

The folds of one cross-validation share training rows, so their scores vary together and the
ordinary t interval is too narrow. Nadeau and Bengio, "Inference for the generalization
error", Machine Learning 52 (2003), correct the variance of the mean by the ratio of test to
training rows; this module uses their corrected resampled t.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Interval:
    """A mean with its lower and upper bound."""

    mean: float
    low: float
    high: float


UNBOUNDED = (-math.inf, math.inf)


def interval(
    scores: Sequence[float],
    level: float = 0.95,
    within: tuple[float, float] = UNBOUNDED,
    ratio: float | None = None,
) -> Interval:
    """Return the corrected resampled t interval of the mean of *scores*.

    Parameters
    ----------
    scores : sequence of float
        One score per fold of a k-fold cross-validation.
    level : float
        Confidence of the interval.
    within : (float, float)
        The possible scores: no bound lies outside, since no score does.
    ratio : float or None
        Test rows per training row; None: as many folds as scores, each tested once.
    """
    values = np.asarray(scores, dtype=np.float64)
    folds, mean = len(values), float(values.mean())
    if folds < 2:
        return Interval(mean, math.nan, math.nan)
    test_to_train = 1 / (folds - 1) if ratio is None else ratio
    error = math.sqrt((1 / folds + test_to_train) * float(values.var(ddof=1)))
    margin = float(stats.t.ppf((1 + level) / 2, folds - 1)) * error
    return Interval(mean, max(mean - margin, within[0]), min(mean + margin, within[1]))


def clearly_behind(best: Sequence[float], other: Sequence[float], ratio: float) -> bool:
    """Return True when *other* is below *best*, fold by fold, by a one-sided test at 1 %.

    Parameters
    ----------
    best, other : sequence of float
        Scores of the same folds.
    ratio : float
        Test rows per training row.
    """
    if len(best) < 2 or len(other) < 2:
        return False
    return interval(np.asarray(best) - np.asarray(other), 0.98, ratio=ratio).low > 0


def tied(
    best: Sequence[float],
    other: Sequence[float],
    level: float = 0.95,
    ratio: float | None = None,
) -> bool:
    """Return True when *other* cannot be told from *best*, compared fold by fold."""
    difference = interval(np.asarray(best) - np.asarray(other), level, ratio=ratio)
    return difference.low <= 0 <= difference.high
