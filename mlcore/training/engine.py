"""Cross-validation: (preparation, fold) gives arrays, (trial, fold) gives predictions."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

from threadpoolctl import threadpool_limits

from mlcore.catalog.models import entry
from mlcore.events import Emit, Event, Progress, Started, UnitFinished
from mlcore.training.clock import FOREVER, Clock
from mlcore.training.crew import Assignment, Crew, Team, threads
from mlcore.training.ensembles.crossfit import combined
from mlcore.training.fitter import no_time
from mlcore.training.ledger import Key, Ledger, UnitResult, lasting, looked, own
from mlcore.training.problem import Problem
from mlcore.training.schedule import Schedule, Unit
from mlcore.types import Trial

GRACE = 0.3
"""Seconds after the end in which units that are being cut may still say so."""


@dataclass(frozen=True)
class Hands:
    """Who does the work, and by when.

    Parameters
    ----------
    threads : int
        Units that run at the same time in this process. Results do not depend on it.
    clock : Clock
        When it has to be over.
    forks : bool
        Each fit in a process of its own, forked from this one: it can be cut at any moment, and
        takes nothing along when it runs out of memory.
    stage : str
        What the work is a part of, said with each unit.
    team : Team or None
        Who works instead of threads of this process.
    """

    threads: int = 1
    clock: Clock = FOREVER
    forks: bool = False
    stage: str = ""
    team: Team | None = field(default=None, compare=False)


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
        self._problem, self._ledger, self._emit = problem, ledger, emit
        self._hands = hands
        self._folds = len(problem.splits.folds)
        self._lock = threading.Lock()
        self._results: dict[Key, UnitResult] = {}

    def run(self, schedule: Schedule, ensembles: Sequence[Trial] = ()) -> None:
        """Run every unit that *schedule* asks for and the ledger lacks, and record each.

        The *ensembles* are combined at the end, anew when a run goes on: they cost next to
        nothing, and may have more members then.
        """
        joint = {trial.id for trial in ensembles}
        found = lasting(self._ledger.finished())
        self._results = {key: unit for key, unit in own(found).items() if key[0] not in joint}
        self._results |= looked(found)
        self._schedule = schedule
        self._joint = len(joint) * self._folds
        self._say(Started(self._total(), len(self._results)))
        hands = self._hands
        team = hands.team or threads(hands.threads)
        task = Assignment(self._problem, self._ledger, hands.clock.deadline, hands.forks)
        with threadpool_limits(limits=1), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with team(task) as crew:
                self._work(crew)
            self._cut()
            for result in combined(self._problem, self._ledger, ensembles):
                self._finish(result)

    def _work(self, crew: Crew) -> None:
        clock, urgent = self._hands.clock, 0
        while True:
            while crew.room and (unit := self._next()):
                urgent += unit.urgent
                self._show(unit.trial.model, unit.fold)
                crew.start(unit)
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
                self._ledger.record(no_time(trial, mine.index(None)))

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
