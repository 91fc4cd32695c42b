"""Two models on the same rows: where they disagree, which rows, which groups of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.evaluation.bootstrap import paired
from mlcore.evaluation.metrics import most_likely
from mlcore.evaluation.slices import Slices, row_losses, worst_slices
from mlcore.evaluation.ties import Interval

LISTED = 10
DRAWS = 200
MOST_SCORED = 20_000
"""Rows that the bootstrap draws from."""


@dataclass(frozen=True, eq=False)
class Disagreement:
    """How far two models answer the same rows differently.

    Parameters
    ----------
    rows : ndarray
        Numbers of the rows in the dataset.
    y : ndarray
        What is true: values or class codes.
    first, second : ndarray
        Their answers: values, or class codes.
    gap : ndarray
        Per row, how far apart they are: the difference of the values, or of the probability of
        the class that is true (second minus first).
    gain : Interval
        How much better *second* scores than *first* on these rows, with its 95 % interval.
    metric : str
        By which metric.
    classes : tuple of str
        Names by code; empty for numbers.
    """

    rows: np.ndarray
    y: np.ndarray
    first: np.ndarray
    second: np.ndarray
    gap: np.ndarray
    gain: Interval
    metric: str
    classes: tuple[str, ...] = ()

    @property
    def differ(self) -> np.ndarray:
        """Rows with another class; for numbers, those further apart than half the usual error."""
        if self.classes:
            return np.asarray(self.first != self.second)
        return np.asarray(np.abs(self.gap) > self.usual / 2)

    @property
    def usual(self) -> float:
        """The first model's mean absolute error; for classes 0."""
        return 0.0 if self.classes else float(np.abs(self.y - self.first).mean())

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows answered better by: both alike, only the first, only the second, neither.

        For classes *better* is *right*; for numbers, within the first model's mean error.
        """
        right = [self._right(answer) for answer in (self.first, self.second)]
        both, neither = (right[0] & right[1]).sum(), (~right[0] & ~right[1]).sum()
        only = [(right[0] & ~right[1]).sum(), (right[1] & ~right[0]).sum()]
        return int(both), int(only[0]), int(only[1]), int(neither)

    @property
    def furthest(self) -> np.ndarray:
        """Places of the rows that are furthest apart, furthest first."""
        return np.argsort(-np.abs(self.gap), kind="stable")[:LISTED]

    def _right(self, answer: np.ndarray) -> np.ndarray:
        if self.classes:
            return np.asarray(answer == self.y)
        return np.asarray(np.abs(answer - self.y) <= self.usual)


@dataclass(frozen=True, eq=False)
class Answers:
    """What a model says of rows: dataset row numbers, truth and predictions, all out-of-fold."""

    rows: np.ndarray
    y: np.ndarray
    prediction: np.ndarray


def disagreement(
    first: Answers, second: Answers, metric: str, classes: tuple[str, ...] = ()
) -> Disagreement:
    """Compare the answers of two models on the rows that both have answered.

    Parameters
    ----------
    first, second : Answers
        Row numbers ascending.
    metric : str
        A metric's name, for the paired difference.
    classes : tuple of str
        Class names; empty for numbers.
    """
    rows, left, right = np.intersect1d(first.rows, second.rows, return_indices=True)
    y, one, other = first.y[left], first.prediction[left], second.prediction[right]
    losses = row_losses(y, one), row_losses(y, other)
    drawn = _drawn(len(rows))
    gain = paired(metric, y[drawn], one[drawn], other[drawn], draws=DRAWS)
    if one.ndim == 1:
        return Disagreement(rows, y, one, other, other - one, gain, metric)
    answers = most_likely(one), most_likely(other)
    return Disagreement(rows, y, *answers, losses[0] - losses[1], gain, metric, classes)


def apart(value: Disagreement, frame: pd.DataFrame, seed: int = 0) -> Slices:
    """Return the groups of rows on which the two answer further apart than chance explains.

    Parameters
    ----------
    value : Disagreement
        Of two models.
    frame : DataFrame
        The columns to group by, one row per row of *value*.
    seed : int
        As :func:`mlcore.evaluation.slices.worst_slices`.
    """
    return worst_slices(frame, np.abs(value.gap), seed=seed)


def _drawn(rows: int) -> np.ndarray:
    if rows <= MOST_SCORED:
        return np.arange(rows)
    return np.sort(np.random.default_rng(0).choice(rows, MOST_SCORED, replace=False))
