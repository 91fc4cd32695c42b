"""What each step of a recipe does, before anybody trains with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.cautions import Caution, about_rows, needed_later
from mlcore.cleaning.fit import fit_step, keep_rows, need_columns
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.spread import Spread, spread
from mlcore.cleaning.steps.values import is_numeric, labels
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.errors import LoupeError
from mlcore.types import ColumnSpec, StepSpec

MOST_ROWS = 20_000
Columns = tuple[ColumnSpec, ...]


@dataclass(frozen=True)
class Example:
    """One cell that a step changed."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class StepEffect:
    """What one step does.

    Parameters
    ----------
    spec : StepSpec
        The step.
    rows_before, rows_after, missing_before, missing_after : int
        Rows and missing cells.
    columns_added, columns_removed : tuple of str
        Columns that come and go.
    changed_cells : int
        Cells of columns that stay, changed by it.
    example : Example or None
        The first changed cell.
    problem : LoupeError or None
        Why it cannot be carried out; the next steps are then looked at without it.
    sampled : int or None
        So many rows were looked at, when not all.
    cautions : tuple of Caution
        What a person should know before they keep it; see ``mlcore.cleaning.cautions``.
    empty : int or None
        Number of the step that left no rows; this one was then not looked at.
    """

    spec: StepSpec
    rows_before: int
    rows_after: int
    missing_before: int
    missing_after: int
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    changed_cells: int = 0
    example: Example | None = None
    problem: LoupeError | None = None
    sampled: int | None = None
    cautions: tuple[Caution, ...] = ()
    empty: int | None = None


def preview(recipe: Recipe, data: Dataset, target: str | None = None) -> tuple[StepEffect, ...]:
    """Return the effect of each step of *recipe*, on at most 20,000 rows of *data*.

    A step that is switched off changes nothing; none is looked at when no rows are left.

    Parameters
    ----------
    recipe : Recipe
        Its steps.
    data : Dataset
        What they are tried on.
    target : str or None
        What is to be predicted: losing it, or one of its classes, is told.
    """
    frame, sampled = sample(data)
    effects, missing = [], _missing(frame)
    for done in _walk(recipe, frame):
        left = missing if done.after is done.before else _missing(done.after)
        found = about_rows(done.spec, done.before, done.after, target)
        effect = replace(_effect(done, missing, left), sampled=sampled, cautions=found)
        effects.append(effect)
        missing = left
    needed = needed_later([(e.spec, e.columns_removed, e.problem) for e in effects], target)
    return tuple(
        replace(effect, cautions=(*effect.cautions, *needed.get(at, ())))
        for at, effect in enumerate(effects)
    )


def columns_after(recipe: Recipe, data: Dataset, number: int | None = None) -> Columns:
    """Return the schema that the first *number* steps of *recipe* leave (None: all of them)."""
    cut = Recipe(recipe.steps[:number])
    if not cut.steps:
        return data.columns
    frame = deque(_walk(cut, sample(data)[0]), maxlen=1)[0].after
    known = {column.name: column for column in data.columns}
    return tuple(
        known[str(name)]
        if str(name) in known and known[str(name)].dtype == str(dtype)
        else specs(frame[[name]])[0]
        for name, dtype in frame.dtypes.items()
    )


def before_after(
    recipe: Recipe, data: Dataset, number: int, rows: int = 50
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the first *rows* before and after step *number* (from 0) of *recipe*."""
    frame, _ = sample(data)
    steps = deque(islice(_walk(recipe, frame), number + 1), maxlen=1)
    before, after = (steps[0].before, steps[0].after) if steps else (frame, frame)
    return before.head(rows), after.head(rows)


def spread_of(recipe: Recipe, data: Dataset, number: int) -> Spread | None:
    """Return how a column that step number (from 0) treats lies before and after it.

    The first of its columns that is there before and after; None when there is none.
    """
    before, after = before_after(recipe, data, number, MOST_ROWS)
    for name in recipe.steps[number].columns:
        found = spread(before, after, name)
        if found is not None:
            return found
    return None


def sample(data: Dataset) -> tuple[pd.DataFrame, int | None]:
    """Return all rows of *data*, or 20,000 evenly spaced ones and their number."""
    if data.rows <= MOST_ROWS:
        return data.frame(), None
    rows = np.linspace(0, data.rows - 1, MOST_ROWS).astype(np.int64)
    return data.frame(rows=rows), MOST_ROWS


@dataclass(frozen=True, eq=False)
class _Done:
    """One step carried out: the frames before and after it, and what stood in its way."""

    spec: StepSpec
    before: pd.DataFrame
    after: pd.DataFrame
    problem: LoupeError | None
    empty: int | None


def _walk(recipe: Recipe, frame: pd.DataFrame) -> Iterator[_Done]:
    empty: int | None = None
    for number, spec in enumerate(recipe.steps, 1):
        made, problem = frame, None
        if spec.enabled and empty is None:
            try:
                made = _carried_out(spec, number, frame)
            except LoupeError as error:
                problem = error
        yield _Done(spec, frame, made, problem, empty if spec.enabled else None)
        if len(frame) and not len(made):
            empty = number
        frame = made


def _carried_out(spec: StepSpec, number: int, frame: pd.DataFrame) -> pd.DataFrame:
    need_columns(spec, number, frame)
    if step(spec.name).scope == "rows":
        return frame.iloc[keep_rows(spec, frame)]
    return fit_step(spec, frame)[1]


def _missing(frame: pd.DataFrame) -> int:
    return int(np.count_nonzero(frame.isna().to_numpy()))


def _effect(done: _Done, missing_before: int, missing_after: int) -> StepEffect:
    before, after = done.before, done.after
    olds, news = set(before.columns), set(after.columns)
    cells, example = 0, None
    if len(before) == len(after) and before is not after:
        both = [name for name in done.spec.columns if name in olds & news]
        cells, example = _changes(before, after, both)
    return StepEffect(
        done.spec, len(before), len(after), missing_before, missing_after,
        tuple(str(name) for name in after.columns if name not in olds),
        tuple(str(name) for name in before.columns if name not in news),
        cells, example, done.problem, empty=done.empty,
    )  # fmt: skip


def _changes(
    before: pd.DataFrame, after: pd.DataFrame, columns: list[str]
) -> tuple[int, Example | None]:
    cells, example = 0, None
    for name in columns:
        changed = np.flatnonzero(_differs(before[name], after[name]))
        cells += len(changed)
        if len(changed) and example is None:
            at = int(changed[0])
            example = Example(name, _shown(before[name].iloc[at]), _shown(after[name].iloc[at]))
    return cells, example


def _differs(before: pd.Series, after: pd.Series) -> np.ndarray:
    if is_numeric(before) and is_numeric(after):
        old = before.to_numpy(dtype="float64", na_value=np.nan)
        new = after.to_numpy(dtype="float64", na_value=np.nan)
        return ~((old == new) | (np.isnan(old) & np.isnan(new)))
    return np.asarray(labels(before) != labels(after), dtype=bool)


def _shown(value: Any) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:60]
