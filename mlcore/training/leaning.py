"""Which columns a trial leans on, measured on rows its fit has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mlcore.evaluation.importance import Importance, going_together, permutation_importance
from mlcore.training.pipeline import FittedModel, fit_pipeline
from mlcore.training.problem import Problem
from mlcore.training.run import Run

ROWS, REPEATS, MOST_COLUMNS = 400, 3, 60
"""Rows, shuffles per column, and columns that are measured at most."""
MOST_FITTED = 100_000
"""Training rows that the fit is given; beyond, a sample of them, which is said."""
SEEN = 200
"""Training rows that are kept beside it, to compare with."""


@dataclass(frozen=True, eq=False)
class FirstFold:
    """A trial fitted on the training rows of the first fold, and some of its test rows.

    Parameters
    ----------
    fitted : FittedModel
        The fit.
    frame : DataFrame
        Raw rows that it has not seen, at most as many as were asked for.
    y : ndarray
        Their true answers.
    rows : ndarray
        Their numbers in the dataset.
    of : int
        Test rows of the fold.
    seen : DataFrame
        Some of the raw training rows.
    given, train : int
        Training rows that the fit was given, and those of the fold.
    """

    fitted: FittedModel
    frame: pd.DataFrame
    y: np.ndarray
    rows: np.ndarray
    of: int
    seen: pd.DataFrame
    given: int
    train: int


def first_fold(run: Run, trial_id: str | None = None, rows: int = ROWS) -> FirstFold:
    """Fit a trial on the first fold and draw some of its test rows; as :func:`leaning`.

    Only the rows that are needed are read: a fit on more than :data:`MOST_FITTED` training rows
    is given a sample of them, with the plan's seed.
    """
    trial, problem, seed = run.trial(trial_id), run.problem, run.plan.seed
    train, every = run.splits.folds[0]
    given, test = _drawn(train, MOST_FITTED, seed), _drawn(every, rows, seed)
    frame = problem.data.frame(rows=np.concatenate([given, test]))
    seen, unseen = frame.iloc[: len(given)], frame.iloc[len(given) :]
    fitted = fit_pipeline(_only(problem, given), np.arange(len(given)), trial, seen)
    return FirstFold(
        fitted,
        unseen.reset_index(drop=True),
        problem.y[test],
        test,
        len(every),
        seen.iloc[_drawn(np.arange(len(given)), SEEN, seed)].reset_index(drop=True),
        len(given),
        len(train),
    )


def _only(problem: Problem, rows: np.ndarray) -> Problem:
    """Return the problem of these rows alone, numbered from 0."""
    weight = None if problem.weight is None else problem.weight[rows]
    return replace(problem, target=replace(problem.target, y=problem.y[rows]), weight=weight)


def _drawn(rows: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Return at most so many of *rows*, in their order."""
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def leaning(run: Run, trial_id: str | None = None, rows: int = ROWS) -> Importance:
    """Return the permutation importance of one trial, on rows out of the first fold.

    The trial is fitted once more on the training rows of the first fold; at most *rows* of its
    test rows are shuffled, drawn at random with the plan's seed.

    Parameters
    ----------
    run : Run
        A training with at least one finished trial.
    trial_id : str or None
        Which; None: the best.
    rows : int
        How many rows are enough.

    Raises
    ------
    LoupeError
        ``unknown_trial``, or what the fit raises.
    """
    return leaning_of(run, first_fold(run, trial_id, rows))


def leaning_of(run: Run, fold: FirstFold) -> Importance:
    """Return the same of a fit that is at hand, on the rows drawn with it."""
    plan = run.plan
    inputs = run.problem.inputs[:MOST_COLUMNS]

    def shuffled(columns: Sequence[str | tuple[str, ...]]) -> Importance:
        return permutation_importance(
            fold.fitted.predict_raw, fold.frame, fold.y, plan.metric or "", REPEATS, plan.seed,
            columns,
        )  # fmt: skip

    groups = going_together(fold.frame[list(inputs)])
    together = shuffled(groups).columns if groups else ()
    return replace(shuffled(inputs), together=together)
