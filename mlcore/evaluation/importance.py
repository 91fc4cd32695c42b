"""Permutation importance in the columns a person knows: those before the recipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.evaluation.metrics import metric as named

TOGETHER = 0.7
JOINED = " + "
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
    together : tuple of ColumnImportance
        Columns that go together, shuffled at once; named ``"a + b"``.
    """

    metric: str
    score: float
    rows: int
    repeats: int
    columns: tuple[ColumnImportance, ...]
    together: tuple[ColumnImportance, ...] = ()

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
    columns: Sequence[str | tuple[str, ...]] | None = None,
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
    columns : sequence of str or tuple of str, or None
        Which to measure; those of a tuple are shuffled at once. None: each.
    """
    measure = named(metric)
    frame = frame.reset_index(drop=True)
    whole = measure.score(y, predict(frame))
    random = np.random.default_rng(seed)
    orders = [random.permutation(len(frame)) for _ in range(repeats)]
    falls: dict[str, np.ndarray] = {}
    for column in frame.columns if columns is None else columns:
        names = column if isinstance(column, tuple) else (column,)
        scores = [measure.score(y, predict(_shuffled(frame, names, order))) for order in orders]
        falls[JOINED.join(map(str, names))] = whole - np.array(scores)
    return Importance(measure.name, whole, len(frame), repeats, _ranked(falls))


def going_together(frame: pd.DataFrame, least: float = TOGETHER) -> tuple[tuple[str, ...], ...]:
    """Return groups of numeric columns whose ranks go together, through others or directly.

    Shuffled alone, each of them looks unimportant: the model still has the others.

    Parameters
    ----------
    frame : DataFrame
        Rows; columns of other kinds are left out.
    least : float
        Smallest absolute rank correlation (Spearman) that joins two columns.
    """
    numbers = frame.select_dtypes(["number"])
    close = (numbers.rank().corr().abs() >= least).to_numpy()
    groups: list[set[int]] = []
    for i in range(len(close)):
        mine = {i, *np.flatnonzero(close[i]).tolist()}
        touching = [group for group in groups if group & mine]
        groups = [group for group in groups if not group & mine]
        groups.append(mine.union(*touching))
    names = list(numbers.columns)
    return tuple(tuple(names[i] for i in sorted(g)) for g in groups if len(g) > 1)


def _shuffled(frame: pd.DataFrame, names: Sequence[str], order: np.ndarray) -> pd.DataFrame:
    shuffled = frame.copy()
    for name in names:
        shuffled[name] = frame[name].take(order).reset_index(drop=True)
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
