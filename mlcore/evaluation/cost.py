"""What mistakes cost: a price for each pair of true class and answer, as a metric.

The answer that is scored is the one with the least expected cost under the model's probabilities
(Elkan, "The foundations of cost-sensitive learning", 2001), not the most likely one: a model is
judged by the decisions it makes possible.
"""

from __future__ import annotations

import math

import numpy as np

from mlcore.errors import LoupeError, Where
from mlcore.evaluation import messages

PREFIX = "cost:"


def costs(name: str) -> np.ndarray:
    """Return the prices that a metric's *name* holds: true classes down, answers across.

    ``"cost:0,1;5,0"`` says that answering the second class for one of the first costs 1, and
    the first for one of the second 5.

    Raises
    ------
    LoupeError
        ``bad_costs`` when they are no square of finite numbers that differ.
    """
    try:
        rows = [[float(c) for c in row.split(",")] for row in name.removeprefix(PREFIX).split(";")]
        matrix = np.array(rows, dtype=np.float64)
    except ValueError:
        raise _bad(name, "they are no numbers in rows of equal length") from None
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        raise _bad(name, "there must be as many rows as columns, one for each class")
    if not np.isfinite(matrix).all() or np.ptp(matrix) == 0:
        raise _bad(name, "they must be finite and not all the same")
    return matrix


def named(matrix: np.ndarray) -> str:
    """Return the metric's name that holds the prices *matrix*."""
    return PREFIX + ";".join(",".join(f"{cell:g}" for cell in row) for row in matrix)


def decided(probability: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return the code of the answer with the least expected cost for each row."""
    return np.asarray((probability @ matrix).argmin(axis=1))


def mean_cost(y: np.ndarray, probability: np.ndarray, matrix: np.ndarray) -> float:
    """Return the mean price of the cheapest answers; nan when classes and prices do not match."""
    if probability.ndim != 2 or probability.shape[1] != len(matrix):
        return math.nan
    return float(matrix[np.asarray(y, dtype=np.intp), decided(probability, matrix)].mean())


def _bad(name: str, why: str) -> LoupeError:
    return LoupeError(messages.BAD_COSTS, Where(field="metric"), name=name[:60], why=why)
