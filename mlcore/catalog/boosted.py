"""AdaBoost over small trees whose depth is a parameter."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

GAP = -2e38
"""Stands for a missing value: below every number, so that a split can set the gaps apart."""


class AdaTreesClassifier(AdaBoostClassifier):
    """AdaBoost of decision trees.

    Parameters
    ----------
    n_estimators, learning_rate, random_state
        As in scikit-learn.
    max_depth : int
        Of each tree.
    """

    def __init__(
        self,
        n_estimators: int = 50,
        learning_rate: float = 1.0,
        max_depth: int = 3,
        random_state: int | None = None,
    ) -> None:
        super().__init__(
            DecisionTreeClassifier(max_depth=max_depth),
            n_estimators=n_estimators,
            learning_rate=learning_rate,
            random_state=random_state,
        )
        self.max_depth = max_depth

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> AdaTreesClassifier:
        """Grow the trees; missing values are allowed."""
        super().fit(_filled(X), y, sample_weight)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the most likely class of each row."""
        return np.asarray(super().predict(_filled(X)))

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return one column of probabilities per class."""
        return np.asarray(super().predict_proba(_filled(X)))


class AdaTreesRegressor(AdaBoostRegressor):
    """As :class:`AdaTreesClassifier`, for numbers."""

    def __init__(
        self,
        n_estimators: int = 50,
        learning_rate: float = 1.0,
        max_depth: int = 6,
        random_state: int | None = None,
    ) -> None:
        super().__init__(
            DecisionTreeRegressor(max_depth=max_depth),
            n_estimators=n_estimators,
            learning_rate=learning_rate,
            random_state=random_state,
        )
        self.max_depth = max_depth

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> AdaTreesRegressor:
        """Grow the trees; missing values are allowed."""
        super().fit(_filled(X), y, sample_weight)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the answers."""
        return np.asarray(super().predict(_filled(X)))


def _filled(X: Any) -> np.ndarray:
    return np.nan_to_num(np.asarray(X, dtype=np.float64), nan=GAP)
