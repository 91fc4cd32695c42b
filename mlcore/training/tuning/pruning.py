"""When the first folds of a trial leave no hope that it will be the best."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

LEVEL = 0.6
"""One minus the chance below which a trial is given up: what its folds would cost is then better
spent on the first folds of others. Replayed on 36 trials of LightGBM on adult that were all run to
their end, this costs 0.42 of that, 0.8 costs 0.56, and both keep the best."""
PAIRED = 0.5
"""Spread of differences between trials as a share of the spread of scores, while there are no
differences yet: folds that are hard are hard for all."""
PART = 1.5
"""Spread of differences on a part of the rows as a multiple of that, while there are too few."""
FEWEST = 3


def margin(best: Sequence[float], others: Sequence[Sequence[float]]) -> float:
    """Return the t quantile times the spread of a trial's difference to the best over the folds.

    Parameters
    ----------
    best : sequence of float
        Fold scores of the best trial.
    others : sequence of sequence of float
        Fold scores of other whole trials. Without any, the fold scores of the best itself say the
        spread, a part of it, since folds that are hard are hard for all.
    """
    apart = np.asarray(others) - np.asarray(best) if len(others) else PAIRED * np.asarray([best])
    freedom = len(apart) * (len(best) - 1)
    deviation = float(np.sqrt(np.mean(np.var(apart, axis=1, ddof=1))))
    return float(stats.t.ppf(LEVEL, freedom)) * deviation


def part_margin(misses: Sequence[float], spread: float) -> float:
    """Return the t quantile times the spread of what a part of the rows says wrongly.

    Parameters
    ----------
    misses : sequence of float
        Of other whole trials: their difference to the best on the part, minus that over all folds.
    spread : float
        :func:`margin`, of which a multiple stands in while there are fewer than three.
    """
    if len(misses) < FEWEST:
        return PART * spread
    return float(stats.t.ppf(LEVEL, len(misses)) * np.sqrt(np.mean(np.square(misses))))


def hopeless(scores: Sequence[float], best: Sequence[float], spread: float) -> bool:
    """Return True when a trial will end above the best with a chance below 2 in 5.

    With D the mean difference to the best over the f folds that are done, the mean over all K
    folds is distributed about D with variance s²(1/f − 1/K), the folds that are left being drawn
    from the same differences.

    Parameters
    ----------
    scores : sequence of float
        Of the first folds.
    best : sequence of float
        Of the best trial, all folds.
    spread : float
        s times the quantile, by :func:`margin`.
    """
    done, folds = len(scores), len(best)
    if not 0 < done < folds:
        return False
    difference = float(np.mean(np.asarray(scores) - np.asarray(best[:done])))
    return difference + spread * math.sqrt(1 / done - 1 / folds) < 0
