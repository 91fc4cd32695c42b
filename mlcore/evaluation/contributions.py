"""What the columns add to many answers: SHAP values of single rows, and their mean size.

The mean absolute value of a column's contributions says how far it moves the answers, whichever
way (Lundberg and Lee 2017; Lundberg et al. 2020). It speaks of the model's answers; permutation
importance speaks of its score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Scale = Literal["value", "score", "probability"]


@dataclass(frozen=True, eq=False)
class Contributions:
    """Contributions of every column to the answers of some rows.

    Parameters
    ----------
    frame : DataFrame
        The rows asked about, in the columns of the data.
    parts : ndarray of shape (rows, columns)
        With ``start`` the parts of a row add up to its answer.
    start : float
        The answer before anything is known of a row.
    rows : ndarray
        Numbers of the rows in the dataset.
    of : int
        Rows from which they were drawn.
    scale : {"value", "score", "probability"}
        A number; log odds (or a raw score) of ``answer``; its probability.
    answer : str
        The class explained; empty for a number.
    method : {"trees", "sums", "sampled"}
        Exact for trees and weighted sums, estimated from random orders otherwise.
    compared : int
        Training rows that were compared with; 0 when the trees know their own.
    """

    frame: pd.DataFrame
    parts: np.ndarray
    start: float
    rows: np.ndarray
    of: int
    scale: Scale
    answer: str = ""
    method: str = "trees"
    compared: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(map(str, self.frame.columns))

    @property
    def totals(self) -> np.ndarray:
        """The answers, on ``scale``."""
        return np.asarray(self.start + self.parts.sum(axis=1))

    def row(self, at: int) -> tuple[tuple[str, float], ...]:
        """Return the contributions to one answer, largest first."""
        pairs = zip(self.names, self.parts[at].tolist(), strict=True)
        return tuple(sorted(pairs, key=lambda pair: -abs(pair[1])))


@dataclass(frozen=True)
class Reach:
    """How far one column moves the answers.

    Parameters
    ----------
    column : str
        Which.
    mean, low, high : float
        Mean absolute contribution, with its 95 % interval over the rows.
    least, most : float
        5th and 95th percentile of the contributions themselves.
    share : float
        Of the means of all columns.
    """

    column: str
    mean: float
    low: float
    high: float
    least: float
    most: float
    share: float


def reaches(value: Contributions) -> tuple[Reach, ...]:
    """Return every column's reach, furthest first.

    Parameters
    ----------
    value : Contributions
        Of at least one row.
    """
    sizes = np.abs(value.parts)
    means, total = sizes.mean(axis=0), float(sizes.mean(axis=0).sum())
    rows = len(sizes)
    error = 1.96 * sizes.std(axis=0, ddof=1) / np.sqrt(rows) if rows > 1 else np.zeros(len(means))
    least, most = np.quantile(value.parts, (0.05, 0.95), axis=0)
    found = [
        Reach(
            name,
            float(means[at]),
            float(max(means[at] - error[at], 0.0)),
            float(means[at] + error[at]),
            float(least[at]),
            float(most[at]),
            float(means[at]) / total if total > 0 else 0.0,
        )
        for at, name in enumerate(value.names)
    ]
    return tuple(sorted(found, key=lambda one: (-one.mean, one.column)))


def heights(column: pd.Series) -> np.ndarray:
    """Return how high each value stands in its column, 0 to 1 by rank; nan where it has no order.

    Parameters
    ----------
    column : Series
        Numbers and dates are ranked; categories and texts have no order.
    """
    boolean = pd.api.types.is_bool_dtype(column)
    ordered = pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)
    if not ordered and not boolean:
        return np.full(len(column), np.nan)
    ranks = column.rank(method="average").to_numpy(dtype=float, na_value=np.nan)
    known = np.isfinite(ranks)
    if not known.any():
        return ranks
    low, high = ranks[known].min(), ranks[known].max()
    return np.where(known, (ranks - low) / (high - low) if high > low else 0.5, np.nan)
