"""What a check of a trained model is given, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import Metric, metric
from mlcore.evaluation.ties import Interval, interval
from mlcore.training.run import Run
from mlcore.types import Finding, Severity, StepSpec, Trial


@dataclass(frozen=True)
class Judged:
    """A finished trial of a run, beside the run's baseline.

    Parameters
    ----------
    run : Run
        Where it was trained.
    trial : Trial
        Finished, so that it has a score.
    """

    run: Run
    trial: Trial

    @property
    def title(self) -> str:
        """The model's name for people."""
        return entry(self.trial.model).title

    @cached_property
    def measure(self) -> Metric:
        """What was scored."""
        return metric(self.run.plan.metric or "")

    @cached_property
    def baseline(self) -> Trial | None:
        """The finished baseline; None also when the trial is itself one."""
        if entry(self.trial.model).baseline:
            return None
        return next((t for t in self.run.finished if entry(t.model).baseline), None)

    @cached_property
    def score(self) -> float:
        """The out-of-fold score, greater is better."""
        return self.trial.score if self.trial.score is not None else float("nan")

    @cached_property
    def guess(self) -> float:
        """The baseline's score; nan without one."""
        known = self.baseline is not None and self.baseline.score is not None
        return self.baseline.score if known else float("nan")  # type: ignore[union-attr, return-value]

    @cached_property
    def seen(self) -> float:
        """The mean score on rows that the fits had seen; nan when it is not known."""
        return float(np.mean(self.trial.train_scores)) if self.trial.train_scores else float("nan")

    @cached_property
    def gains(self) -> np.ndarray:
        """How much better than the baseline, fold by fold; empty without one."""
        if self.baseline is None:
            return np.empty(0)
        return np.asarray(self.trial.fold_scores) - np.asarray(self.baseline.fold_scores)

    @cached_property
    def shares(self) -> np.ndarray:
        """The gains of an error as shares of the baseline's; of other metrics, the gains.

        Where one fold has the largest numbers, its error is the largest by every model: by shares
        it counts no more than the others.
        """
        if self.baseline is None or self.measure.greater_is_better:
            return self.gains
        guesses = np.abs(self.baseline.fold_scores)
        return self.gains / guesses if guesses.all() else self.gains

    @cached_property
    def gain(self) -> Interval | None:
        """The mean gain with its corrected interval; None without a baseline."""
        if not len(self.gains):
            return None
        return interval(self.gains.tolist(), ratio=self.run.splits.ratio)

    @property
    def lost(self) -> float:
        """Share of the lead on seen rows that is lost on others; nan without such a lead."""
        lead = self.seen - self.guess
        return (self.seen - self.score) / lead if lead > 0 else float("nan")

    @property
    def reached(self) -> float:
        """Share of what is possible beyond the baseline that is reached out of fold."""
        possible = self.measure.scores[1] - self.guess
        return (self.score - self.guess) / possible if possible > 0 else float("nan")

    def shown(self, score: float) -> float:
        """Return *score* as people see it."""
        return float(self.measure.display(score))


@dataclass(frozen=True)
class Check:
    """A judgement about a trained model: one code, one severity, one function."""

    code: str
    severity: Severity
    find: Callable[[Judged], tuple[Finding, ...]]


Label = tuple[str, Severity]


def finding(
    label: Label, columns: Iterable[str] = (), cure: StepSpec | None = None, /, **facts: Any
) -> tuple[Finding, ...]:
    """Return one finding.

    Parameters
    ----------
    label : (str, Severity)
        Code and severity.
    columns : iterable of str
        The columns concerned.
    cure : StepSpec or None
        The step of the recipe that would cure it.
    **facts
        The evidence, for the sentences.
    """
    return (Finding(*label, tuple(columns), tuple(facts.items()), cure),)
