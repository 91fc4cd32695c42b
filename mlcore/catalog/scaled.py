"""Regressors on the standardised target: one default suits euros and cents alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import ElasticNet, HuberRegressor

from mlcore.catalog.processes import kernel


class OnScaledTarget(RegressorMixin, BaseEstimator):
    """An inner regressor that sees the target with mean 0 and deviation 1.

    Subclasses take their parameters and say with :meth:`_inner` what is fitted.
    """

    def _inner(self) -> Any:
        raise NotImplementedError

    def fit(self, X: Any, y: Any) -> OnScaledTarget:
        """Fit the inner regressor."""
        y = np.asarray(y, dtype=np.float64)
        self.mean_, self.scale_ = float(y.mean()), float(y.std()) or 1.0
        self.inner_ = self._inner().fit(X, (y - self.mean_) / self.scale_)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the answers in the target's unit."""
        return np.asarray(self.inner_.predict(X) * self.scale_ + self.mean_)


class _Weighted(OnScaledTarget):
    """An inner regressor that takes weights of rows."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> OnScaledTarget:
        """Fit the inner regressor, each row counting by its weight."""
        y = np.asarray(y, dtype=np.float64)
        self.mean_, self.scale_ = float(y.mean()), float(y.std()) or 1.0
        scaled = (y - self.mean_) / self.scale_
        self.inner_ = self._inner().fit(X, scaled, sample_weight=sample_weight)
        return self


class ScaledElasticNet(_Weighted):
    """Elastic net; ``alpha`` is a share of the target's standard deviation."""

    def __init__(self, alpha: float = 0.01, l1_ratio: float = 0.5, max_iter: int = 2000) -> None:
        self.alpha = alpha
        self.l1_ratio = l1_ratio
        self.max_iter = max_iter

    def _inner(self) -> Any:
        return ElasticNet(alpha=self.alpha, l1_ratio=self.l1_ratio, max_iter=self.max_iter)


class ScaledHuber(_Weighted):
    """Huber regression: errors beyond ``epsilon`` deviations count by size, not by square."""

    def __init__(self, epsilon: float = 1.35, alpha: float = 1e-4, max_iter: int = 500) -> None:
        self.epsilon = epsilon
        self.alpha = alpha
        self.max_iter = max_iter

    def _inner(self) -> Any:
        return HuberRegressor(epsilon=self.epsilon, alpha=self.alpha, max_iter=self.max_iter)


class ScaledProcess(OnScaledTarget):
    """Gaussian process with a smooth kernel and noise, both learnt from the rows."""

    def __init__(self, restarts: int = 0, random_state: int | None = None) -> None:
        self.restarts = restarts
        self.random_state = random_state

    def _inner(self) -> Any:
        return GaussianProcessRegressor(
            kernel(noise=True), n_restarts_optimizer=self.restarts, random_state=self.random_state
        )
