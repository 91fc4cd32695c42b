"""Rows a boosting model is not grown on, which say when to stop."""

from __future__ import annotations

import numpy as np
from sklearn.model_selection import train_test_split

ROWS_TO_STOP = 500
"""Training rows from which a tenth can be spared to see when to stop."""
MOST_TREES = 500
"""Per class, when there is a part that says when to stop."""
TREES = 100
"""Per class, when there is none."""
PATIENCE = 30
"""Trees without a better answer on that tenth, after which no more are grown."""


def spared(y: np.ndarray, classes: bool, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows to grow on and those to watch, the latter empty when there are few.

    Parameters
    ----------
    y : ndarray
        Values, or class codes.
    classes : bool
        Whether *y* are codes; then each class is spared alike where it can be.
    seed : int
        The same seed spares the same rows.
    """
    rows = np.arange(len(y))
    if len(y) < ROWS_TO_STOP:
        return rows, rows[:0]
    strata = y if classes and np.bincount(y.astype(int)).min() >= 2 else None
    inner, watched = train_test_split(rows, test_size=0.1, random_state=seed, stratify=strata)
    return np.sort(inner), np.sort(watched)
