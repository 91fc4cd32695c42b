"""What a training gives: trials, leaderboard, the best one, out-of-fold predictions."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mlcore.catalog.models import entry
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError, Where
from mlcore.evaluation.metrics import metric
from mlcore.evaluation.ties import interval, tied
from mlcore.language import count
from mlcore.training import messages
from mlcore.training.ledger import Ledger
from mlcore.training.pipeline import FittedModel, fit_pipeline
from mlcore.training.problem import Problem
from mlcore.training.splits import Splits
from mlcore.types import Plan, Printed, Trial

COLUMNS = (
    "model", "title", "score", "sd", "low", "high", "tied", "baseline",
    "fit_seconds", "predict_seconds", "failure", "trial", "folds_done",
)  # fmt: skip
PRINTED = ("title", "score", "sd", "low", "high", "tied", "fit_seconds", "failure")


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """Predictions of rows by models that were not trained on them.

    Parameters
    ----------
    rows : ndarray
        Dataset rows, ascending: all that were tested in some fold.
    y : ndarray
        Their true answers: values, or class codes.
    prediction : ndarray
        Predicted values, or one column of probabilities per class; the mean where a row was
        tested several times.
    fold : ndarray
        The fold each row was first tested in.
    """

    rows: np.ndarray
    y: np.ndarray
    prediction: np.ndarray
    fold: np.ndarray


@dataclass(frozen=True, eq=False)
class Run(Printed):
    """A finished or interrupted training.

    Parameters
    ----------
    id : str
        The run's id.
    problem : Problem
        What was learnt from what.
    trials : tuple of Trial
        All planned trials in the order they run; one without score and failure is pending.
    ledger : Ledger
        Where its units are kept.
    """

    id: str
    problem: Problem
    trials: tuple[Trial, ...]
    ledger: Ledger = field(repr=False)

    def __str__(self) -> str:
        plan, splits = self.plan, self.splits
        rows = f"{count(len(splits.folds), 'fold')} of {count(len(splits.train_rows), 'row')}"
        aside = f", {len(splits.holdout_rows):,} set aside" if len(splits.holdout_rows) else ""
        head = f"{plan.target} of {self.data.name}: {plan.task}, {plan.metric}, {rows}{aside}"
        board = self.leaderboard[list(PRINTED)].rename(columns={"title": "model"})
        return f"{head}\n{board.to_string(index=False, float_format='{:.4g}'.format, na_rep='–')}"

    @property
    def data(self) -> Dataset:
        """The raw rows."""
        return self.problem.data

    @property
    def recipe(self) -> Recipe:
        """How they were cleaned."""
        return self.problem.recipe

    @property
    def plan(self) -> Plan:
        """The plan, everything in it definite."""
        return self.problem.plan

    @property
    def splits(self) -> Splits:
        """Which rows were used for what."""
        return self.problem.splits

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names by code; empty for regression."""
        return self.problem.classes

    @property
    def finished(self) -> tuple[Trial, ...]:
        """Trials with a score, best first; of equals the one planned first."""
        scored = [trial for trial in self.trials if trial.score is not None]
        return tuple(sorted(scored, key=lambda trial: -_number(trial.score)))

    @property
    def best(self) -> Trial:
        """The trial with the best score; the baseline only when nothing else has one.

        Raises
        ------
        LoupeError
            ``all_models_failed`` with the commonest reason, or ``no_model_finished``.
        """
        finished = self.finished
        rivals = [trial for trial in finished if not entry(trial.model).baseline]
        if rivals or finished:
            return (rivals or finished)[0]
        reasons = Counter(trial.failure for trial in self.trials if trial.ending == "failed")
        if any(trial.ending == "cut" for trial in self.trials) and not reasons:
            raise LoupeError(messages.NO_TIME, seconds=f"{self.plan.seconds:g}")
        if not reasons:
            raise LoupeError(messages.NOTHING_FINISHED)
        raise LoupeError(messages.ALL_FAILED, reason=reasons.most_common(1)[0][0])

    @property
    def beats_baseline(self) -> bool | None:
        """Whether the best trial scores above the baseline; None when it was not run."""
        guesses = [trial for trial in self.finished if entry(trial.model).baseline]
        if not guesses:
            return None
        return _number(self.best.score) > _number(guesses[0].score)

    @property
    def tied(self) -> tuple[Trial, ...]:
        """Finished trials that cannot be told from the best by the folds, best first.

        Where the best beats the baseline, so does whatever is tied with it: folds that differ
        wildly leave a model untold from the best that is worse than guessing on average.
        """
        rivals = [trial for trial in self.finished if not entry(trial.model).baseline]
        return tuple(trial for trial in rivals if self._level(rivals[0], trial))

    def _level(self, best: Trial, other: Trial) -> bool:
        guesses = [trial for trial in self.finished if entry(trial.model).baseline]
        guess = _number(guesses[0].score) if guesses else -math.inf
        if _number(best.score) > guess >= _number(other.score):
            return False
        return tied(best.fold_scores, other.fold_scores, ratio=self.splits.ratio)

    @property
    def simplest(self) -> Trial | None:
        """The simplest trial tied with the best: readable first, then cheap, then quick."""
        return min(self.tied, key=_complexity, default=None)

    @property
    def leaderboard(self) -> pd.DataFrame:
        """The best trial of each model: best first, then unfinished ones, failures last.

        ``low`` and ``high`` bound the mean score with 95 % confidence (corrected resampled t),
        within the scores that the metric can give;
        ``tied`` says that a model cannot be told from the best. Seconds are sums over folds.
        """
        rows = self.ranking
        return rows.loc[~rows["model"].duplicated()].reset_index(drop=True)

    @property
    def ranking(self) -> pd.DataFrame:
        """As :attr:`leaderboard`, with every trial of a search."""
        finished = self.finished
        pending = [t for t in self.trials if t.score is None and not t.failure]
        failed = [t for t in self.trials if t.failure]
        best = self.best if finished else None
        possible, ratio = metric(self.plan.metric or "").scores, self.splits.ratio
        rows = [
            _row(trial, bool(best and self._level(best, trial)), possible, ratio)
            for trial in finished
        ]
        rows += [_row(trial, False, possible, ratio) for trial in (*pending, *failed)]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def trial(self, trial_id: str | None = None) -> Trial:
        """Return the trial called *trial_id*; None: the best.

        Raises
        ------
        LoupeError
            ``unknown_trial``.
        """
        if trial_id is None:
            return self.best
        for trial in self.trials:
            if trial.id == trial_id:
                return trial
        raise LoupeError(messages.UNKNOWN_TRIAL, Where(field="trial"), trial=trial_id)

    def oof(self, trial_id: str | None = None) -> OutOfFold:
        """Return the out-of-fold predictions of a finished trial; None: the best.

        Raises
        ------
        LoupeError
            ``unknown_trial`` when there is no such trial or it has no score.
        """
        trial = self.trial(trial_id)
        if trial.score is None:
            raise LoupeError(messages.UNKNOWN_TRIAL, Where(field="trial"), trial=trial.id)
        folds = self.splits.folds
        found = [self.ledger.prediction(trial.id, fold) for fold in range(len(folds))]
        tests = [test for _, test in folds]
        number = np.repeat(np.arange(len(folds)), [len(test) for test in tests])
        rows, first, place = np.unique(
            np.concatenate(tests), return_index=True, return_inverse=True
        )
        mean = _averaged(np.concatenate(found), place, len(rows))
        return OutOfFold(rows, self.problem.y[rows], mean, number[first])

    def fit(self, rows: np.ndarray, trial_id: str | None = None) -> FittedModel:
        """Return a trial (None: the best) fitted on dataset rows; see ``fit_pipeline``."""
        return fit_pipeline(self.problem, rows, self.trial(trial_id))


def _row(
    trial: Trial, level: bool, possible: tuple[float, float], ratio: float
) -> tuple[object, ...]:
    model = entry(trial.model)
    scored = trial.score is not None
    bounds = interval(trial.fold_scores, within=possible, ratio=ratio) if scored else None
    return (
        trial.model,
        model.title,
        trial.score if bounds else np.nan,
        trial.sd if bounds else np.nan,
        bounds.low if bounds else np.nan,
        bounds.high if bounds else np.nan,
        level,
        model.baseline,
        trial.fit_seconds,
        trial.predict_seconds,
        trial.failure,
        trial.id,
        len(trial.fold_scores),
    )


def _averaged(values: np.ndarray, place: np.ndarray, rows: int) -> np.ndarray:
    """Return the mean of the values of each place."""
    total = np.zeros((rows, *values.shape[1:]))
    np.add.at(total, place, values)
    times = np.bincount(place, minlength=rows)
    return total / times.reshape(-1, *[1] * (values.ndim - 1))


def _complexity(trial: Trial) -> tuple[bool, int, float]:
    model = entry(trial.model)
    return not model.readable, model.cost, trial.fit_seconds


def _number(score: float | None) -> float:
    assert score is not None
    return score
