"""Drop-column importance: the same trial trained without a column, on the run's own folds.

Shuffling asks what a model that has learnt from a column would lose; this asks what a model would
lose that never had it. Where columns go together the others stand in, so that it is often less. In
place of being dropped the column is held at one value in all rows, so that every recipe still runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from mlcore.evaluation.ties import Interval, interval
from mlcore.events import Emit, Progress, Started, silent
from mlcore.training.again import fitted_again
from mlcore.training.leaning import MOST_COLUMNS
from mlcore.training.run import Run
from mlcore.types import Trial


@dataclass(frozen=True)
class Missed:
    """What a model loses that never had one column.

    Parameters
    ----------
    column : str
        Which.
    fall : Interval or None
        Score with the column minus score without it, over the folds.
    failure : str
        Why it could not be trained without it.
    """

    column: str
    fall: Interval | None = None
    failure: str = ""


@dataclass(frozen=True)
class Without:
    """A trial without each column in turn, the column most missed first."""

    model: str
    metric: str
    score: float
    folds: int
    columns: tuple[Missed, ...]
    of: int

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Without:
        """Rebuild from JSON values."""
        columns = tuple(
            Missed(one["column"], one["fall"] and Interval(**one["fall"]), one["failure"])
            for one in body["columns"]
        )
        return cls(**{**body, "columns": columns})


def without(
    run: Run,
    trial_id: str | None = None,
    columns: Sequence[str] | None = None,
    emit: Emit = silent,
) -> Without:
    """Return how much a trial's score falls when it is trained without each column.

    The interval is the corrected resampled t of the differences fold by fold (Nadeau and Bengio
    2003).

    Parameters
    ----------
    run : Run
        Its recipe, folds and scores are used.
    trial_id : str or None
        Which; None: the best.
    columns : sequence of str or None
        Raw columns; None: the first 60 inputs.
    emit : Emit
        Told how far it is.

    Raises
    ------
    LoupeError
        ``unknown_trial`` when there is none with a score.
    """
    trial, folds = run.trial(trial_id), len(run.splits.folds)
    names = list(run.problem.inputs if columns is None else columns)[:MOST_COLUMNS]
    emit(Started(len(names) * folds))
    frame, found = run.problem.frame(), []
    for at, name in enumerate(names):
        tell = partial(_tell, emit, name, at * folds, len(names) * folds)
        found.append(_missed(run, trial, _held(frame, name), name, tell))
    ranked = sorted(found, key=lambda one: (one.fall is None, -(one.fall.mean if one.fall else 0)))
    metric = run.plan.metric or ""
    inputs = len(run.problem.inputs)
    return Without(trial.model, metric, trial.score or 0.0, folds, tuple(ranked), inputs)


def _tell(emit: Emit, name: str, before: int, total: int, fold: int) -> None:
    emit(Progress(before + fold, total, f"without {name}"))


def _held(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows with one column at its commonest value."""
    values = frame[name]
    usual = values.mode(dropna=True)
    at = usual.iloc[0] if len(usual) else None
    return frame.assign(**{name: pd.Series([at] * len(frame), dtype=values.dtype)})


def _missed(
    run: Run, trial: Trial, frame: pd.DataFrame, name: str, tell: Callable[[int], None]
) -> Missed:
    scores = []
    for fold, (train, _test) in enumerate(run.splits.folds):
        tell(fold)
        made = fitted_again(run.problem, trial, train, fold, frame)
        if made.score is None:
            return Missed(name, failure=made.failure)
        scores.append(made.score)
    gaps = np.subtract(trial.fold_scores, scores)
    return Missed(name, interval(gaps.tolist(), ratio=run.splits.ratio))
