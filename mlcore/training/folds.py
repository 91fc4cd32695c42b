"""What the models of one fold share: its rows after the recipe, and as numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from mlcore.training.answers import answers
from mlcore.training.cache import Shared
from mlcore.training.parts import drawn
from mlcore.training.pipeline import CleanRows, Fit, clean
from mlcore.training.preparation.base import Preparation
from mlcore.training.preparation.compact import Rows, compact, dense, held, rows_at_once
from mlcore.training.preparation.kinds import alike, make
from mlcore.training.problem import Problem
from mlcore.training.schedule import Unit


@dataclass(frozen=True, eq=False)
class CleanFold:
    """A fold after the recipe."""

    train: CleanRows
    test: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Arrays:
    """A fold as numbers, training rows and test rows; sparse where most of them are 0."""

    preparation: Preparation
    X_train: Rows
    train: CleanRows
    X_test: Rows
    y_test: np.ndarray

    @property
    def y_train(self) -> np.ndarray:
        """The answers of the training rows."""
        return self.train.y

    @property
    def size(self) -> int:
        """Bytes of the numbers."""
        return held(self.X_train) + held(self.X_test)

    def for_fit(self, sparse: bool) -> Rows:
        """Return the training rows, as they are kept for an estimator that takes them *sparse*."""
        return self.X_train if sparse else dense(self.X_train)

    def answered(self, estimator: Any, classes: int) -> np.ndarray:
        """Return the answers to the test rows; what is sparse is spread out part by part."""
        if isinstance(self.X_test, np.ndarray):
            return answers(estimator, self.X_test, classes)
        rows = rows_at_once(self.X_test.shape[1])
        starts = range(0, max(1, self.X_test.shape[0]), rows)
        parts = [
            answers(estimator, self.X_test[start : start + rows].toarray(), classes)
            for start in starts
        ]
        return np.concatenate(parts)

    def part(self, positions: np.ndarray) -> Arrays:
        """Return the fold with some of its training rows only."""
        weight = self.train.weight
        train = replace(
            self.train,
            y=self.y_train[positions],
            weight=None if weight is None else weight[positions],
        )
        return replace(self, X_train=self.X_train[positions], train=train)


class Folds:
    """The folds of one problem; safe from several threads.

    Everything is learnt from a fold's training rows: the recipe and the preparation never
    see a test row before they are fitted, and no test row's target.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._frame = problem.frame()
        self._shared = Shared()

    def arrays(self, kind: str, fold: int, share: float = 1.0) -> Arrays:
        """Return *fold* as the preparation *kind* encodes it, with a *share* of training rows."""
        kind = alike(kind)
        found: Arrays = self._shared.get((kind, fold), lambda: self._encoded(kind, fold))
        if share == 1.0:
            return found
        part: Arrays = self._shared.get((kind, fold, share), lambda: self._part(found, share))
        return part

    def share(self, fit: Fit, unit: Unit) -> None:
        """Give *fit* what all fits of its model on the same rows have in common.

        What a booster bins its rows into is such a thing; the first fit makes it. Two threads
        must not use it at the same time; copies of this process may.
        """
        bins = getattr(fit.estimator, "bin", None)
        if bins is not None:
            key = ("bins", unit.trial.model, unit.fold, unit.share)
            made = self._shared.get(key, lambda: (bins(fit.X, fit.y, fit.weight), fit.X.shape[0]))
            fit.estimator.binned = made

    def _encoded(self, kind: str, fold: int) -> tuple[Arrays, int]:
        rows: CleanFold = self._shared.get(("clean", fold), lambda: self._cleaned(fold))
        preparation = make(kind, rows.train.treatments).fit(rows.train.frame, rows.train.y)
        X_train = compact(preparation, rows.train.frame)
        X_test = compact(preparation, rows.test)
        y_test = self._problem.y[self._problem.splits.folds[fold][1]]
        light = replace(rows.train, frame=pd.DataFrame())  # the columns have done their work
        arrays = Arrays(preparation, X_train, light, X_test, y_test)
        return arrays, arrays.size

    def _part(self, whole: Arrays, share: float) -> tuple[Arrays, int]:
        y = whole.y_train
        classes = y if self._problem.classes else None
        rows = drawn(np.arange(len(y)), classes, share, self._problem.plan.seed)
        part = whole.part(rows)
        return part, held(part.X_train)

    def _cleaned(self, fold: int) -> tuple[CleanFold, int]:
        train, test = self._problem.splits.folds[fold]
        rows = clean(self._problem, self._frame, train)
        tested = rows.recipe.transform(self._frame[list(self._problem.inputs)].iloc[test])
        size = rows.frame.memory_usage().sum() + tested.memory_usage().sum()
        return CleanFold(rows, tested), int(size)
