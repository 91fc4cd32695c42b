"""Naive Bayes that does not visit the zeros of indicator columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.naive_bayes import GaussianNB

from mlcore.catalog.sparse import thin


class Bayes(GaussianNB):
    """scikit-learn's, learnt from sums over sparse rows where most cells are 0.

    A column of 0 and 1 has its mean and variance from how often it is 1; nothing is as large as
    the table with its zeros.
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Bayes:
        """Learn mean and variance of each column in each class."""
        X = thin(X)
        if not issparse(X):
            super().fit(X, y, sample_weight)
            return self
        self.classes_, codes = np.unique(y, return_inverse=True)
        self.n_features_in_ = X.shape[1]
        self.epsilon_ = self.var_smoothing * float(_spread(X, np.ones(X.shape[0]))[1].max())
        weight = np.ones(X.shape[0]) if sample_weight is None else np.asarray(sample_weight)
        members = [codes == code for code in range(len(self.classes_))]
        told = [_spread(X[rows], weight[rows]) for rows in members]
        self.theta_ = np.array([mean for mean, _ in told])
        self.var_ = np.array([variance for _, variance in told]) + self.epsilon_
        self.class_count_ = np.array([weight[rows].sum() for rows in members], dtype=np.float64)
        self.class_prior_ = self.class_count_ / self.class_count_.sum()
        return self


def _spread(X: Any, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted mean and variance of each column of sparse rows.

    A class whose rows all weigh nothing has 0 and 0, as if it had not been seen.
    """
    total = float(weight.sum()) or 1.0
    mean = X.T @ weight / total
    variance = X.multiply(X).T @ weight / total - mean**2
    return np.asarray(mean), np.maximum(np.asarray(variance), 0.0)
