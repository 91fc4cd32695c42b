"""A table of points: every column is cut into a few ranges, each worth so many points.

Logistic (or ridge) regression on the ranges, its weights rounded to whole points, as in credit
scoring (Siddiqi, "Credit Risk Scorecards", 2006). A person can add up the answer by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.linear_model import LogisticRegression, Ridge

DOUBLING = 20
"""Points that double the odds."""
STEPS = 100
"""Points that are one standard deviation of a target of numbers."""


@dataclass(frozen=True)
class Range:
    """One line of the table: values of a column above *low* up to *high*, or no value at all.

    There is one number of points per class; a single one for two classes, and for numbers.
    """

    column: int
    low: float | None
    high: float | None
    missing: bool
    points: tuple[int, ...]


class _ScoreTable(BaseEstimator):
    """Parameters of both tables.

    Parameters
    ----------
    ranges : int
        Ranges of a column at most, a missing value not counted.
    strength : float
        How strongly points are held small: the penalty on squared weights.
    """

    def __init__(self, ranges: int = 8, strength: float = 1.0) -> None:
        self.ranges = ranges
        self.strength = strength

    def table(self) -> tuple[Range, ...]:
        """Return every line, column by column, a missing value last."""
        lines = []
        for column, (cuts, points) in enumerate(zip(self.cuts_, self.points_, strict=True)):
            bounds = [None, *cuts.tolist(), None]
            places = [(low, high, False) for low, high in pairwise(bounds)]
            for place, row in zip([*places, (None, None, True)], points, strict=True):
                lines.append(Range(column, *place, tuple(int(value) for value in row)))
        return tuple(lines)

    def _cut(self, X: Any) -> csr_array:
        """Learn the ranges and return which of them each row is in."""
        X = np.asarray(X, dtype=np.float64)
        self.n_features_in_ = X.shape[1]
        self.cuts_ = [_cuts(column, self.ranges) for column in X.T]
        places, widths = self._places(X), [len(cuts) + 2 for cuts in self.cuts_]
        starts = np.cumsum([0, *widths])
        columns = (places + starts[:-1]).ravel()
        ends = np.arange(0, X.size + 1, X.shape[1])
        return csr_array((np.ones(X.size), columns, ends), shape=(len(X), starts[-1]))

    def _places(self, X: np.ndarray) -> np.ndarray:
        """Return the number of each cell's range; one past the last where it is missing."""
        found = np.empty(X.shape, dtype=np.intp)
        for at, cuts in enumerate(self.cuts_):
            place = np.searchsorted(cuts, X[:, at], side="left")
            found[:, at] = np.where(np.isnan(X[:, at]), len(cuts) + 1, place)
        return found

    def _keep(self, weights: np.ndarray, base: np.ndarray, unit: float) -> None:
        """Round weights (outputs × ranges) to whole points of *unit*."""
        widths = [len(cuts) + 2 for cuts in self.cuts_]
        points = np.rint(weights.T / unit)
        self.points_ = np.split(points, np.cumsum(widths)[:-1])
        self.base_, self.unit_ = np.asarray(base, dtype=np.float64), float(unit)

    def _sums(self, X: Any) -> np.ndarray:
        """Return rows × outputs: the base and every point, in the unit of the regression."""
        X = np.asarray(X, dtype=np.float64)
        places, total = self._places(X), np.zeros((len(X), len(self.base_)))
        for at, points in enumerate(self.points_):
            total += points[places[:, at]]
        return self.base_ + self.unit_ * total


class ScoreTableClassifier(ClassifierMixin, _ScoreTable):
    """A table of points for classes."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ScoreTableClassifier:
        """Cut the columns and find the points."""
        self.classes_, marks = np.unique(y), self._cut(X)
        inner = LogisticRegression(C=1 / self.strength, max_iter=1000)
        inner.fit(marks, y, sample_weight)
        self._keep(inner.coef_, inner.intercept_, np.log(2) / DOUBLING)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return one column of probabilities per class."""
        sums = self._sums(X)
        sums = np.column_stack([np.zeros(len(sums)), sums]) if sums.shape[1] == 1 else sums
        raised = np.exp(sums - sums.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def predict(self, X: Any) -> np.ndarray:
        """Return the most likely class of each row."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])


class ScoreTableRegressor(RegressorMixin, _ScoreTable):
    """A table of points for numbers; a point is a hundredth of the target's deviation."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ScoreTableRegressor:
        """Cut the columns and find the points."""
        y, marks = np.asarray(y, dtype=np.float64), self._cut(X)
        inner = Ridge(alpha=self.strength, solver="sparse_cg", tol=1e-8)
        inner.fit(marks, y, sample_weight)
        unit = (float(y.std()) or 1.0) / STEPS
        self._keep(inner.coef_[None], np.array([inner.intercept_]), unit)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the answers."""
        return self._sums(X)[:, 0]


def _cuts(values: np.ndarray, most: int) -> np.ndarray:
    """Return the bounds between at most *most* ranges that hold about as many rows each."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.empty(0)
    shares = np.linspace(0, 1, most + 1)[1:-1]
    bounds = np.unique(np.quantile(known, shares, method="lower"))
    return bounds[bounds < known.max()]
