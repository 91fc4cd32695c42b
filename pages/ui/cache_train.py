"""Runs and models, and what their pages show of them, remembered."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore.cleaning.inputs import inputs
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.evaluation import curves
from mlcore.evaluation import residuals as errors
from mlcore.evaluation.metrics import most_likely
from mlcore.evaluation.task import propose_task
from mlcore.prediction.table import Answered
from mlcore.training import keys, runs, suspects
from mlcore.training.checks.catalogue import checks as find_all
from mlcore.training.comparison import Comparison, compare
from mlcore.training.reported import Reported
from mlcore.training.reported import reported as measure_again
from mlcore.training.run import Run
from mlcore.training.target import read_target, target_steps, target_values
from mlcore.training.tuning.history import Weights
from mlcore.training.tuning.history import weights as measured_weights
from mlcore.types import Finding, Task
from mlcore.workspace import asking
from mlcore.workspace.workspace import Workspace
from pages.ui.cache import by_fingerprint

_BY_RUN: Any = {"max_entries": 64, "hash_funcs": {Run: lambda run: run.id}, "show_spinner": False}


def run(space: Workspace, run_id: str) -> Run | None:
    """Return a run with what is finished of it; None when its data is lost."""
    finished = runs.finished_units(space.store, run_id)
    try:
        return _run(space, run_id, finished)
    except LoupeError:
        return None


_OF_SPACE: Any = {
    "max_entries": 24,
    "hash_funcs": {Workspace: lambda w: w.id},
    "show_spinner": False,
}


@st.cache_resource(**_OF_SPACE)
def _run(space: Workspace, run_id: str, finished: int) -> Run:
    before = _before(space, run_id)
    before[:] = [runs.load(space.store, space.id, run_id, next(iter(before), None))]
    return before[0]


@st.cache_resource(**_OF_SPACE)
def _before(space: Workspace, run_id: str) -> list[Run]:
    """Return the run as it was read last, if it was."""
    return []


@st.cache_resource(**_BY_RUN)
def mistakes(run: Run, trial: str) -> tuple[curves.Confusion, tuple[curves.ClassScores, ...]]:
    """Return the out-of-fold confusion matrix of a trial, and the scores of each class."""
    oof = run.oof(trial)
    answer = most_likely(oof.prediction)
    scores = curves.per_class(oof.y, answer, run.classes)
    return curves.confusion(oof.y, answer, run.classes), scores


@st.cache_resource(**_BY_RUN)
def ranking(run: Run, trial: str, positive: int) -> tuple[curves.Roc, curves.PrecisionRecall]:
    """Return the out-of-fold curves of one class against the others."""
    oof = run.oof(trial)
    given = (oof.y, oof.prediction, run.classes, positive)
    return curves.roc(*given), curves.precision_recall(*given)


@st.cache_resource(**_BY_RUN)
def residuals(run: Run, trial: str) -> errors.Residuals:
    """Return the out-of-fold residuals of a trial."""
    oof = run.oof(trial)
    return errors.residuals(oof.y, oof.prediction)


@st.cache_resource(**_BY_RUN)
def checks(run: Run, trial: str, finished: int) -> tuple[Finding, ...]:
    """Return what the checks say of a trial, while so many trials are *finished*."""
    return find_all(run, trial)


@st.cache_resource(**_BY_RUN)
def comparison(first: Run, second: Run, *finished: int) -> Comparison | None:
    """Return what changed between two runs, while so many trials of each are *finished*."""
    return compare(first, second)


@st.cache_resource(**_BY_RUN)
def reported(run: Run, names: tuple[str, ...], finished: int) -> tuple[Reported, ...]:
    """Return the leaderboard's trials by other metrics, while so many are *finished*."""
    return measure_again(run, names)


@st.cache_resource(**_BY_RUN)
def weights(run: Run, model: str, finished: int) -> Weights | None:
    """Return what decides the score of a model, while so many trials are *finished*."""
    return measured_weights(run, model)


@st.cache_data(
    max_entries=128,
    hash_funcs={Dataset: by_fingerprint, Recipe: lambda recipe: recipe.fingerprint},
    show_spinner=False,
)
def proposed_task(data: Dataset, recipe: Recipe, target: str) -> Task:
    """Return the task that the values of *target* after *recipe* suggest."""
    return propose_task(target_values(data, recipe, target)[1])


@st.cache_data(
    max_entries=64,
    hash_funcs={Dataset: by_fingerprint, Recipe: lambda recipe: recipe.fingerprint},
    show_spinner=False,
)
def classes(data: Dataset, recipe: Recipe, target: str) -> tuple[str, ...]:
    """Return the classes of *target* in code order; none where there are none."""
    try:
        return read_target(data, recipe, target, None).classes
    except LoupeError:
        return ()


@st.cache_data(
    max_entries=64,
    hash_funcs={Dataset: by_fingerprint, Recipe: lambda recipe: recipe.fingerprint},
    show_spinner=False,
)
def doubtful(data: Dataset, recipe: Recipe, target: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return raw columns in use that tell the target alone, and those that only name the rows."""
    try:
        raw, _steps = target_steps(data, recipe, target)
        used = tuple(name for name in inputs(recipe, data.names) if name != raw)
    except LoupeError:
        return (), ()
    leaks = tuple(name for found in suspects.suspects(data, raw, used) for name in found.columns)
    named = suspects.namers(data, tuple(name for name in used if name not in leaks))
    return leaks, named


@st.cache_data(max_entries=32, hash_funcs={Dataset: by_fingerprint}, show_spinner=False)
def proposed_split(data: Dataset, target: str) -> tuple[str, str]:
    """Return the split that the table suggests and why; empty when chance will do."""
    return keys.proposed(data, target)


@st.cache_resource(
    max_entries=16, ttl=86_400, hash_funcs={Workspace: lambda w: w.id}, show_spinner=False
)
def answered(space: Workspace, spec: dict[str, Any]) -> Answered:
    """Return a small table's answers; *spec* names the table, the model and the level."""
    return asking.answered(space, spec)
