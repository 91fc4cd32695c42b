"""Several models searched within one budget: defaults first, then turn by turn."""

from __future__ import annotations

from collections.abc import Sequence

from mlcore.catalog.distributions import Params
from mlcore.catalog.models import entry, planned
from mlcore.evaluation.ties import clearly_behind
from mlcore.training.ledger import UnitResult
from mlcore.training.problem import Problem
from mlcore.training.schedule import Results, Unit
from mlcore.training.tuning.chain import BATCH, Chain
from mlcore.training.tuning.looks import share_of
from mlcore.training.tuning.proposals import Question
from mlcore.training.tuning.ranges import space_of
from mlcore.types import Plan, Trial

ENDLESS = 1_000
"""Trials per model when only time tells: more would not be finished, or not matter."""


class Search:
    """The trials of all models of a plan.

    Parameters
    ----------
    problem : Problem
        What is learnt from what.
    firsts : sequence of Trial
        Each model with its defaults, in the order they run.
    before : sequence of Trial
        Whole trials of an earlier run on the same folds.
    """

    def __init__(
        self, problem: Problem, firsts: Sequence[Trial], before: Sequence[Trial] = ()
    ) -> None:
        plan = problem.plan
        self._folds, self._ratio = len(problem.splits.folds), problem.splits.ratio
        self._timed = plan.seconds is not None
        self._before = tuple(before)
        self._chains = [
            Chain(
                question(plan, first.model),
                first,
                usual(plan, first.model),
                self._folds,
                [trial for trial in before if trial.model == first.model],
                share_of(problem),
            )
            for first in firsts
        ]

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Every trial so far, those of an earlier run first."""
        return (*self._before, *(trial for chain in self._chains for trial in chain.trials))

    @property
    def total(self) -> int | None:
        """How many units there will be; None when only time tells."""
        if self._timed:
            return None
        return sum(chain.units for chain in self._chains) + len(self._before) * self._folds

    def take(self, results: Results) -> Unit | UnitResult | None:
        """Return what is to be done next: a model with fewer trials goes first."""
        if self._timed:
            self._close(results)
        for chain in sorted(self._chains, key=lambda chain: len(chain.trials)):
            asked = chain.take(results)
            if asked is not None:
                return asked
        return None

    def _close(self, results: Results) -> None:
        """Spend no more time on models whose best is clearly behind the best of all."""
        tried = [chain for chain in self._chains if len(chain.trials) > BATCH + 1]
        if len(tried) < 2:
            return
        best = {chain.model: _best(chain.whole(results)) for chain in tried}
        first = max(best.values(), key=sum)
        for chain in tried:
            chain.closed = chain.closed or clearly_behind(first, best[chain.model], self._ratio)


def question(plan: Plan, model: str) -> Question:
    """Return what is searched of *model*; a baseline is not."""
    return Question(model, space_of(plan, model), plan.method, plan.seed, wanted(plan))


def wanted(plan: Plan) -> int:
    """Return how many trials each model may have."""
    return plan.trials or (USUAL if plan.seconds is None else ENDLESS)


USUAL = 8
"""Trials per model when neither a number nor a time is given."""


def usual(plan: Plan, model: str) -> Params:
    """Return the values that a model has by default, for every name of its space."""
    space = entry(model).space(plan.aim)
    if not space:
        return ()
    values = planned(plan, model).get_params()
    return tuple((name, values.get(name)) for name, _ in space)


def _best(trials: Sequence[Trial]) -> tuple[float, ...]:
    return max((trial.fold_scores for trial in trials), key=sum, default=())
