"""Cross-validation: (preparation, fold) gives arrays, (trial, fold) gives predictions."""

from __future__ import annotations

import logging
import signal
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import metric
from mlcore.events import Emit, Event, Progress, Started, UnitFinished
from mlcore.process import forked
from mlcore.training.answers import answers
from mlcore.training.clock import FOREVER, Clock
from mlcore.training.crew import Crew
from mlcore.training.ensembles.crossfit import combined
from mlcore.training.failures import UnitFailure, checked_score, explained
from mlcore.training.folds import Arrays, Folds
from mlcore.training.ledger import Key, Ledger, UnitResult, lasting, own
from mlcore.training.messages import reason
from mlcore.training.pipeline import Fit, ready
from mlcore.training.problem import Problem
from mlcore.training.schedule import Schedule, Unit
from mlcore.types import Trial

TRAIN_ROWS_SCORED = 2000
GRACE = 0.3
"""Seconds after the end in which units that are being cut may still say so."""
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hands:
    """Who does the work, and by when.

    Parameters
    ----------
    threads : int
        Units that run at the same time. Results do not depend on it.
    clock : Clock
        When it has to be over.
    forks : bool
        Each fit in a process of its own, forked from this one: it can be cut at any moment, and
        takes nothing along when it runs out of memory.
    stage : str
        What the work is a part of, said with each unit.
    """

    threads: int = 1
    clock: Clock = FOREVER
    forks: bool = False
    stage: str = ""


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
    hands : Hands
        Who does the work, and by when.
    """

    def __init__(
        self,
        problem: Problem,
        ledger: Ledger,
        emit: Emit,
        hands: Hands = Hands(),
    ) -> None:
        assert problem.plan.metric is not None
        self._problem, self._ledger, self._emit = problem, ledger, emit
        self._hands = hands
        self._metric = metric(problem.plan.metric)
        self._folds = len(problem.splits.folds)
        self._lock = threading.Lock()
        self._results: dict[Key, UnitResult] = {}

    def run(self, schedule: Schedule, ensembles: Sequence[Trial] = ()) -> None:
        """Run every unit that *schedule* asks for and the ledger lacks, and record each.

        The *ensembles* are combined at the end, anew when a run goes on: they cost next to
        nothing, and may have more members then.
        """
        joint = {trial.id for trial in ensembles}
        found = own(lasting(self._ledger.finished()))
        self._results = {key: unit for key, unit in found.items() if key[0] not in joint}
        self._schedule, self._rows = schedule, Folds(self._problem)
        self._joint = len(joint) * self._folds
        self._say(Started(self._total(), len(self._results)))
        self._pools = ThreadpoolController()
        with self._pools.limit(limits=1), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Crew[UnitResult](self._hands.threads) as crew:
                self._work(crew)
            self._cut()
            for result in combined(self._problem, self._ledger, ensembles):
                self._finish(result)

    def _work(self, crew: Crew[UnitResult]) -> None:
        clock, urgent = self._hands.clock, 0
        while True:
            while crew.room and (unit := self._next()):
                urgent += unit.urgent
                crew.start(partial(self._attempt, unit))
            if not crew.busy:
                return
            free = urgent or clock.seconds is None
            ended = crew.ended(None if free else clock.left + GRACE)
            for result in ended:
                urgent -= entry(result.model).baseline
                self._finish(result)
            if not ended:
                return

    def _next(self) -> Unit | None:
        while asked := self._schedule.take(self._results):
            if isinstance(asked, UnitResult):
                self._finish(asked)
            else:
                return asked if asked.urgent or not self._hands.clock.over else None
        return None

    def _cut(self) -> None:
        """Write down for each trial that time was too short for."""
        if not self._hands.clock.over:
            return
        written = self._ledger.finished()
        for trial in self._schedule.trials:
            mine = [written.get((trial.id, fold)) for fold in range(self._folds)]
            if None in mine and not any(result and result.failure for result in mine):
                self._ledger.record(_no_time(trial, mine.index(None)))

    def _attempt(self, unit: Unit) -> UnitResult:
        trial, began = unit.trial, time.perf_counter()
        self._show(trial.model, unit.fold)
        try:
            with self._pools.limit(limits=1):
                return _told(unit, partial(self._scored, unit))
        except forked.TimeOverError:
            spent = time.perf_counter() - began
            return replace(_no_time(trial, unit.fold), fit_seconds=spent)
        except forked.DiedError as death:
            LOG.warning("%s, fold %d: ended by signal %d", trial.id, unit.fold, death.signal)
            killed = death.signal == signal.SIGKILL
            return _failed(unit, reason("memory" if killed else "crashed", fold=unit.fold + 1))

    def _scored(self, unit: Unit) -> UnitResult:
        with explained("prepare", unit.fold):
            arrays = self._rows.arrays(entry(unit.trial.model).preparation, unit.fold)
        with explained("fit", unit.fold):
            fit = ready(self._problem, unit.trial, arrays.preparation, arrays.X_train, arrays.train)
        work = partial(_told, unit, partial(self._fitted, unit, arrays, fit))
        if not self._hands.forks and not self._shares(fit):
            return work()
        with explained("fit", unit.fold):
            self._rows.share(fit, unit.trial.model, unit.fold)
        return forked.call(work, float("inf") if unit.urgent else self._hands.clock.deadline)

    def _shares(self, fit: Fit) -> bool:
        """Return True when many fits on the same rows have something in common; see ``share``."""
        return self._problem.plan.tune and hasattr(fit.estimator, "bin")

    def _fitted(self, unit: Unit, arrays: Arrays, fit: Fit) -> UnitResult:
        trial, fold = unit.trial, unit.fold
        began = time.perf_counter()
        with explained("fit", fold):
            estimator = fit.run()
        fitted = time.perf_counter()
        with explained("predict", fold):
            prediction = answers(estimator, arrays.X_test, len(self._problem.classes))
        predicted = time.perf_counter()
        return UnitResult(
            trial.id,
            fold,
            trial.model,
            trial.params,
            score=checked_score(self._metric, arrays.y_test, prediction, fold),
            train_score=self._train_score(estimator, arrays, fold),
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

    def _finish(self, result: UnitResult) -> None:
        self._ledger.record(result)
        if result.ending == "cut":
            return
        self._results[result.key] = result
        said = UnitFinished(result.model, result.trial, result.fold, result.score, result.failure)
        self._say(said)
        self._show(result.model, result.fold)

    def _show(self, model: str, fold: int) -> None:
        title = entry(model).title
        fit = f"{title}, fold {fold + 1} of {self._folds}"
        doing = f"{self._hands.stage}: {fit}" if self._hands.stage else fit
        with self._lock:
            self._emit(Progress(len(self._results), self._total(), doing, title, fold))

    def _total(self) -> int:
        alone = self._schedule.total
        total = None if alone is None else alone + self._joint
        done = len(self._results)  # those of other stages too
        return max(done, self._hands.clock.expected(done, total))

    def _say(self, event: Event) -> None:
        with self._lock:
            self._emit(event)


def _told(unit: Unit, work: Callable[[], UnitResult]) -> UnitResult:
    """Return what *work* gives, a failure as a result that says why."""
    try:
        return work()
    except UnitFailure as failure:
        LOG.warning("%s, fold %d: %s", unit.trial.id, unit.fold, failure, exc_info=True)
        return _failed(unit, str(failure))


def _failed(unit: Unit, why: str) -> UnitResult:
    trial = unit.trial
    return UnitResult(trial.id, unit.fold, trial.model, trial.params, failure=why, ending="failed")


def _no_time(trial: Trial, fold: int) -> UnitResult:
    why = reason("budget", folds=fold)
    return UnitResult(trial.id, fold, trial.model, trial.params, failure=why, ending="cut")
