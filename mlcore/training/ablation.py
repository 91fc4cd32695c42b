"""Does each step of a recipe pay? The same trial on the same folds, one step left out in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.evaluation.ties import Interval, interval
from mlcore.events import Emit, Progress, Started, silent
from mlcore.language import translate as _
from mlcore.training.again import fitted_again
from mlcore.training.problem import Problem, pose
from mlcore.training.run import Run
from mlcore.types import StepSpec, Trial


@dataclass(frozen=True)
class Pays:
    """What one step brings.

    Parameters
    ----------
    number : int
        Place in the recipe, from 1.
    title : str
        What the step does.
    columns : tuple of str
        Its columns.
    gain : Interval or None
        Score with the step minus score without it (above 0: it pays), over the folds.
    without : float or None
        The mean score without it.
    failure : str
        Why it cannot be left out alone.
    """

    number: int
    title: str
    columns: tuple[str, ...]
    gain: Interval | None = None
    without: float | None = None
    failure: str = ""

    @property
    def verdict(self) -> str:
        """``pays``, ``costs``, ``unclear`` or ``needed``."""
        if self.gain is None:
            return "needed"
        if self.gain.low > 0:
            return "pays"
        return "costs" if self.gain.high < 0 else "unclear"


@dataclass(frozen=True)
class Ablation:
    """A recipe with each step left out in turn."""

    model: str
    metric: str
    score: float
    folds: int
    steps: tuple[Pays, ...]

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Ablation:
        """Rebuild from JSON values."""
        steps = tuple(
            Pays(**{
                **s, "columns": tuple(s["columns"]),
                "gain": s["gain"] and Interval(**s["gain"]),
            })
            for s in body["steps"]
        )  # fmt: skip
        return cls(**{**body, "steps": steps})


def ablation(run: Run, trial_id: str | None = None, emit: Emit = silent) -> Ablation:
    """Return what each step of the run's recipe brings to a trial.

    The interval is the corrected resampled t of the differences fold by fold (Nadeau and Bengio
    2003). A step that later ones need cannot be left out alone, and says so.

    Parameters
    ----------
    run : Run
        Its recipe, folds and scores are used.
    trial_id : str or None
        Which; None: the best.
    emit : Emit
        Told how far it is.

    Raises
    ------
    LoupeError
        ``unknown_trial`` when there is none with a score.
    """
    trial = run.trial(trial_id)
    on = [(i, spec) for i, spec in enumerate(run.recipe.steps) if spec.enabled]
    folds = len(run.splits.folds)
    emit(Started(len(on) * folds))
    found = []
    for done, (at, spec) in enumerate(on):
        words = f"{_('without')} {step(spec.name).title}"
        tell = partial(_tell, emit, words, done * folds, len(on) * folds)
        found.append(_left_out(run, trial, at, spec, tell))
    metric = run.plan.metric or ""
    return Ablation(trial.model, metric, trial.score or 0.0, folds, tuple(found))


def _tell(emit: Emit, words: str, before: int, total: int, fold: int) -> None:
    emit(Progress(before + fold, total, words))


def _left_out(run: Run, trial: Trial, at: int, spec: StepSpec, tell: Callable[[int], None]) -> Pays:
    line = Pays(at + 1, step(spec.name).title, spec.columns)
    try:
        problem = _problem(run, at)
    except LoupeError as error:
        return replace(line, failure=error.what)
    frame, scores = problem.frame(), []
    for fold, (train, _test) in enumerate(run.splits.folds):
        tell(fold)
        made = fitted_again(problem, trial, train, fold, frame)
        if made.score is None:
            return replace(line, failure=made.failure)
        scores.append(made.score)
    gaps = np.subtract(trial.fold_scores, scores)
    gain = interval(gaps.tolist(), ratio=run.splits.ratio)
    return replace(line, gain=gain, without=float(np.mean(scores)))


def _problem(run: Run, at: int) -> Problem:
    steps = run.recipe.steps
    recipe = Recipe((*steps[:at], *steps[at + 1 :]))
    return pose(run.data, run.plan, recipe, run.splits)
