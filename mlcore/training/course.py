"""The stages of a run: a ranking on a sample, the trials themselves, a check of the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlcore.catalog.models import entry
from mlcore.events import Emit
from mlcore.training.engine import Engine, Hands
from mlcore.training.ledger import Ledger, UnitResult, lasting, own
from mlcore.training.memory import keeps_all
from mlcore.training.messages import note, reason
from mlcore.training.nested import NESTED, chosen_inside
from mlcore.training.order import ordered
from mlcore.training.parts import Part, inside, thinned
from mlcore.training.problem import Problem
from mlcore.training.racing import Race
from mlcore.training.schedule import Listed, Schedule
from mlcore.training.trials import known, planned, summarise
from mlcore.training.tuning.search import Search
from mlcore.types import Ending, Plan, Trial

FINALISTS = 3
"""Models that go on from a ranking on a sample, the baseline not counted."""
SAMPLE_TIME = 0.4
"""Share of a time limit for the ranking on a sample."""


@dataclass(frozen=True)
class Course:
    """Runs what a plan asks for; what is in the ledger already is not repeated.

    Parameters
    ----------
    problem : Problem
        What is learnt from what.
    ledger : Ledger
        Where results go.
    emit : Emit
        Told what goes on.
    hands : Hands
        Who does the work, and by when.
    """

    problem: Problem
    ledger: Ledger
    emit: Emit
    hands: Hands

    def follow(self) -> None:
        """Run all stages."""
        problem, folds = self.problem, len(self.problem.splits.folds)
        main = self._until(1 / (folds + 1)) if problem.plan.nested else self.hands
        firsts = alone(problem.plan)
        if 0 < problem.plan.sample < len(problem.splits.tested):
            firsts = self._finalists(main)
        chosen = schedule(problem, firsts, self.ledger)
        Engine(problem, self.ledger, self.emit, main).run(chosen, together(problem.plan))
        for fold in range(folds if problem.plan.nested else 0):
            self._check(fold, self._until((fold + 2) / (folds + 1)))

    def _until(self, share: float) -> Hands:
        return replace(self.hands, clock=self.hands.clock.part(share))

    def _finalists(self, hands: Hands) -> tuple[Trial, ...]:
        """Rank the models on a sample, write down who is out and why, and return the others."""
        firsts, part = alone(self.problem.plan), Part(self.ledger, "sample")
        sample = thinned(self.problem, self.problem.plan.sample)
        rows, folds = len(sample.splits.train_rows), len(sample.splits.folds)
        said = replace(hands, clock=hands.clock.part(SAMPLE_TIME), stage=f"{rows:,} rows")
        Engine(sample, part, self.emit, said).run(Listed(firsts, range(folds)))
        ranked = [summarise(trial, part.finished(), folds) for trial in firsts]
        rivals = [trial for trial in ranked if not entry(trial.model).baseline]
        order = sorted(rivals, key=lambda trial: -_score(trial))
        stay = {trial.id for trial in order[:FINALISTS] if trial.score is not None}
        if not stay:
            return firsts
        for place, trial in enumerate(order, 1):
            if trial.id not in stay and (trial.id, 0) not in self.ledger.finished():
                self.ledger.record(_out(trial, place, rows))
        self.emit(note("ranked", rows=f"{rows:,}", count=len(stay)))
        return tuple(t for t in firsts if t.id in stay or entry(t.model).baseline)

    def _check(self, fold: int, hands: Hands) -> None:
        """Choose anew inside one fold, by the same plan, and test the choice outside."""
        inner = inside(self.problem, fold)
        if inner is None or (NESTED, fold) in lasting(self.ledger.finished()):
            return
        part = Part(self.ledger, f"inside{fold}")
        said = replace(hands, stage=f"inside fold {fold + 1}")
        chosen = schedule(inner, alone(inner.plan), part)
        Engine(inner, part, self.emit, said).run(chosen)
        best = chosen_inside(inner, part)
        if best is not None:
            trial = Trial(NESTED, best.model, best.params)
            Engine(self.problem, self.ledger, self.emit, said).run(Listed((trial,), (fold,)))


def alone(plan: Plan) -> tuple[Trial, ...]:
    """Return the planned trials that are not made of others."""
    return tuple(trial for trial in planned(plan) if not entry(trial.model).ensemble)


def together(plan: Plan) -> tuple[Trial, ...]:
    """Return the planned ensembles."""
    return tuple(trial for trial in planned(plan) if entry(trial.model).ensemble)


def schedule(problem: Problem, firsts: Sequence[Trial], ledger: Ledger) -> Schedule:
    """Return what decides which unit comes next."""
    plan, folds = problem.plan, len(problem.splits.folds)
    if plan.tune:
        return Search(problem, firsts, _before(problem, ledger))
    if plan.race:
        return Race(firsts, folds, problem.splits.ratio)
    order = firsts if plan.seconds is not None else ordered(firsts)
    return Listed(order, range(folds), by_fold=not keeps_all(problem))


def _before(problem: Problem, ledger: Ledger) -> list[Trial]:
    """Return the whole trials that were taken over from an earlier run."""
    results = own(ledger.finished())
    found = [trial for trial in known(problem.plan, results) if taken_over(trial)]
    return [summarise(trial, results, len(problem.splits.folds)) for trial in found]


def taken_over(trial: Trial) -> bool:
    """Return True when a trial was run by an earlier run: its number begins with a w."""
    return trial.id.removeprefix(trial.model).startswith("-w")


def _score(trial: Trial) -> float:
    return -np.inf if trial.score is None else trial.score


def _out(trial: Trial, place: int, rows: int) -> UnitResult:
    ending: Ending = "ranked"
    if trial.score is None:
        why, ending = trial.failure or reason("not_begun"), trial.ending or "cut"
    else:
        facts = {"place": place, "rows": f"{rows:,}", "score": f"{trial.score:.4g}"}
        why = reason("ranked", **facts, finalists=FINALISTS)
    return UnitResult(trial.id, 0, trial.model, trial.params, failure=why, ending=ending)
