"""Other metrics of finished trials, from their out-of-fold answers: nothing is fitted again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlcore.evaluation.metrics import metric
from mlcore.training.run import Run


@dataclass(frozen=True)
class Reported:
    """One trial by one metric, greater is better; nan where the metric has no value.

    Parameters
    ----------
    trial, metric : str
        Which.
    folds : tuple of float
        In each fold.
    pooled : float
        Over all out-of-fold answers together.
    """

    trial: str
    metric: str
    folds: tuple[float, ...]
    pooled: float

    @property
    def mean(self) -> float:
        """The mean over the folds that have a value."""
        known = [score for score in self.folds if math.isfinite(score)]
        return float(np.mean(known)) if known else math.nan

    @property
    def sd(self) -> float:
        """How much the folds differ."""
        known = [score for score in self.folds if math.isfinite(score)]
        return float(np.std(known, ddof=1)) if len(known) > 1 else math.nan


def reported(run: Run, names: Sequence[str]) -> tuple[Reported, ...]:
    """Return the best trial of each model by each of the metrics *names*.

    Parameters
    ----------
    run : Run
        Its finished trials are looked at, in the order of the leaderboard.
    names : sequence of str
        Metrics that suit the run's task.

    Raises
    ------
    LoupeError
        ``unknown_metric``.
    """
    measures = [metric(name, run.plan.task) for name in names]
    board = run.leaderboard
    found = []
    for trial in board.loc[board["score"].notna(), "trial"]:
        oof, y = run.oof(str(trial)), run.problem.y
        folds = [
            (y[test], run.ledger.prediction(str(trial), fold))
            for fold, (_, test) in enumerate(run.splits.folds)
        ]
        for measure in measures:
            each = tuple(measure.score(*pair) for pair in folds)
            pooled = measure.score(oof.y, oof.prediction)
            found.append(Reported(str(trial), measure.name, each, pooled))
    return tuple(found)
