"""Which columns a trial leans on, measured on rows its fit has not seen."""

from __future__ import annotations

import numpy as np

from mlcore.evaluation.importance import Importance, permutation_importance
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.run import Run

ROWS, REPEATS, MOST_COLUMNS = 400, 3, 60
"""Rows, shuffles per column, and columns that are measured at most."""


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
    trial, problem, plan = run.trial(trial_id), run.problem, run.plan
    train, test = run.splits.folds[0]
    frame = problem.frame()
    fitted = fit_pipeline(problem, train, trial, frame)
    if len(test) > rows:
        test = np.sort(np.random.default_rng(plan.seed).choice(test, rows, replace=False))
    return permutation_importance(
        fitted.predict_raw,
        frame.iloc[test],
        problem.y[test],
        plan.metric or "",
        REPEATS,
        plan.seed,
        problem.inputs[:MOST_COLUMNS],
    )
