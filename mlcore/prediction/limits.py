"""From which limits intervals and sets of classes are made: more folds where rows are few.

The limits come from out-of-fold answers, of fits on fewer rows than the one that answers. On a
small table that shows for classes: with five folds a fifth of the rows is missing, the fit that
answers is surer than those were, and its sets hold the truth more often than they say (penguins,
logistic regression: 83.6 % instead of 80 %, with ten folds 81.5 %). So small tables are
cross-validated once more, in ten folds, on the way to the jackknife+ (Barber et al. 2021), which
takes as many folds as there are rows. Errors of a number show no such shift.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd

from mlcore.errors import LoupeError
from mlcore.prediction import conformal
from mlcore.training.dividing import divided
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.run import OutOfFold, Run
from mlcore.training.splits import Splits
from mlcore.types import Trial

FEW, FOLDS = 500, 10
"""Rows below which there are more folds, and how many then."""

_log = logging.getLogger("loupe.prediction")

Limits = dict[str, tuple[tuple[float, float], ...]]


def limits_of(run: Run, trial: Trial, frame: pd.DataFrame | None = None) -> Limits:
    """Return the limits of intervals (``widths``) or of sets of classes (``sets``).

    Parameters
    ----------
    run : Run
        The training.
    trial : Trial
        One with a score.
    frame : DataFrame or None
        ``run.problem.frame()``, when it is at hand.
    """
    oof = judged(run, trial, frame)
    if run.problem.classes:
        return {"sets": conformal.least_shares(oof.y, oof.prediction)}
    return {"widths": conformal.half_widths(oof.y - oof.prediction)}


def judged(run: Run, trial: Trial, frame: pd.DataFrame | None = None) -> OutOfFold:
    """Return the out-of-fold answers that limits are taken from: of ten folds for few rows."""
    splits = _many(run)
    if splits is None:
        return run.oof(trial.id)
    frame = run.problem.frame() if frame is None else frame
    rows, found = splits.train_rows, []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for train, test in splits.folds:
                fitted = fit_pipeline(run.problem, train, trial, frame)
                found.append(fitted.predict_raw(frame.iloc[test].reset_index(drop=True)))
    except Exception as error:  # a third-party estimator: any kind; what the folds gave is there
        _log.warning("limits from the run's own folds: %s", type(error).__name__)
        return run.oof(trial.id)
    tests = [test for _train, test in splits.folds]
    order = np.argsort(np.concatenate(tests), kind="stable")
    fold = np.repeat(np.arange(len(tests)), [len(test) for test in tests])
    return OutOfFold(rows, run.problem.y[rows], np.concatenate(found)[order], fold[order])


def _many(run: Run) -> Splits | None:
    """Return the same split in more folds; None where it would not pay."""
    splits, plan = run.splits, run.plan
    small = len(splits.train_rows) < FEW and len(splits.folds) < FOLDS
    if not (run.classes and small and splits.partition):
        return None
    try:
        finer = divided(
            run.data, run.problem.target, replace(plan, folds=FOLDS), run.problem.inputs
        )[1]
    except LoupeError:
        return None
    same = np.array_equal(finer.train_rows, splits.train_rows)
    return finer if same and len(finer.folds) > len(splits.folds) else None
