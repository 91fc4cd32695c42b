"""Which columns a trial leans on, measured on rows its fit has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mlcore.evaluation.importance import Importance, going_together, permutation_importance
from mlcore.training.pipeline import FittedModel, fit_pipeline
from mlcore.training.run import Run

ROWS, REPEATS, MOST_COLUMNS = 400, 3, 60
"""Rows, shuffles per column, and columns that are measured at most."""


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
    of : int
        Test rows of the fold.
    """

    fitted: FittedModel
    frame: pd.DataFrame
    y: np.ndarray
    of: int


def first_fold(run: Run, trial_id: str | None = None, rows: int = ROWS) -> FirstFold:
    """Fit a trial on the first fold and draw some of its test rows; as :func:`leaning`."""
    trial, problem = run.trial(trial_id), run.problem
    train, test = run.splits.folds[0]
    frame = problem.frame()
    fitted = fit_pipeline(problem, train, trial, frame)
    of = len(test)
    if of > rows:
        test = np.sort(np.random.default_rng(run.plan.seed).choice(test, rows, replace=False))
    return FirstFold(fitted, frame.iloc[test].reset_index(drop=True), problem.y[test], of)


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
    fold, plan = first_fold(run, trial_id, rows), run.plan
    inputs = run.problem.inputs[:MOST_COLUMNS]

    def shuffled(columns: Sequence[str | tuple[str, ...]]) -> Importance:
        return permutation_importance(
            fold.fitted.predict_raw, fold.frame, fold.y, plan.metric or "", REPEATS, plan.seed,
            columns,
        )  # fmt: skip

    groups = going_together(fold.frame[list(inputs)])
    together = shuffled(groups).columns if groups else ()
    return replace(shuffled(inputs), together=together)
