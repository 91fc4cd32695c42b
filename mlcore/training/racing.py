"""A race of models: one fold of all, then the next, without those that cannot win any more."""

from __future__ import annotations

from collections.abc import Sequence

from mlcore.catalog.models import entry
from mlcore.evaluation.ties import clearly_behind
from mlcore.training.ledger import UnitResult
from mlcore.training.messages import reason
from mlcore.training.schedule import Results, Unit, unit
from mlcore.types import Trial

FEWEST = 2
"""Folds before a model may be dropped."""


class Race:
    """Fold by fold, each of all trials that are still in it.

    After each fold, from the second on, a trial is dropped when its scores so far are below those
    of the leader by a one-sided corrected resampled t test at 1 % (Nadeau and Bengio, 2003).
    A round is judged when it is complete, so it does not matter who is done first. A baseline
    stays: the others are measured by it.

    Parameters
    ----------
    trials : sequence of Trial
        In the order they run.
    folds : int
        Folds of each.
    ratio : float
        Test rows per training row.
    """

    def __init__(self, trials: Sequence[Trial], folds: int, ratio: float) -> None:
        self.trials = tuple(trials)
        self._folds, self._ratio = folds, ratio
        self._left = list(self.trials)
        self._round = 0
        self._todo = [unit(trial, 0) for trial in self._left]
        self._verdicts: list[UnitResult] = []
        self._saved = 0

    @property
    def total(self) -> int:
        """How many units there will be, those dropped left out."""
        return len(self.trials) * self._folds - self._saved

    def take(self, results: Results) -> Unit | UnitResult | None:
        """Return the next unit of this round, or who is out."""
        while True:
            if self._verdicts:
                return self._verdicts.pop()
            while self._todo:
                asked = self._todo.pop(0)
                if asked.key not in results:
                    return asked
            if not self._turn(results):
                return None

    def _turn(self, results: Results) -> bool:
        """Go to the next round when this one is complete; False: it is not, or it was the last."""
        done = [results.get((trial.id, self._round)) for trial in self._left]
        if None in done or self._round + 1 >= self._folds:
            return False
        self._round += 1
        scores = {trial.id: self._scores(trial, results) for trial in self._left}
        leader = max(scores.values(), key=sum, default=())
        first = next((t for t in self._left if leader and scores[t.id] == leader), None)
        out = [t for t in self._left if first and self._out(t, scores[t.id], leader)]
        failed = [trial for trial in self._left if not scores[trial.id]]
        self._verdicts = [self._verdict(trial, first) for trial in out if first]
        self._verdicts = [one for one in self._verdicts if one.key not in results]
        self._left = [trial for trial in self._left if trial not in (*out, *failed)]
        self._saved += len(out) * (self._folds - self._round - 1)
        self._saved += len(failed) * (self._folds - self._round)
        self._todo = [unit(trial, self._round) for trial in self._left]
        return True

    def _scores(self, trial: Trial, results: Results) -> tuple[float, ...]:
        """Return the scores of the rounds so far; none when one failed."""
        done = [results[trial.id, fold].score for fold in range(self._round)]
        return () if None in done else tuple(score for score in done if score is not None)

    def _out(self, trial: Trial, scores: tuple[float, ...], leader: tuple[float, ...]) -> bool:
        if entry(trial.model).baseline or len(scores) < FEWEST:
            return False
        return clearly_behind(leader, scores, self._ratio)

    def _verdict(self, trial: Trial, first: Trial) -> UnitResult:
        title, done = entry(first.model).title, self._round
        why = reason("dropped", done=done, folds=self._folds, leader=title)
        return UnitResult(trial.id, done, trial.model, trial.params, failure=why, ending="dropped")
