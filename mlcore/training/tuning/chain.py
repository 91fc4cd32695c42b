"""The search of one model: batch after batch, each learning from those before the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlcore.catalog.distributions import Params
from mlcore.training.ledger import UnitResult
from mlcore.training.messages import reason
from mlcore.training.schedule import Results, Unit, unit
from mlcore.training.tuning.proposals import Question, Told, propose
from mlcore.training.tuning.pruning import hopeless, margin
from mlcore.types import Trial

BATCH = 3
"""Trials of a batch. It is fixed, and a batch learns from all but the last one before it, so
that what is tried depends neither on the number of workers nor on who is done first. For the same
reason a trial is measured by those that are as many before it."""
GATES = (1, 2)
"""After so many folds a trial is looked at; the folds behind wait until then."""


@dataclass(frozen=True)
class Rival:
    """What a trial is measured by: the best of those before it.

    Parameters
    ----------
    scores : tuple of float
        Its fold scores.
    spread : float
        How much differences to it vary from fold to fold; see ``margin``.
    """

    scores: tuple[float, ...]
    spread: float


class Chain:
    """The trials of one model.

    Parameters
    ----------
    question : Question
        What is searched, and how.
    first : Trial
        The defaults: batch 0, which is never given up.
    usual : params
        The values behind the defaults.
    folds : int
        Folds of each trial.
    before : sequence of Trial
        Whole trials of an earlier run on the same folds, to learn from.
    """

    def __init__(
        self,
        question: Question,
        first: Trial,
        usual: Params,
        folds: int,
        before: Sequence[Trial] = (),
    ) -> None:
        self._question, self._usual, self._folds = question, usual, folds
        self._before = tuple(before)
        self._batches: list[tuple[Trial, ...]] = [(first,)]
        self._rivals: dict[str, Rival | None] = {}
        self._open = [(0, first)]
        self._given: set[tuple[str, int]] = set()
        self.skipped = 0
        self.used_up = not question.space
        self.closed = False

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All so far."""
        return tuple(trial for batch in self._batches for trial in batch)

    @property
    def model(self) -> str:
        """Whose."""
        return self._question.model

    @property
    def wanted(self) -> int:
        """How many trials there will be."""
        over = self.used_up or self.closed
        return len(self.trials) if over else max(self._question.size, 1)

    def take(self, results: Results) -> Unit | UnitResult | None:
        """Return what is to be done next, or None: wait, or it is over."""
        while True:
            for batch, trial in tuple(self._open):
                asked = self._step(batch, trial, results)
                if asked is not None:
                    return asked
            if not self._extend(results):
                return None

    def whole(self, results: Results) -> list[Trial]:
        """Return the trials with a score for each fold, with these scores."""
        found = [self._scored(trial, results) for trial in self.trials]
        return [*self._before, *(one for one in found if len(one.fold_scores) == self._folds)]

    # ------------------------------------------------------------------ one trial

    def _step(self, batch: int, trial: Trial, results: Results) -> Unit | UnitResult | None:
        done = [results.get((trial.id, fold)) for fold in range(self._folds)]
        if all(done) or any(result is not None and result.failure for result in done):
            self._open.remove((batch, trial))
            self.skipped += done.count(None)
            return None
        for fold in range(self._folds):
            if done[fold] is None and (trial.id, fold) not in self._given:
                return self._judged(batch, trial, fold, done, results)
        return None

    def _judged(
        self, batch: int, trial: Trial, fold: int, done: list[UnitResult | None], results: Results
    ) -> Unit | UnitResult | None:
        """Return the unit, the verdict that it is not worth running, or None: not yet."""
        gate = max((gate for gate in GATES if gate <= fold), default=0)
        if batch and gate:
            if None in done[:gate] or not self._measured(trial, results):
                return None
            rival = self._rivals[trial.id]
            scores = [one.score for one in done[:gate] if one and one.score is not None]
            if rival and fold == gate and hopeless(scores, rival.scores, rival.spread):
                why = reason("pruned", done=gate, folds=self._folds)
                return UnitResult(
                    trial.id, fold, trial.model, trial.params, failure=why, ending="pruned"
                )
        self._given.add((trial.id, fold))
        return unit(trial, fold)

    def _measured(self, trial: Trial, results: Results) -> bool:
        """Say what a trial is measured by: those well before it; False: they still run."""
        if trial.id not in self._rivals:
            trials = self.trials
            before = trials[: max(1, trials.index(trial) - BATCH + 1)]
            if any(one in before for _, one in self._open):
                return False
            told = [*self._before, *(self._scored(one, results) for one in before)]
            self._rivals[trial.id] = self._rival(told)
        return True

    # ---------------------------------------------------------------- batch by batch

    def _extend(self, results: Results) -> bool:
        """Open the next batch when what it learns from is finished; False: there is none yet."""
        left = self.wanted - len(self.trials)
        until = max(1, len(self._batches) - 1)
        if left <= 0 or any(batch < until for batch, _ in self._open):
            return False
        behind = [trial for batch in self._batches[:until] for trial in batch]
        told = [*self._before, *(self._scored(trial, results) for trial in behind)]
        taken = [self._filled(trial) for trial in (*self._before, *self.trials)]
        number = len(self._batches)
        asked = propose(self._question, number, min(BATCH, left), self._told(told), taken)
        if not asked:
            self.used_up = True
            return False
        trials = tuple(
            self._trial(len(self.trials) + place, params, results)
            for place, params in enumerate(asked, 1)
        )
        self._batches.append(trials)
        self._open += [(number, trial) for trial in trials]
        return True

    def _trial(self, number: int, params: Params, results: Results) -> Trial:
        """Return a trial; what is written down of it already goes before what is proposed."""
        name = f"{self.model}-{number}"
        known = (results.get((name, fold)) for fold in range(self._folds))
        written = next((result for result in known if result is not None), None)
        return Trial(name, self.model, params if written is None else written.params)

    def _rival(self, told: Sequence[Trial]) -> Rival | None:
        whole = [trial.fold_scores for trial in told if len(trial.fold_scores) == self._folds]
        if not whole or self._folds < 2:
            return None
        best = max(whole, key=sum)
        return Rival(best, margin(best, [scores for scores in whole if scores is not best]))

    def _told(self, trials: Sequence[Trial]) -> list[Told]:
        return [
            Told(self._filled(trial), trial.fold_scores, len(trial.fold_scores) == self._folds)
            for trial in trials
            if trial.fold_scores
        ]

    def _filled(self, trial: Trial) -> Params:
        return tuple((dict(self._usual) | dict(trial.params)).items())

    def _scored(self, trial: Trial, results: Results) -> Trial:
        """Return the trial with the scores of its folds; a failed one has none."""
        done = [results.get((trial.id, fold)) for fold in range(self._folds)]
        if any(one and one.failure and one.ending != "pruned" for one in done):
            return trial
        scores = tuple(one.score for one in done if one and one.score is not None)
        return Trial(trial.id, trial.model, trial.params, fold_scores=scores)
