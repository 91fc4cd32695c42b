"""The column to predict: its values after the recipe, its task and its classes."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from pandas.api import types as dtypes

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.fit import fit
from mlcore.cleaning.inputs import origins, source_of
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError, Where
from mlcore.evaluation.task import propose_task
from mlcore.training import messages
from mlcore.training.preparation.values import floats, label
from mlcore.types import StepSpec, Task

LEAST_ROWS = 10
MOST_CLASSES = 200


@dataclass(frozen=True, eq=False)
class Target:
    """The answers to learn from.

    Parameters
    ----------
    name, raw : str
        The column's name after and before the recipe.
    task : Task
        What kind of answer it is.
    classes : tuple of str
        Class names in sorted order (numbers by size, then text); empty for regression. The
        last of two is the *positive* class of binary metrics. Names are texts: ``"True"``,
        ``"3"`` for 3 and 3.0, text as it stands.
    y : ndarray
        One answer per dataset row: values (nan where missing), or class codes (-1).
    """

    name: str
    raw: str
    task: Task
    classes: tuple[str, ...]
    y: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Dataset rows that have a target, ascending."""
        known = self.y >= 0 if self.classes else ~np.isnan(self.y)
        return np.flatnonzero(known)


def read_target(data: Dataset, recipe: Recipe, name: str, task: Task | None) -> Target:
    """Return the target called *name* after *recipe*.

    Parameters
    ----------
    data : Dataset
        The raw rows.
    recipe : Recipe
        Steps that touch the target may not be fitted.
    name : str
        The column to predict.
    task : Task or None
        None: proposed from the values.

    Raises
    ------
    LoupeError
        When there is no such column or nothing can be learnt from it.
    """
    raw, values = target_values(data, recipe, name)
    known = values.dropna()
    _refuse_degenerate(name, known)
    task = task or propose_task(known)
    if task == "regression":
        return Target(name, raw, task, (), _numbers(name, values))
    classes, y = _classes(values)
    task = _class_task(name, task, len(classes), len(known))
    _refuse_lonely(name, classes, y)
    return Target(name, raw, task, classes, y)


def target_values(data: Dataset, recipe: Recipe, name: str) -> tuple[str, pd.Series]:
    """Return the raw name of target *name* and its values after the recipe, row for row."""
    raw, steps = target_steps(data, recipe, name)
    frame = fit(Recipe(steps), data.frame([raw])).frame
    if name not in frame.columns:
        raise _no_target(name, data.names)
    return raw, frame[name].reset_index(drop=True)


def target_steps(data: Dataset, recipe: Recipe, name: str) -> tuple[str, tuple[StepSpec, ...]]:
    """Return the raw name of target *name*, and the steps of the recipe that touch it.

    Raises
    ------
    LoupeError
        When there is no such column, or a step learns from it.
    """
    raw = _raw_name(data, recipe, name)
    _refuse_derived(data, recipe, raw, name)
    steps, current = [], raw
    for spec in recipe.steps:
        if not spec.enabled or not _touches(spec, current):
            continue
        _refuse_fitted(spec, name)
        steps.append(replace(spec, columns=(current,)))
        current = dict(spec.params).get("to", current) if spec.name == "rename" else current
    return raw, tuple(steps)


def _touches(spec: StepSpec, column: str) -> bool:
    return step(spec.name).scope == "cells" and column in spec.columns


def _refuse_fitted(spec: StepSpec, name: str) -> None:
    if step(spec.name).fitted:
        place = Where(column=name, step=spec.name)
        raise LoupeError(messages.TARGET_FITTED, place, name=name, step=step(spec.name).title)


def _refuse_derived(data: Dataset, recipe: Recipe, raw: str, name: str) -> None:
    """Refuse a recipe that computes a feature from the target."""
    for column, sources in origins(recipe, data.names).items():
        if raw in sources and column != name and not _learns(recipe, raw):
            raise LoupeError(messages.TARGET_USED, Where(column=column), column=column, name=name)


def _learns(recipe: Recipe, column: str) -> bool:
    """Tell whether a step learns from *column*; that is refused in words of its own."""
    return any(s.enabled and _touches(s, column) and step(s.name).fitted for s in recipe.steps)


def _raw_name(data: Dataset, recipe: Recipe, name: str) -> str:
    try:
        raw = source_of(recipe, name)
    except KeyError:
        raw = ""
    if raw not in data.names:
        raise _no_target(name, data.names)
    return raw


def _no_target(name: str, names: tuple[str, ...]) -> LoupeError:
    if name in names:
        return LoupeError(messages.TARGET_LEFT_OUT, Where(column=name), name=name)
    plain = {other.strip().casefold(): other for other in names}
    near = difflib.get_close_matches(name.strip().casefold(), plain, 1, 0.6)
    hint = f" (nearest: “{plain[near[0]]}”)" if near else ""
    return LoupeError(messages.NO_TARGET, Where(column=name), name=name, hint=hint)


def _refuse_degenerate(name: str, known: pd.Series) -> None:
    place = Where(column=name)
    if not len(known):
        raise LoupeError(messages.TARGET_MISSING, place, name=name)
    if len(known) < LEAST_ROWS:
        raise LoupeError(messages.TOO_FEW_ROWS, place, rows=len(known), least=LEAST_ROWS)
    if dtypes.is_datetime64_any_dtype(known):
        raise LoupeError(messages.TARGET_DATE, place, name=name)
    if known.nunique() == 1:
        value = label(known.iloc[0])[:60]
        raise LoupeError(messages.TARGET_CONSTANT, place, name=name, value=value)


def _numbers(name: str, values: pd.Series) -> np.ndarray:
    y = floats(values)
    wrong = np.flatnonzero(np.isnan(y) & values.notna().to_numpy())
    if len(wrong):
        value = label(values.iloc[wrong[0]])[:60]
        place = Where(column=name, row=int(wrong[0]) + 1)
        raise LoupeError(messages.TARGET_TEXT, place, name=name, value=value)
    return y


def _classes(values: pd.Series) -> tuple[tuple[str, ...], np.ndarray]:
    found, uniques = pd.factorize(values)
    raw = uniques.tolist()
    numeric = dtypes.is_numeric_dtype(values) and not dtypes.is_bool_dtype(values)
    order = sorted(range(len(raw)), key=lambda i: raw[i] if numeric else label(raw[i]))
    rank = np.full(len(raw) + 1, -1, dtype=np.intp)
    rank[order] = np.arange(len(raw))
    return tuple(label(raw[i]) for i in order), rank[found]


def _class_task(name: str, task: Task, classes: int, rows: int) -> Task:
    place = Where(column=name)
    if task == "binary" and classes > 2:
        raise LoupeError(messages.NOT_BINARY, place, name=name, classes=classes)
    if classes > min(MOST_CLASSES, rows / 2):
        facts = {"name": name, "classes": f"{classes:,}", "rows": f"{rows:,}"}
        raise LoupeError(messages.TOO_MANY_CLASSES, place, **facts)
    return "binary" if classes == 2 else "multiclass"


def _refuse_lonely(name: str, classes: tuple[str, ...], y: np.ndarray) -> None:
    counts = np.bincount(y[y >= 0], minlength=len(classes))
    if counts.min() < 2:
        value = classes[int(counts.argmin())][:60]
        row = int(np.flatnonzero(y == counts.argmin())[0]) + 1
        raise LoupeError(
            messages.CLASS_TOO_SMALL, Where(column=name, row=row), name=name, value=value
        )
