"""Cross-validation: (preparation, fold) gives arrays, (trial, fold) gives predictions."""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import ThreadpoolController

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import metric
from mlcore.events import Emit, Event, Progress, Started, UnitFinished
from mlcore.training.failures import UnitFailure, checked_score, explained
from mlcore.training.folds import Arrays, Folds
from mlcore.training.ledger import Ledger, UnitResult
from mlcore.training.messages import reason
from mlcore.training.pipeline import answers, fit_estimator
from mlcore.training.problem import Problem
from mlcore.types import Trial

TRAIN_ROWS_SCORED = 2000
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unit:
    """One trial in one fold; an *urgent* one runs even when the time is over."""

    trial: Trial
    fold: int
    urgent: bool = False


class Engine:
    """Runs the units of one problem.

    Parameters
    ----------
    problem : Problem
        What is learnt from what.
    ledger : Ledger
        Where results go; what is there already is not repeated.
    emit : Emit
        Told what begins and what ends, by one thread at a time.
    threads : int
        Units that run at the same time. Results do not depend on it.
    """

    def __init__(self, problem: Problem, ledger: Ledger, emit: Emit, threads: int = 1) -> None:
        assert problem.plan.metric is not None
        self._problem, self._ledger, self._emit = problem, ledger, emit
        self._threads = threads
        self._metric = metric(problem.plan.metric)
        self._folds = len(problem.splits.folds)
        self._lock = threading.Lock()
        self._done = self._total = 0

    def run(self, trials: Sequence[Trial]) -> None:
        """Run every unit of *trials* that the ledger lacks, in order, and record each."""
        todo = list(self._missing(trials))
        self._total = len(trials) * self._folds
        self._done = self._total - len(todo)
        self._say(Started(self._total, self._done))
        self._pools = ThreadpoolController()
        with self._pools.limit(limits=1), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for result in self._results(todo):
                self._finish(result)

    def _missing(self, trials: Sequence[Trial]) -> Iterator[Unit]:
        finished = self._ledger.finished()
        for position, trial in enumerate(trials):
            for fold in range(self._folds):
                if (trial.id, fold) not in finished:
                    yield Unit(trial, fold, urgent=position == 0)

    def _results(self, todo: Sequence[Unit]) -> Iterator[UnitResult]:
        seconds = self._problem.plan.seconds
        deadline = float("inf") if seconds is None else time.monotonic() + seconds
        folds = Folds(self._problem) if todo else None
        workers = Parallel(self._threads, backend="threading", return_as="generator_unordered")
        yield from workers(delayed(self._attempt)(unit, folds, deadline) for unit in todo)

    def _attempt(self, unit: Unit, folds: Folds, deadline: float) -> UnitResult:
        trial = unit.trial
        blank = UnitResult(trial.id, unit.fold, trial.model, trial.params)
        if time.monotonic() >= deadline and not unit.urgent:
            return replace(blank, failure=reason("budget"))
        self._begin(unit)
        try:
            with self._pools.limit(limits=1):
                return self._scored(unit, folds, blank)
        except UnitFailure as failure:
            LOG.warning("%s, fold %d: %s", trial.id, unit.fold, failure, exc_info=True)
            return replace(blank, failure=str(failure))

    def _scored(self, unit: Unit, folds: Folds, blank: UnitResult) -> UnitResult:
        with explained("prepare", unit.fold):
            arrays = folds.arrays(entry(unit.trial.model).preparation, unit.fold)
        began = time.perf_counter()
        with explained("fit", unit.fold):
            estimator = fit_estimator(
                self._problem, unit.trial, arrays.preparation, arrays.X_train, arrays.train
            )
        fitted = time.perf_counter()
        with explained("predict", unit.fold):
            prediction = answers(estimator, arrays.X_test, len(self._problem.classes))
        predicted = time.perf_counter()
        return replace(
            blank,
            score=checked_score(self._metric, arrays.y_test, prediction, unit.fold),
            train_score=self._train_score(estimator, arrays, unit.fold),
            fit_seconds=fitted - began,
            predict_seconds=predicted - fitted,
            prediction=prediction,
        )

    def _train_score(self, estimator: Any, arrays: Arrays, fold: int) -> float | None:
        rows = np.random.default_rng(0).permutation(len(arrays.y_train))[:TRAIN_ROWS_SCORED]
        with explained("predict", fold):
            found = answers(estimator, arrays.X_train[rows], len(self._problem.classes))
            score = self._metric.score(arrays.y_train[rows], found)
        return score if np.isfinite(score) else None

    def _begin(self, unit: Unit) -> None:
        title = entry(unit.trial.model).title
        doing = f"{title}, fold {unit.fold + 1} of {self._folds}"
        self._say(Progress(self._done, self._total, doing, title, unit.fold))

    def _finish(self, result: UnitResult) -> None:
        self._ledger.record(result)
        self._done += 1
        failure, fold = result.failure, result.fold
        self._say(UnitFinished(result.model, result.trial, fold, result.score, failure))
        title = entry(result.model).title
        doing = f"{title}, fold {fold + 1} of {self._folds}"
        self._say(Progress(self._done, self._total, doing, title, fold))

    def _say(self, event: Event) -> None:
        with self._lock:
            self._emit(event)
