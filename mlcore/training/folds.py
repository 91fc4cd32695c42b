"""What the models of one fold share: its rows after the recipe, and as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.training.cache import Shared
from mlcore.training.pipeline import CleanRows, Fit, clean, prepare
from mlcore.training.preparation.base import Preparation
from mlcore.training.problem import Problem


@dataclass(frozen=True, eq=False)
class CleanFold:
    """A fold after the recipe."""

    train: CleanRows
    test: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Arrays:
    """A fold as numbers, training rows and test rows."""

    preparation: Preparation
    X_train: np.ndarray
    train: CleanRows
    X_test: np.ndarray
    y_test: np.ndarray

    @property
    def y_train(self) -> np.ndarray:
        """The answers of the training rows."""
        return self.train.y


class Folds:
    """The folds of one problem; safe from several threads.

    Everything is learnt from a fold's training rows: the recipe and the preparation never
    see a test row before they are fitted, and no test row's target.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._frame = problem.frame()
        self._shared = Shared()

    def arrays(self, kind: str, fold: int) -> Arrays:
        """Return *fold* as the preparation *kind* encodes it."""
        found: Arrays = self._shared.get((kind, fold), lambda: self._encoded(kind, fold))
        return found

    def share(self, fit: Fit, model: str, fold: int) -> None:
        """Give *fit* what all fits of *model* in *fold* have in common, made by the first.

        What a booster bins its rows into is such a thing. Two threads must not use it at the
        same time; copies of this process may.
        """
        bins = getattr(fit.estimator, "bin", None)
        if bins is not None:
            key = ("bins", model, fold)
            made = self._shared.get(key, lambda: (bins(fit.X, fit.y, fit.weight), fit.X.shape[0]))
            fit.estimator.binned = made

    def _encoded(self, kind: str, fold: int) -> tuple[Arrays, int]:
        rows: CleanFold = self._shared.get(("clean", fold), lambda: self._cleaned(fold))
        preparation, X_train = prepare(kind, rows.train)
        X_test = preparation.encode(rows.test)
        y_test = self._problem.y[self._problem.splits.folds[fold][1]]
        arrays = Arrays(preparation, X_train, rows.train, X_test, y_test)
        return arrays, X_train.nbytes + X_test.nbytes

    def _cleaned(self, fold: int) -> tuple[CleanFold, int]:
        train, test = self._problem.splits.folds[fold]
        rows = clean(self._problem, self._frame, train)
        tested = rows.recipe.transform(self._frame[list(self._problem.inputs)].iloc[test])
        size = rows.frame.memory_usage().sum() + tested.memory_usage().sum()
        return CleanFold(rows, tested), int(size)
