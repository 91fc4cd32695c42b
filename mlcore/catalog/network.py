"""Small neural networks that stop when rows they do not learn from get no better."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from mlcore.catalog.scaled import OnScaledTarget

ROWS_TO_STOP = 500
"""Training rows from which a tenth can be spared to see when to stop."""
MEMBERS_TO_STOP = 10
"""Rows of the smallest class from which that tenth holds every class."""


class NetworkClassifier(MLPClassifier):
    """One hidden layer.

    Parameters
    ----------
    units : int
        In the hidden layer.
    alpha : float
        Strength of the penalty on weights.
    learning_rate_init : float
        First step width.
    max_iter : int
        Most passes over the rows.
    random_state : int or None
        Seeds weights and the order of rows.
    """

    def __init__(
        self,
        units: int = 64,
        alpha: float = 1e-2,
        learning_rate_init: float = 3e-3,
        max_iter: int = 200,
        random_state: int | None = None,
    ) -> None:
        super().__init__(
            hidden_layer_sizes=(units,),
            alpha=alpha,
            learning_rate_init=learning_rate_init,
            max_iter=max_iter,
            random_state=random_state,
        )
        self.units = units

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> NetworkClassifier:
        """Fit the network."""
        fewest = int(np.unique(y, return_counts=True)[1].min())
        self.early_stopping = len(y) >= ROWS_TO_STOP and fewest >= MEMBERS_TO_STOP
        super().fit(X, y, sample_weight)
        return self


class NetworkRegressor(OnScaledTarget):
    """As :class:`NetworkClassifier`, for numbers."""

    def __init__(
        self,
        units: int = 64,
        alpha: float = 1e-2,
        learning_rate_init: float = 3e-3,
        max_iter: int = 200,
        random_state: int | None = None,
    ) -> None:
        self.units = units
        self.alpha = alpha
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> NetworkRegressor:
        """Fit the network."""
        self.early_stopping_ = len(y) >= ROWS_TO_STOP
        super().fit(X, y)
        return self

    def _inner(self) -> Any:
        return MLPRegressor(
            hidden_layer_sizes=(self.units,),
            alpha=self.alpha,
            learning_rate_init=self.learning_rate_init,
            max_iter=self.max_iter,
            early_stopping=self.early_stopping_,
            random_state=self.random_state,
        )
