"""What XGBoost and CatBoost have in common here: grown by them, kept and walked by us."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from mlcore.catalog.flat import FlatTrees
from mlcore.catalog.stopping import spared

Tree = tuple[np.ndarray, np.ndarray, np.ndarray, int]


class Grown(BaseEstimator):
    """Boosted trees kept as arrays; subclasses grow them.

    The library is needed to fit, not to answer: what is stored runs no code of it.
    """

    random_state: int | None
    flat_: FlatTrees

    def _flat(self, X: np.ndarray, y: np.ndarray, weight: Any, classes: int) -> FlatTrees:
        """Grow the trees: *classes* is 0 for values."""
        raise NotImplementedError

    def trees(self) -> list[Tree]:
        """Return the stored trees for inspection; ValueError when they are no trees."""
        flat = self.flat_.checked(self.n_features_in_)
        own = np.arange(len(flat.left))
        left, right = (np.where(child == own, -1, child) for child in (flat.left, flat.right))
        return [(left, right, flat.feature, self.n_features_in_)]

    def _grow(self, X: Any, y: np.ndarray, weight: Any, classes: int) -> None:
        X = np.ascontiguousarray(X, dtype=np.float32)
        self.n_features_in_ = X.shape[1]
        weight = None if weight is None else np.asarray(weight, dtype=np.float64)
        self.flat_ = self._flat(X, y, weight, classes).checked(X.shape[1])

    def _parts(
        self, X: np.ndarray, y: np.ndarray, weight: Any, classes: int
    ) -> list[tuple[np.ndarray, np.ndarray, Any]]:
        """Return the rows to grow on and, when there are many, those to watch."""
        parts = spared(y, classes > 0, self.random_state or 0)
        return [
            (X[rows], y[rows], None if weight is None else weight[rows])
            for rows in parts
            if len(rows)
        ]


class GrownRegressor(RegressorMixin, Grown):
    """For numbers."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> GrownRegressor:
        """Grow the trees."""
        self._grow(X, np.asarray(y, dtype=np.float64), sample_weight, 0)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the answers."""
        return self.flat_.margins(X)[:, 0]


class GrownClassifier(ClassifierMixin, Grown):
    """For classes."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> GrownClassifier:
        """Grow the trees."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        self._grow(X, codes, sample_weight, len(self.classes_))
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return one column of probabilities per class."""
        found = self.flat_.margins(X)
        if found.shape[1] == 1:
            second = 1 / (1 + np.exp(-np.clip(found[:, 0], -500, 500)))
            return np.column_stack([1 - second, second])
        raised = np.exp(found - found.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def predict(self, X: Any) -> np.ndarray:
        """Return the most likely class of each row."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])
