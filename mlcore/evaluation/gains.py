"""What a ranking of rows is good for: gains and lift, bands over folds, scores by true class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlcore.errors import LoupeError
from mlcore.evaluation.curves import PrecisionRecall, Roc, precision_recall, roc

GRID = 101
BARS = 25


@dataclass(frozen=True, eq=False)
class Gains:
    """What acting on the first rows of a ranking finds.

    Parameters
    ----------
    share : ndarray
        Share of all rows that is acted on, from 0 to 1; rows of equal probability together.
    found : ndarray
        Share of the positive rows that is among them.
    base : float
        Share of positive rows in all.
    positive : str
        The class.
    """

    share: np.ndarray
    found: np.ndarray
    base: float
    positive: str

    @property
    def lift(self) -> np.ndarray:
        """How many times more often positive rows are met than by chance; 1 at the end."""
        return np.asarray(self.found[1:] / self.share[1:])

    def found_at(self, share: float) -> float:
        """Return the share of positive rows among the first *share* of rows."""
        return float(np.interp(share, self.share, self.found))


@dataclass(frozen=True, eq=False)
class FoldBand:
    """A curve of each fold on one grid: mean, and one standard deviation to both sides."""

    x: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    folds: int


@dataclass(frozen=True, eq=False)
class Scores:
    """How probabilities of one class spread over rows of it, and over the others.

    Parameters
    ----------
    edges : ndarray
        Ends of the bars, one more than bars.
    inside, outside : ndarray
        Rows of the class, and all others, by bar.
    positive : str
        The class.
    """

    edges: np.ndarray
    inside: np.ndarray
    outside: np.ndarray
    positive: str


def gains(truth: np.ndarray, chance: np.ndarray, positive: str = "") -> Gains:
    """Return gains and lift of ranking rows by *chance*; *truth* says which are positive."""
    truth = np.asarray(truth, dtype=bool)
    order = np.argsort(-chance, kind="stable")
    last = np.r_[np.flatnonzero(np.diff(chance[order])), len(order) - 1]
    hits = np.cumsum(truth[order])[last]
    share = np.r_[0.0, (last + 1) / len(order)]
    found = np.r_[0.0, hits / max(int(truth.sum()), 1)]
    return Gains(share, found, float(truth.mean()), positive)


def scores(truth: np.ndarray, chance: np.ndarray, positive: str = "", bars: int = BARS) -> Scores:
    """Count rows by probability, those of the class apart from the others."""
    truth = np.asarray(truth, dtype=bool)
    edges = np.linspace(0, 1, bars + 1)
    inside, outside = (np.histogram(chance[side], edges)[0] for side in (truth, ~truth))
    return Scores(edges, inside, outside, positive)


def roc_band(y: np.ndarray, probability: np.ndarray, fold: np.ndarray, positive: int) -> FoldBand:
    """Return the mean ROC curve over folds at 101 false positive rates (Fawcett 2006).

    Parameters
    ----------
    y, probability : ndarray
        Class codes, and one column of probabilities per class, out-of-fold.
    fold : ndarray
        The fold each row was tested in; folds with one class only are left out.
    positive : int
        Code of the class that counts as positive.
    """

    def curve(rows: np.ndarray, grid: np.ndarray) -> np.ndarray:
        names = tuple(map(str, range(probability.shape[1])))
        one: Roc = roc(y[rows], probability[rows], names, positive)
        return np.r_[0.0, np.interp(grid[1:], one.fpr, one.tpr)]

    return _over_folds(fold, curve)


def precision_band(
    y: np.ndarray, probability: np.ndarray, fold: np.ndarray, positive: int
) -> FoldBand:
    """Return the mean precision over folds at 101 recalls: the best that reaches each of them.

    Parameters as :func:`roc_band`.
    """

    def curve(rows: np.ndarray, grid: np.ndarray) -> np.ndarray:
        names = tuple(map(str, range(probability.shape[1])))
        one: PrecisionRecall = precision_recall(y[rows], probability[rows], names, positive)
        ahead = np.maximum.accumulate(one.precision[::-1])[::-1]
        return ahead[np.searchsorted(one.recall, grid - 1e-12)]

    return _over_folds(fold, curve)


def _over_folds(
    fold: np.ndarray, curve: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> FoldBand:
    grid, found = np.linspace(0, 1, GRID), []
    for number in np.unique(fold):
        try:
            found.append(curve(np.flatnonzero(fold == number), grid))
        except LoupeError:  # a fold in which all rows, or none, are of the class
            continue
    if not found:
        return FoldBand(grid, np.full(GRID, np.nan), np.full(GRID, np.nan), 0)
    sd = np.std(found, axis=0, ddof=1) if len(found) > 1 else np.full(GRID, np.nan)
    return FoldBand(grid, np.mean(found, axis=0), sd, len(found))
