"""From which limits intervals and sets of classes are made: as of fits on all rows.

The limits come from out-of-fold answers, of fits on fewer rows than the one that answers. That
shows for classes: with five folds a fifth of the rows is missing, the fit that answers is surer
than those were, and its sets hold the truth more often than they say (penguins, logistic
regression: 82.4 % instead of 80 %). So small tables are cross-validated once more, in ten folds,
on the way to the jackknife+ (Barber et al. 2021), which takes as many folds as there are rows; and
what more rows do is read from the difference of the two, on larger ones from fits on half of the
rows (penguins: 79.6 %). Errors of a number show no such shift.
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
MANY = 5_000
"""Rows from which a fifth more of them changes nothing that would show."""

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
    frame = run.problem.frame() if frame is None else frame
    oof = judged(run, trial, frame)
    if not run.problem.classes:
        return {"widths": conformal.half_widths(oof.y - oof.prediction)}
    fewer = _fewer(run, trial, frame, oof)
    if fewer is None:
        return {"sets": conformal.least_shares(oof.y, oof.prediction)}
    folds = (_folds(oof), _folds(fewer))
    return {"sets": conformal.extended(oof.y, oof.prediction, fewer.prediction, folds)}


def _fewer(run: Run, trial: Trial, frame: pd.DataFrame, oof: OutOfFold) -> OutOfFold | None:
    """Return answers out of at most half as many folds of the same rows, where they are few."""
    if len(oof.y) >= MANY or not run.splits.partition:
        return None
    own, folds = run.oof(trial.id), _folds(oof)
    if 2 * _folds(own) <= folds:
        return own
    return _again(run, trial, frame, 2) if len(oof.y) >= FEW and folds > 2 else None


def _folds(oof: OutOfFold) -> int:
    return len(np.unique(oof.fold))


def judged(run: Run, trial: Trial, frame: pd.DataFrame) -> OutOfFold:
    """Return the out-of-fold answers that limits are taken from: of ten folds for few rows."""
    small = len(run.splits.train_rows) < FEW and len(run.splits.folds) < FOLDS
    found = _again(run, trial, frame, FOLDS) if run.classes and small else None
    return run.oof(trial.id) if found is None else found


def _again(run: Run, trial: Trial, frame: pd.DataFrame, folds: int) -> OutOfFold | None:
    """Return a trial's answers out of *folds* folds of the same rows; None without them."""
    splits = _divided(run, folds)
    if splits is None:
        return None
    found = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for train, test in splits.folds:
                fitted = fit_pipeline(run.problem, train, trial, frame)
                found.append(fitted.predict_raw(frame.iloc[test].reset_index(drop=True)))
    except Exception as error:  # a third-party estimator: any kind; what the folds gave is there
        _log.warning("limits from the run's own folds: %s", type(error).__name__)
        return None
    tests = [test for _train, test in splits.folds]
    order = np.argsort(np.concatenate(tests), kind="stable")
    fold = np.repeat(np.arange(len(tests)), [len(test) for test in tests])
    rows = splits.train_rows
    return OutOfFold(rows, run.problem.y[rows], np.concatenate(found)[order], fold[order])


def _divided(run: Run, folds: int) -> Splits | None:
    """Return the same split in *folds* folds; None where there is none, as by time."""
    if not run.splits.partition:
        return None
    plan = replace(run.plan, folds=folds)
    try:
        found = divided(run.data, run.problem.target, plan, run.problem.inputs)[1]
    except LoupeError:
        return None
    same = np.array_equal(found.train_rows, run.splits.train_rows)
    return found if same and len(found.folds) == folds else None
