"""Prepared rows that are mostly 0, as indicator columns are, kept without their zeros."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from mlcore.catalog.sparse import mostly_zero
from mlcore.training.preparation.base import Preparation

Rows: TypeAlias = "np.ndarray | csr_array"
SMALL = 1_000_000
"""Cells up to which rows are kept as they are."""
AT_ONCE = 4_000_000
"""Cells that are spread out at the same time."""


def compact(preparation: Preparation, frame: pd.DataFrame) -> Rows:
    """Return the rows as *preparation* encodes them, the very numbers, sparse where that is less.

    They are never all spread out at the same time: that may be more than memory holds.

    Parameters
    ----------
    preparation : Preparation
        Fitted.
    frame : DataFrame
        Cleaned rows.
    """
    columns = max(1, len(preparation.names_out))
    if not preparation.hot or len(frame) * columns <= SMALL:
        return preparation.encode(frame)
    step = rows_at_once(columns)
    starts = range(0, len(frame), step)
    rows = vstack(
        [csr_array(preparation.encode(frame.iloc[start : start + step])) for start in starts],
        format="csr",
    )
    return rows if mostly_zero(rows) else preparation.encode(frame)


def rows_at_once(columns: int) -> int:
    """Return how many rows of so many columns may be spread out at the same time."""
    return max(1, AT_ONCE // max(1, columns))


def dense(rows: Rows) -> np.ndarray:
    """Return *rows* with their zeros."""
    return rows if isinstance(rows, np.ndarray) else rows.toarray()


def held(rows: Rows) -> int:
    """Return the bytes that *rows* take."""
    if isinstance(rows, np.ndarray):
        return int(rows.nbytes)
    return int(rows.data.nbytes + rows.indices.nbytes + rows.indptr.nbytes)
