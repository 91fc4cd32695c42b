"""What a fitted estimator says, in one form for every task."""

from __future__ import annotations

from typing import Any

import numpy as np


def answers(estimator: Any, X: np.ndarray, classes: int) -> np.ndarray:
    """Return predicted values, or probabilities of codes 0 … *classes* − 1 when it is not 0."""
    if not classes:
        return np.asarray(estimator.predict(X), dtype=np.float64)
    found = np.asarray(estimator.predict_proba(X), dtype=np.float64)
    if found.shape[1] == classes:
        return found
    matrix = np.zeros((len(X), classes))
    matrix[:, np.asarray(estimator.classes_, dtype=np.intp)] = found
    return matrix
