"""One unit of work: a trial fitted in one fold, or why it could not be."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from mlcore.catalog.entry import ModelEntry
from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.process import forked
from mlcore.training.answers import answers
from mlcore.training.failures import UnitFailure, checked_score, explained
from mlcore.training.folds import Arrays, Folds
from mlcore.training.ledger import UnitResult
from mlcore.training.messages import reason
from mlcore.training.pipeline import Fit, ready
from mlcore.training.preparation.compact import dense
from mlcore.training.problem import Problem
from mlcore.training.schedule import Unit
from mlcore.types import Trial

TRAIN_ROWS_SCORED = 2000
LOG = logging.getLogger(__name__)


class Fitter:
    """Does the units of one problem; safe from several threads.

    It knows nothing of ledgers, events and schedules, so it may stand in another process, on
    another machine.

    Parameters
    ----------
    problem : Problem
        What is learnt from what.
    """

    def __init__(self, problem: Problem) -> None:
        assert problem.plan.metric is not None
        self._problem, self._rows = problem, Folds(problem)
        self._metric = metric(problem.plan.metric)
        self._pools = ThreadpoolController()

    def done(self, unit: Unit, deadline: float = float("inf"), forks: bool = False) -> UnitResult:
        """Return what *unit* gives.

        Parameters
        ----------
        unit : Unit
            A trial in a fold.
        deadline : float
            ``time.monotonic()`` at which the fit is cut; an urgent one is not.
        forks : bool
            The fit has a process of its own, forked from this one: only so can it be cut.
        """
        began = time.perf_counter()
        try:
            with self._pools.limit(limits=1):
                return _told(unit, partial(self._scored, unit, deadline, forks))
        except forked.TimeOverError:
            spent = time.perf_counter() - began
            return replace(no_time(unit.trial, unit.fold), fit_seconds=spent)
        except forked.DiedError as death:
            LOG.warning("%s, fold %d: ended by signal %d", unit.trial.id, unit.fold, death.signal)
            killed = death.signal == signal.SIGKILL
            return failed(unit, reason("memory" if killed else "crashed", fold=unit.fold + 1))

    def _scored(self, unit: Unit, deadline: float, forks: bool) -> UnitResult:
        model = entry(unit.trial.model)
        with explained("prepare", unit.fold):
            arrays = self._rows.arrays(model.preparation, unit.fold, unit.share)
        with explained("fit", unit.fold):
            X = arrays.for_fit(model.takes_sparse(self._problem.plan.aim))
            fit = ready(self._problem, unit.trial, arrays.preparation, X, arrays.train)
        work = partial(_told, unit, partial(self._fitted, unit, arrays, fit))
        if not forks and not self._shares(fit):
            return work()
        with explained("fit", unit.fold):
            self._before_fork(model, fit, unit)
        return forked.call(work, float("inf") if unit.urgent else deadline)

    def _shares(self, fit: Fit) -> bool:
        """Return True when many fits on the same rows have something in common; see ``share``."""
        return self._problem.plan.tune and hasattr(fit.estimator, "bin")

    def _before_fork(self, model: ModelEntry, fit: Fit, unit: Unit) -> None:
        """Do once what each copy of this process would do again."""
        if model.library:
            import_module(model.library)
        self._rows.share(fit, unit)

    def _fitted(self, unit: Unit, arrays: Arrays, fit: Fit) -> UnitResult:
        trial, fold = unit.trial, unit.fold
        began = time.perf_counter()
        with explained("fit", fold):
            estimator = fit.run()
        fitted = time.perf_counter()
        with explained("predict", fold):
            prediction = arrays.answered(estimator, len(self._problem.classes))
        predicted = time.perf_counter()
        return UnitResult(
            trial.id,
            fold,
            trial.model,
            trial.params,
            score=checked_score(self._metric, arrays.y_test, prediction, fold),
            train_score=self._train_score(estimator, arrays, fold) if unit.whole else None,
            fit_seconds=fitted - began,
            predict_seconds=predicted - fitted,
            prediction=prediction if unit.whole else None,
        )

    def _train_score(self, estimator: Any, arrays: Arrays, fold: int) -> float | None:
        rows = np.random.default_rng(0).permutation(len(arrays.y_train))[:TRAIN_ROWS_SCORED]
        with explained("predict", fold):
            found = answers(estimator, dense(arrays.X_train[rows]), len(self._problem.classes))
            score = self._metric.score(arrays.y_train[rows], found)
        return score if np.isfinite(score) else None


def _told(unit: Unit, work: Callable[[], UnitResult]) -> UnitResult:
    """Return what *work* gives, a failure as a result that says why."""
    try:
        return work()
    except UnitFailure as failure:
        LOG.warning("%s, fold %d: %s", unit.trial.id, unit.fold, failure, exc_info=True)
        return failed(unit, str(failure))


def failed(unit: Unit, why: str) -> UnitResult:
    """Return the result of a unit that failed."""
    trial = unit.trial
    return UnitResult(trial.id, unit.fold, trial.model, trial.params, failure=why, ending="failed")


def no_time(trial: Trial, fold: int) -> UnitResult:
    """Return the result of a unit that time was too short for."""
    why = reason("budget", folds=count(fold, "finished fold")) if fold else reason("not_begun")
    return UnitResult(trial.id, fold, trial.model, trial.params, failure=why, ending="cut")
