"""Two runs side by side: what was changed, and what that did to each model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

from mlcore.catalog.models import entry
from mlcore.cleaning.catalogue import step
from mlcore.evaluation.bootstrap import paired
from mlcore.evaluation.metrics import metric
from mlcore.evaluation.ties import Interval, interval
from mlcore.training.run import Run
from mlcore.types import Plan, StepSpec, Trial

How = Literal["folds", "rows", "apart"]


@dataclass(frozen=True)
class Change:
    """One thing that differs: of the data, the recipe or the plan; empty where there is none."""

    part: Literal["data", "recipe", "plan"]
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Moved:
    """One model in both runs.

    Parameters
    ----------
    title : str
        The model.
    before, after : float
        Its scores, greater is better, by the metric of the second run.
    gain : Interval or None
        After minus before with a 95 % interval; None where the runs cannot be paired.
    """

    title: str
    before: float
    after: float
    gain: Interval | None = None

    @property
    def verdict(self) -> Literal["better", "worse", "unclear", "unpaired"]:
        """Whether the change is beyond chance."""
        if self.gain is None or not np.isfinite(self.gain.low):
            return "unpaired"
        if self.gain.low > 0:
            return "better"
        return "worse" if self.gain.high < 0 else "unclear"


@dataclass(frozen=True)
class Comparison:
    """What changed from one run to another and what it did.

    Parameters
    ----------
    changes : tuple of Change
        Data, then recipe, then plan.
    models : tuple of Moved
        Models finished in both, best of the second first.
    only : (tuple of str, tuple of str)
        Models finished in the first only, and in the second only.
    metric : str
        By which both are scored: the second's.
    how : {"folds", "rows", "apart"}
        Paired on the same folds (corrected resampled t), on the same rows (bootstrap of the
        out-of-fold answers), or not at all.
    rows : int
        Rows that both were tested on.
    """

    changes: tuple[Change, ...]
    models: tuple[Moved, ...]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    metric: str
    how: How
    rows: int


def compare(first: Run, second: Run) -> Comparison | None:
    """Return what changed from *first* to *second*, and what it did to the models of both.

    Returns
    -------
    Comparison or None
        None when they predict different things: other task or classes.
    """
    if (first.plan.task, first.classes) != (second.plan.task, second.classes):
        return None
    name, how = second.plan.metric or "", _how(first, second)
    before, after = _best(first), _best(second)
    both = [model for model in after if model in before]
    moved = [_moved((first, before[m]), (second, after[m]), name, how) for m in both]
    lost, new = (
        tuple(entry(model).title for model in mine if model not in theirs)
        for mine, theirs in ((before, after), (after, before))
    )
    rows = len(np.intersect1d(first.splits.tested, second.splits.tested))
    shared = rows if how != "apart" else 0
    recipes = recipe_changes(first.recipe.steps, second.recipe.steps)
    changes = (*_data(first, second), *recipes, *plan_changes(first.plan, second.plan))
    return Comparison(changes, tuple(moved), (lost, new), name, how, shared)


def _how(first: Run, second: Run) -> How:
    """Return how the runs can be paired: the answers to the same rows must be known in both."""
    rows = np.intersect1d(first.splits.tested, second.splits.tested)
    same = len(rows) > 0 and first.data.rows == second.data.rows
    if not (same and np.array_equal(first.problem.y[rows], second.problem.y[rows])):
        return "apart"
    return "folds" if first.splits.fingerprint == second.splits.fingerprint else "rows"


def _best(run: Run) -> dict[str, Trial]:
    found: dict[str, Trial] = {}
    for trial in run.finished:
        found.setdefault(trial.model, trial)
    return found


def _moved(before: tuple[Run, Trial], after: tuple[Run, Trial], name: str, how: How) -> Moved:
    scores = [_fold_scores(run, trial, name) for run, trial in (before, after)]
    old, new = (float(np.mean(found)) for found in scores)
    gain = None
    if how == "folds":
        gaps = np.subtract(scores[1], scores[0])
        gain = interval(gaps.tolist(), ratio=after[0].splits.ratio)
    elif how == "rows":
        gain = _by_rows(before, after, name)
    return Moved(entry(after[1].model).title, old, new, gain)


def _fold_scores(run: Run, trial: Trial, name: str) -> list[float]:
    """Return the scores of the folds by the metric *name*, whatever the run was scored by."""
    if run.plan.metric == name:
        return list(trial.fold_scores)
    measure, y = metric(name), run.problem.y
    return [
        measure.score(y[test], run.ledger.prediction(trial.id, fold))
        for fold, (_, test) in enumerate(run.splits.folds)
    ]


def _by_rows(before: tuple[Run, Trial], after: tuple[Run, Trial], name: str) -> Interval:
    one, two = before[0].oof(before[1].id), after[0].oof(after[1].id)
    _, here, there = np.intersect1d(one.rows, two.rows, return_indices=True)
    return paired(name, one.y[here], one.prediction[here], two.prediction[there])


def _data(first: Run, second: Run) -> Iterator[Change]:
    if first.data.fingerprint == second.data.fingerprint:
        return
    if first.data.rows != second.data.rows:
        yield Change("data", "rows", f"{first.data.rows:,}", f"{second.data.rows:,}")
    old, new = set(first.data.names), set(second.data.names)
    for name in first.data.names:
        if name not in new:
            yield Change("data", "column", name, "")
    for name in second.data.names:
        if name not in old:
            yield Change("data", "column", "", name)
    if first.data.rows == second.data.rows and old == new:
        yield Change("data", "values", first.data.fingerprint[:8], second.data.fingerprint[:8])


def recipe_changes(first: Iterable[StepSpec], second: Iterable[StepSpec]) -> Iterator[Change]:
    """Yield the steps that only one of two recipes has, or their other order."""
    old = [_words(spec) for spec in first if spec.enabled]
    new = [_words(spec) for spec in second if spec.enabled]
    for words in old:
        if words not in new:
            yield Change("recipe", "step", words, "")
    for words in new:
        if words not in old:
            yield Change("recipe", "step", "", words)
    if old != new and sorted(old) == sorted(new):
        yield Change("recipe", "order", " → ".join(old), " → ".join(new))


def _words(spec: StepSpec) -> str:
    """Return a step in a few words: what it does, to which columns, with which settings."""
    columns = ", ".join(spec.columns[:4]) + (" …" if len(spec.columns) > 4 else "")
    settings = ", ".join(f"{name} {value}" for name, value in spec.params)
    told = f"{step(spec.name).title}: {columns}" if columns else step(spec.name).title
    return f"{told} ({settings})" if settings else told


def plan_changes(first: Plan, second: Plan) -> Iterator[Change]:
    """Yield the settings in which two plans differ."""
    for field in fields(Plan):
        before, after = getattr(first, field.name), getattr(second, field.name)
        if before != after:
            yield Change("plan", field.name, _shown(before), _shown(after))


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
