"""Lasso whose strength does not depend on the target's unit."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import Lasso


class ScaledLasso(RegressorMixin, BaseEstimator):
    """Lasso on the standardised target, so that one ``alpha`` suits euros and cents alike.

    Parameters
    ----------
    alpha : float
        Strength of the penalty, as a share of the target's standard deviation.
    max_iter : int
        Most passes over the columns.
    """

    def __init__(self, alpha: float = 0.01, max_iter: int = 2000) -> None:
        self.alpha = alpha
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any) -> ScaledLasso:
        """Fit the weights."""
        y = np.asarray(y, dtype=np.float64)
        scale = float(y.std()) or 1.0
        inner = Lasso(alpha=self.alpha, max_iter=self.max_iter).fit(X, y / scale)
        self.coef_ = inner.coef_ * scale
        self.intercept_ = float(inner.intercept_) * scale
        self.n_iter_ = int(np.max(inner.n_iter_))
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the weighted sums."""
        return np.asarray(np.asarray(X) @ self.coef_ + self.intercept_)
