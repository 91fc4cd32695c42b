"""Parts of a run that have trials of their own: a ranking on a sample, the inside of a fold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from mlcore.training.ledger import MARK, Key, Ledger, UnitResult
from mlcore.training.problem import Problem
from mlcore.training.splits import Fold


class Part:
    """A ledger inside another: its trials are filed as ``name/trial``.

    Parameters
    ----------
    ledger : Ledger
        That of the run.
    name : str
        Of the part.
    """

    def __init__(self, ledger: Ledger, name: str) -> None:
        self._ledger, self._prefix = ledger, f"{name}{MARK}"

    def finished(self) -> Mapping[Key, UnitResult]:
        """Return every recorded unit of this part."""
        return {
            (trial.removeprefix(self._prefix), fold): replace(
                result, trial=trial.removeprefix(self._prefix)
            )
            for (trial, fold), result in self._ledger.finished().items()
            if trial.startswith(self._prefix)
        }

    def record(self, result: UnitResult) -> None:
        """Keep *result*."""
        self._ledger.record(replace(result, trial=f"{self._prefix}{result.trial}"))

    def prediction(self, trial: str, fold: int) -> np.ndarray:
        """Return the test rows' predictions of a finished unit."""
        return self._ledger.prediction(f"{self._prefix}{trial}", fold)


def with_folds(problem: Problem, folds: tuple[Fold, ...]) -> Problem:
    """Return *problem* with other folds and no hold-out."""
    used = np.unique(np.concatenate([rows for fold in folds for rows in fold]))
    splits = replace(
        problem.splits, train_rows=used, holdout_rows=used[:0], folds=folds, fingerprint=""
    )
    return replace(problem, splits=splits)


def thinned(problem: Problem, rows: int) -> Problem:
    """Return *problem* on at most *rows* of its rows, drawn once for all folds.

    Of each class the same share is drawn, and two rows at least.
    """
    used, classes = problem.splits.tested, problem.y if problem.classes else None
    kept = drawn(used, classes, rows / len(used), problem.plan.seed)
    folds = tuple(
        (np.intersect1d(train, kept), np.intersect1d(test, kept))
        for train, test in problem.splits.folds
    )
    return with_folds(problem, folds)


def inside(problem: Problem, fold: int) -> Problem | None:
    """Return the problem that the training rows of *fold* are; None when it has no folds.

    Its folds are the other folds of the run, without the rows that *fold* does not train on: so
    groups stay together, and time runs forward, inside as well as outside.
    """
    train, _ = problem.splits.folds[fold]
    pairs = [
        (np.intersect1d(rows, train), np.intersect1d(test, train))
        for place, (rows, test) in enumerate(problem.splits.folds)
        if place != fold
    ]
    folds = tuple((rows, test) for rows, test in pairs if len(rows) and len(test))
    return with_folds(problem, folds) if len(folds) > 1 else None


def drawn(rows: np.ndarray, classes: np.ndarray | None, share: float, seed: int) -> np.ndarray:
    """Return a share of *rows*, in ascending order.

    Parameters
    ----------
    rows : ndarray
        Row numbers.
    classes : ndarray or None
        Class codes by row number: of each class the same share is drawn, and two rows at least.
    share : float
        Between 0 and 1.
    seed : int
        The same seed draws the same rows.
    """
    order = np.random.default_rng(seed).permutation(rows)
    if classes is None:
        return np.sort(order[: round(len(rows) * share)])
    codes = classes[order].astype(int)
    groups = [order[codes == code] for code in np.unique(codes)]
    return np.sort(np.concatenate([group[: max(2, round(len(group) * share))] for group in groups]))
