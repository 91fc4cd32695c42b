"""Prediction intervals for numbers and prediction sets for classes, from out-of-fold answers.

Split conformal prediction (Vovk, Gammerman and Shafer 2005; Lei et al. 2018): the interval is the
prediction ± the k-th smallest absolute residual, k = ⌈(n + 1)(1 − α)⌉. The residuals here are
out-of-fold (cross-conformal), of models fitted on slightly fewer rows than the final one: the
guarantee is then approximate (Barber et al. 2021, CV+), so the coverage is measured once on the
hold-out and shown beside the interval.

A prediction set holds every class at least as likely as the k-th largest probability that true
classes had out of fold (Sadinle, Lei and Wasserman 2019). It may be empty: then the model is less
sure than it usually is when it is right, and no class is named at this level.
"""

from __future__ import annotations

import math
from bisect import bisect_left

import numpy as np

LEVELS = (0.8, 0.9, 0.95)
"""Coverages that people are offered."""
COVERAGES = tuple(round(0.5 + step / 100, 2) for step in range(50))
"""Coverages whose half-width is stored: 0.50 to 0.99."""
LEAST = 20
"""Residuals below which no interval is given."""
Pairs = tuple[tuple[float, float], ...]


def half_width(residuals: np.ndarray, coverage: float) -> float | None:
    """Return the half-width of intervals with *coverage*, or None with too few residuals.

    Parameters
    ----------
    residuals : numpy.ndarray
        Actual minus out-of-fold prediction.
    coverage : float
        Share of new rows that the interval should contain, between 0 and 1.
    """
    return _ranked(np.abs(residuals[np.isfinite(residuals)]), coverage)


def _ranked(scores: np.ndarray, coverage: float) -> float | None:
    """Return the k-th smallest of nonconformity *scores*, or None with too few."""
    rank = math.ceil((len(scores) + 1) * coverage - 1e-9)
    if len(scores) < LEAST or rank > len(scores):
        return None
    return float(np.sort(scores)[rank - 1])


def least_shares(y: np.ndarray, probability: np.ndarray) -> Pairs:
    """Return (coverage, probability) from which a class belongs to the set, as rows allow.

    Parameters
    ----------
    y : numpy.ndarray
        Codes of the true classes.
    probability : numpy.ndarray
        Out-of-fold, rows × classes.
    """
    doubts = -_shares(y, probability)
    found = ((coverage, _ranked(doubts, coverage)) for coverage in COVERAGES)
    return tuple((coverage, -doubt) for coverage, doubt in found if doubt is not None)


def _shares(y: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Return the probabilities of the true classes."""
    shares = probability[np.arange(len(y)), y.astype(int)]
    return np.asarray(shares[np.isfinite(shares)])


def extended(
    y: np.ndarray, probability: np.ndarray, fewer: np.ndarray, folds: tuple[int, int]
) -> Pairs:
    """Return what :func:`least_shares` would be of fits on all rows instead of those of the folds.

    A fit on fewer rows is less sure. How much less is read from fits on still fewer, and carried
    on in a straight line over one by the number of rows (what cross-validation is off by falls
    so: Burman 1989), on the scale of log-odds. A limit is always a probability that a true class
    had, so that one which many rows share is not passed.

    Parameters
    ----------
    y : numpy.ndarray
        Codes of the true classes.
    probability, fewer : numpy.ndarray
        Out-of-fold, of the same rows, rows × classes: the better ones and those of fewer folds.
    folds : (int, int)
        Of how many folds each of them is.
    """
    whole, less = least_shares(y, probability), dict(least_shares(y, fewer))
    own, other = (number / (number - 1) for number in folds)
    beyond = (own - 1) / (other - own)
    told, last = np.sort(_shares(y, probability)), math.inf
    made = []
    for coverage, share in whole:
        at = _log_odds(share)
        aim = at + beyond * (at - _log_odds(less.get(coverage, share)))
        below = told[: np.searchsorted(told, _share(aim) * (1 + 1e-9), side="right")]
        last = min(last, float(below[-1]) if len(below) else share)
        made.append((coverage, last))
    return tuple(made)


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def members(probability: np.ndarray, least: float) -> np.ndarray:
    """Return which classes belong to the set of each row, as rows × classes of booleans."""
    return np.asarray(probability >= least)


def covered_by_sets(y: np.ndarray, probability: np.ndarray, least: float) -> float:
    """Return the share of rows whose true class is in their set."""
    return float(np.mean(members(probability, least)[np.arange(len(y)), y.astype(int)]))


def half_widths(residuals: np.ndarray) -> Pairs:
    """Return (coverage, half-width) for each of :data:`COVERAGES` that the rows allow."""
    found = ((coverage, half_width(residuals, coverage)) for coverage in COVERAGES)
    return tuple((coverage, width) for coverage, width in found if width is not None)


def limit_for(widths: Pairs, coverage: float) -> float | None:
    """Return the stored limit of the least coverage that is at least *coverage*.

    *widths* are pairs of :func:`half_widths` or of :func:`least_shares`, in their order.
    """
    at = bisect_left(widths, (coverage - 1e-9,))
    return widths[at][1] if at < len(widths) else None


def coverage_of(actual: np.ndarray, predicted: np.ndarray, width: float) -> float:
    """Return the share of *actual* within *width* of *predicted*."""
    return float(np.mean(np.abs(actual - predicted) <= width))
