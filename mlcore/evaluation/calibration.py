"""Do probabilities mean what they say? Reliability by bins, recalibration, parts of the loss.

Bins hold about as many rows each. The expected calibration error is the mean distance of predicted
and observed share over the bins, weighed by their rows (Naeini, Cooper and Hauskrecht 2015); it
depends on the number of bins, which is therefore told. Intervals of shares are Wilson's (1927).
The log loss divides into uncertainty − resolution + reliability (Bröcker 2009), and what differs
within the bins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import rel_entr

from mlcore.evaluation.recalibration import corrected, curve

BINS = 10
TINY = 1e-15
ROUNDING = 1e-12
"""What is less than this of a loss is left of rounding."""
Method = Literal["none", "isotonic", "sigmoid"]
FEWEST_PER_CLASS = 10
"""Rows of each class below which no recalibration is fitted."""


@dataclass(frozen=True)
class Bin:
    """Rows with about the same probability: what was predicted, what happened."""

    predicted: float
    observed: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Loss:
    """The log loss and its parts: ``uncertainty − resolution + reliability + within``.

    Parameters
    ----------
    total : float
        Mean log loss per row, natural logarithm.
    uncertainty : float
        What guessing the overall share costs.
    resolution : float
        What telling rows apart wins.
    reliability : float
        What probabilities that say too much or too little cost.
    within : float
        What differs within the bins.
    """

    total: float
    uncertainty: float
    resolution: float
    reliability: float
    within: float


@dataclass(frozen=True)
class Calibration:
    """How probabilities of one class compare with what happened.

    Parameters
    ----------
    bins : tuple of Bin
        Lowest probability first.
    error : float
        Expected calibration error over these bins.
    brier : float
        Mean squared error of the probability.
    loss : Loss
        The log loss in parts.
    positive : str
        The class.
    rows : int
        Rows counted.
    """

    bins: tuple[Bin, ...]
    error: float
    brier: float
    loss: Loss
    positive: str
    rows: int


def calibration(
    truth: np.ndarray, chance: np.ndarray, positive: str = "", bins: int = BINS
) -> Calibration:
    """Return reliability of *chance* as the probability that *truth* holds.

    Parameters
    ----------
    truth : ndarray
        True where the row is of the class.
    chance : ndarray
        Its predicted probability.
    positive : str
        Name of the class.
    bins : int
        At most so many bins; equal probabilities are never parted.
    """
    truth, chance = np.asarray(truth, dtype=float), np.asarray(chance, dtype=float)
    place = _places(chance, bins)
    rows = np.bincount(place)
    used = rows > 0
    rows = rows[used]
    predicted = np.bincount(place, chance)[used] / rows
    observed = np.bincount(place, truth)[used] / rows
    low, high = wilson(observed, rows)
    found = zip(predicted, observed, low, high, rows, strict=True)
    return Calibration(
        tuple(_bin(part) for part in found),
        float(np.sum(rows * np.abs(predicted - observed)) / len(truth)),
        float(np.mean((chance - truth) ** 2)),
        _loss(truth, chance, (rows / len(truth), predicted, observed)),
        positive,
        len(truth),
    )


def _places(chance: np.ndarray, bins: int) -> np.ndarray:
    """Return the bin of each probability; few different ones have a bin each."""
    different, place = np.unique(chance, return_inverse=True)
    if len(different) <= bins:
        return np.asarray(place)
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, bins + 1)))[1:-1]
    return np.searchsorted(edges, chance)


def _bin(part: tuple[Any, ...]) -> Bin:
    predicted, observed, low, high, rows = part
    return Bin(float(predicted), float(observed), float(low), float(high), int(rows))


def wilson(share: np.ndarray, rows: np.ndarray, z: float = 1.96) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of Wilson's 95 % interval of shares of so many rows."""
    middle = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    half = z * np.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2)) / (1 + z**2 / rows)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def recalibrated(
    truth: np.ndarray, chance: np.ndarray, fold: np.ndarray, method: Method
) -> np.ndarray:
    """Return *chance* corrected by a curve that did not see the row's own fold.

    For each fold the curve is fitted on the out-of-fold probabilities of all others, so the
    corrected ones can be judged on the same rows. Where the other folds have fewer than ten rows
    of a class, the probabilities stay as they are.

    Parameters
    ----------
    truth, chance : ndarray
        As in :func:`calibration`; out-of-fold.
    fold : ndarray
        The fold each row was tested in.
    method : {"none", "isotonic", "sigmoid"}
        A rising step curve, or a logistic one (Platt 1999, on the log odds).
    """
    made = np.array(chance, dtype=float)
    if method == "none":
        return made
    truth = np.asarray(truth, dtype=int)
    for number in np.unique(fold):
        inside = fold == number
        known = np.bincount(truth[~inside], minlength=2)
        if known.min() >= FEWEST_PER_CLASS:
            fitted = curve(chance[~inside], truth[~inside], method)
            made[inside] = corrected(fitted, chance[inside], method)
    return made


def _loss(
    truth: np.ndarray, chance: np.ndarray, parts: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> Loss:
    weight, predicted, observed = parts
    base = float(truth.mean())
    sure = np.clip(chance, TINY, 1 - TINY)
    total = float(-np.mean(truth * np.log(sure) + (1 - truth) * np.log(1 - sure)))
    uncertainty = float(-np.sum([p * np.log(p) for p in (base, 1 - base) if p > 0]))
    resolution = float(np.sum(weight * _divergence(observed, np.full_like(observed, base))))
    reliability = float(np.sum(weight * _divergence(observed, predicted)))
    within = total - (uncertainty - resolution + reliability)
    within = within if abs(within) > ROUNDING else 0.0
    return Loss(total, uncertainty, resolution, reliability, within)


def _divergence(share: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the Kullback–Leibler divergence of two-valued distributions."""
    other = np.clip(other, TINY, 1 - TINY)
    return np.asarray(rel_entr(share, other) + rel_entr(1 - share, 1 - other))
