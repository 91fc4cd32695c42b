"""The search of one model: batch after batch, each learning from those before the last."""

from __future__ import annotations

from collections.abc import Sequence

from mlcore.catalog.distributions import Params
from mlcore.training.ledger import UnitResult
from mlcore.training.messages import reason
from mlcore.training.schedule import Results, Unit, unit
from mlcore.training.tuning.looks import Rival, first_look, rival, seen
from mlcore.training.tuning.proposals import Question, Told, propose
from mlcore.training.tuning.pruning import hopeless
from mlcore.types import Trial

BATCH = 3
"""Trials of a batch. It is fixed, and a batch learns from all but the last one before it, so
that what is tried depends neither on the number of workers nor on who is done first. For the same
reason a trial is measured by those that are as many before it."""
GATES = (0, 1, 2, 3, 4)
"""After so many folds a trial is judged, before the first by a first look; the folds behind wait
until then."""


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
    share : float
        Share of the rows for first looks; 1: there are none.
    """

    def __init__(
        self,
        question: Question,
        first: Trial,
        usual: Params,
        folds: int,
        before: Sequence[Trial] = (),
        share: float = 1.0,
    ) -> None:
        self._question, self._usual, self._folds = question, usual, folds
        self._before, self._share = tuple(before), share if question.space else 1.0
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

    @property
    def units(self) -> int:
        """How many units there will be: folds and first looks, those skipped left out."""
        return self.wanted * (self._folds + (self._share < 1)) - self.skipped

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
        look = first_look(trial, self._share)
        if not look.whole and look.key not in results:
            if look.key not in self._given:
                return self._give(look)
            if batch:
                return None
        for fold in range(self._folds):
            if done[fold] is None and (trial.id, fold) not in self._given:
                return self._judged(batch, trial, fold, done, results)
        return None

    def _give(self, asked: Unit) -> Unit:
        self._given.add(asked.key)
        return asked

    def _judged(
        self, batch: int, trial: Trial, fold: int, done: list[UnitResult | None], results: Results
    ) -> Unit | UnitResult | None:
        """Return the unit, the verdict that it is not worth running, or None: not yet."""
        gate = max(gate for gate in GATES if gate <= fold)
        if batch and (gate or self._share < 1):
            if None in done[:gate] or not self._measured(trial, results):
                return None
            why = self._hopeless(trial, gate, done, results) if fold == gate else ""
            if why:
                return UnitResult(
                    trial.id, fold, trial.model, trial.params, failure=why, ending="pruned"
                )
        return self._give(unit(trial, fold))

    def _hopeless(
        self, trial: Trial, gate: int, done: list[UnitResult | None], results: Results
    ) -> str:
        """Say why a trial is given up after *gate* folds; nothing when it goes on."""
        rival = self._rivals[trial.id]
        if rival is None:
            return ""
        if not gate:
            look = reason("looked", share=f"{self._share:.0%}")
            return look if rival.beats(seen(trial, results)) else ""
        scores = [one.score for one in done[:gate] if one and one.score is not None]
        out = hopeless(scores, rival.scores, rival.spread)
        return reason("pruned", done=gate, folds=self._folds) if out else ""

    def _measured(self, trial: Trial, results: Results) -> bool:
        """Say what a trial is measured by: those well before it; False: they still run."""
        if trial.id not in self._rivals:
            trials = self.trials
            before = trials[: max(1, trials.index(trial) - BATCH + 1)]
            if any(one in before for _, one in self._open):
                return False
            told = [*self._before, *(self._scored(one, results) for one in before)]
            self._rivals[trial.id] = rival(told, self._folds, results)
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
        learnt = self._told(told, results)
        asked = propose(self._question, number, min(BATCH, left), learnt, taken)
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

    def _told(self, trials: Sequence[Trial], results: Results) -> list[Told]:
        folds = [
            Told(self._filled(trial), trial.fold_scores, len(trial.fold_scores) == self._folds)
            for trial in trials
            if trial.fold_scores
        ]
        looks = [
            Told(self._filled(trial), (look,), whole=False, step=0)
            for trial in trials
            if not trial.fold_scores and (look := seen(trial, results)) is not None
        ]
        return folds + looks

    def _filled(self, trial: Trial) -> Params:
        return tuple((dict(self._usual) | dict(trial.params)).items())

    def _scored(self, trial: Trial, results: Results) -> Trial:
        """Return the trial with the scores of its folds; a failed one has none."""
        done = [results.get((trial.id, fold)) for fold in range(self._folds)]
        if any(one and one.failure and one.ending != "pruned" for one in done):
            return trial
        scores = tuple(one.score for one in done if one and one.score is not None)
        return Trial(trial.id, trial.model, trial.params, fold_scores=scores)
