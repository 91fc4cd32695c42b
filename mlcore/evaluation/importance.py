"""Permutation importance in the columns a person knows: those before the recipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.evaluation.metrics import metric as named

Predict = Callable[[pd.DataFrame], np.ndarray]


@dataclass(frozen=True)
class ColumnImportance:
    """How much the score falls when one column is shuffled: mean and spread over repeats."""

    column: str
    mean: float
    sd: float
    share: float


@dataclass(frozen=True)
class Importance:
    """Importances, most important first.

    Parameters
    ----------
    metric : str
        The score that falls.
    score : float
        The score before anything is shuffled.
    rows, repeats : int
        Rows scored, and how often each column was shuffled.
    columns : tuple of ColumnImportance
        ``share`` is the part of all positive falls; negative ones count as 0.
    """

    metric: str
    score: float
    rows: int
    repeats: int
    columns: tuple[ColumnImportance, ...]

    @property
    def shares(self) -> dict[str, float]:
        """Share by column name."""
        return {column.column: column.share for column in self.columns}


def permutation_importance(
    predict: Predict,
    frame: pd.DataFrame,
    y: np.ndarray,
    metric: str,
    repeats: int = 5,
    seed: int = 0,
    columns: Sequence[str] | None = None,
) -> Importance:
    """Return how much the score depends on each raw column.

    A column is shuffled before the recipe runs, so everything made of it moves together.

    Parameters
    ----------
    predict : callable
        Raw rows to values or probabilities, such as ``FittedModel.predict_raw``.
    frame : DataFrame
        Raw rows the model was not fitted on.
    y : ndarray
        Their true values or class codes.
    metric : str
        A metric's name.
    repeats : int
        Shuffles per column.
    seed : int
        The same seed gives the same shuffles.
    columns : sequence of str or None
        Which to measure; None for all.
    """
    measure = named(metric)
    frame = frame.reset_index(drop=True)
    whole = measure.score(y, predict(frame))
    random = np.random.default_rng(seed)
    orders = [random.permutation(len(frame)) for _ in range(repeats)]
    falls: dict[str, np.ndarray] = {}
    for column in frame.columns if columns is None else columns:
        scores = [measure.score(y, predict(_shuffled(frame, column, order))) for order in orders]
        falls[str(column)] = whole - np.array(scores)
    return Importance(measure.name, whole, len(frame), repeats, _ranked(falls))


def _shuffled(frame: pd.DataFrame, column: str, order: np.ndarray) -> pd.DataFrame:
    shuffled = frame.copy()
    shuffled[column] = frame[column].take(order).reset_index(drop=True)
    return shuffled


def _ranked(falls: dict[str, np.ndarray]) -> tuple[ColumnImportance, ...]:
    total = sum(max(0.0, float(fall.mean())) for fall in falls.values())
    found = [
        ColumnImportance(
            name,
            float(fall.mean()),
            float(fall.std()),
            max(0.0, float(fall.mean())) / total if total > 0 else 0.0,
        )
        for name, fall in falls.items()
    ]
    return tuple(sorted(found, key=lambda column: (-column.mean, column.column)))
