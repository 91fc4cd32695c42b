"""One trial fitted once more on chosen rows of a fold: what curves and ablations are made of."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlcore.evaluation.metrics import metric
from mlcore.training.failures import UnitFailure, checked_score, explained
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.problem import Problem
from mlcore.types import Trial

SEEN_ROWS = 2000
"""Training rows that are scored at most."""


@dataclass(frozen=True)
class Fitted:
    """Scores of one fit (greater is better): on other rows, on rows it has seen; or why not."""

    score: float | None = None
    seen: float | None = None
    failure: str = ""


def fitted_again(
    problem: Problem, trial: Trial, rows: np.ndarray, fold: int, frame: pd.DataFrame
) -> Fitted:
    """Fit *trial* on *rows*, score it on the test rows of *fold*.

    Parameters
    ----------
    problem : Problem
        What is learnt from what; its splits say what is tested.
    trial : Trial
        Which model with which parameters.
    rows : ndarray
        Training rows, numbers of the dataset; none of them is tested in this fold.
    fold : int
        From 0.
    frame : DataFrame
        ``problem.frame()``.
    """
    measure, test = metric(problem.plan.metric or ""), problem.splits.folds[fold][1]
    try:
        with warnings.catch_warnings(), explained("fit", fold):
            warnings.simplefilter("ignore")
            model = fit_pipeline(problem, rows, trial, frame)
            found = model.predict_raw(frame.iloc[test])
            part = np.random.default_rng(0).permutation(rows)[:SEEN_ROWS]
            seen = measure.score(problem.y[part], model.predict_raw(frame.iloc[part]))
        score = checked_score(measure, problem.y[test], found, fold)
    except UnitFailure as failure:
        return Fitted(failure=str(failure))
    return Fitted(score, seen if np.isfinite(seen) else None)
