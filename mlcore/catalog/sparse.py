"""Rows that are mostly 0: estimators that gain by it leave the zeros out."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array, issparse

FILLED = 0.4
"""Share of cells that are not 0 up to which rows are kept without their zeros."""


def mostly_zero(X: Any) -> bool:
    """Return True for rows, sparse or not, of which few cells are not 0."""
    filled = X.nnz if issparse(X) else np.count_nonzero(X)
    cells = X.shape[0] * X.shape[1]
    return bool(filled <= FILLED * cells)


def thin(X: Any) -> Any:
    """Return *X* sparse when it is mostly 0, and as an array otherwise.

    So a fit does not depend on how the rows came.
    """
    if not issparse(X):
        X = np.asarray(X)
    if mostly_zero(X):
        return X if issparse(X) else csr_array(X)
    return X.toarray() if issparse(X) else X
