"""How often a range around the answer holds the truth, judged on rows it was not made from.

For each fold the half-width is the finite-sample quantile of the absolute out-of-fold errors of
all other folds (Lei et al. 2018), so a row never judges a range that it helped to make. A range
that is right on average may still be too narrow where answers are high: hence the thirds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlcore.evaluation.calibration import wilson

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
PARTS = 3
FEWEST = 30
"""Rows below which nothing is said."""


@dataclass(frozen=True)
class Held:
    """Ranges of one level.

    Parameters
    ----------
    level : float
        Share of rows that they should hold.
    share, low, high : float
        Share that they held, with its 95 % interval (Wilson).
    width : float
        Half of their width, the mean over the folds.
    parts : tuple of float
        Share held among the rows with the lowest, middle and highest third of the answers.
    """

    level: float
    share: float
    low: float
    high: float
    width: float
    parts: tuple[float, ...]

    @property
    def kept(self) -> bool:
        """Whether what was promised is within the interval of what was held."""
        return self.low <= self.level <= self.high


@dataclass(frozen=True)
class Ranges:
    """Ranges of several levels, on so many rows; none where there are too few."""

    held: tuple[Held, ...]
    rows: int

    @property
    def uneven(self) -> float:
        """How much more often 90 % ranges hold in one third of the answers than in another."""
        ninety = [one.parts for one in self.held if one.level == 0.9]
        return max(ninety[0]) - min(ninety[0]) if ninety else 0.0


def ranges(
    y: np.ndarray, predicted: np.ndarray, fold: np.ndarray, levels: Sequence[float] = LEVELS
) -> Ranges:
    """Return how often ranges of each level hold the truth.

    Parameters
    ----------
    y, predicted : ndarray
        True values and out-of-fold answers.
    fold : ndarray
        The fold that each row was tested in.
    levels : sequence of float
        Shares of rows that ranges should hold, ascending.
    """
    size = np.abs(np.asarray(y, dtype=float) - np.asarray(predicted, dtype=float))
    if len(size) < FEWEST or len(np.unique(fold)) < 2:
        return Ranges((), len(size))
    places = np.argsort(np.argsort(predicted, kind="stable"), kind="stable")
    third = places * PARTS // len(size)
    found = (_held(size, fold, third, level) for level in levels)
    return Ranges(tuple(one for one in found if one is not None), len(size))


def _held(size: np.ndarray, fold: np.ndarray, third: np.ndarray, level: float) -> Held | None:
    inside, widths = np.zeros(len(size), dtype=bool), []
    for number in np.unique(fold):
        own = fold == number
        others = np.sort(size[~own])
        rank = math.ceil((len(others) + 1) * level - 1e-9)
        if rank > len(others):
            return None
        widths.append(float(others[rank - 1]))
        inside[own] = size[own] <= widths[-1]
    share = float(inside.mean())
    low, high = wilson(np.array(share), np.array(len(size)))
    parts = tuple(float(inside[third == part].mean()) for part in range(PARTS))
    return Held(level, share, float(low), float(high), float(np.mean(widths)), parts)
