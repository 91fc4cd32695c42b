"""What each step of a recipe does, before anybody trains with it: one walk over a sample."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.cautions import about_rows, needed_later
from mlcore.cleaning.effect import StepEffect, changes
from mlcore.cleaning.fit import need_columns
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.spread import Spread, spread
from mlcore.cleaning.tried import kept_by, made_by
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.errors import LoupeError
from mlcore.types import ColumnSpec, StepSpec

MOST_ROWS = 20_000
MOST_CELLS = 10_000_000
"""Of a table with more than 500 columns, fewer rows are looked at."""
SHOWN_ROWS, SHOWN_COLUMNS = 8, 40
Columns = tuple[ColumnSpec, ...]


@dataclass(frozen=True, eq=False)
class Stage:
    """One step carried out on the sample.

    Parameters
    ----------
    effect : StepEffect
        What it did.
    columns : tuple of ColumnSpec
        The schema it leaves.
    before, after : DataFrame
        Its first rows: the columns it treats, and others up to 40.
    spread : Spread or None
        How the first column it treats, that is there before and after, lies; None without one.
    """

    effect: StepEffect
    columns: Columns
    before: pd.DataFrame
    after: pd.DataFrame
    spread: Spread | None


@dataclass(frozen=True, eq=False)
class Standing:
    """The sampled rows at one place of a recipe.

    Parameters
    ----------
    frame : DataFrame
        The rows.
    gaps : ndarray
        Missing cells of each row.
    columns : tuple of ColumnSpec
        Their schema.
    empty : int or None
        Number of the step that left no row.
    """

    frame: pd.DataFrame
    gaps: np.ndarray
    columns: Columns
    empty: int | None = None


@dataclass(frozen=True, eq=False)
class Walk:
    """A recipe carried out step by step on at most 20,000 rows; a longer one can go on from it.

    Parameters
    ----------
    data : Dataset
        What was walked over.
    target : str or None
        What is to be predicted.
    sampled : int or None
        So many rows were looked at, when not all.
    start, last : Standing
        The rows before the first step and after the last.
    stages : tuple of Stage
        One for each step.
    """

    data: Dataset
    target: str | None
    sampled: int | None
    start: Standing
    last: Standing
    stages: tuple[Stage, ...] = ()

    @property
    def steps(self) -> tuple[StepSpec, ...]:
        """The steps in order."""
        return tuple(stage.effect.spec for stage in self.stages)

    @property
    def effects(self) -> tuple[StepEffect, ...]:
        """What each step does, with what the others make of it."""
        found = [stage.effect for stage in self.stages]
        removals = [(e.spec, e.columns_removed, e.problem) for e in found]
        needed = needed_later(removals, self.target)
        return tuple(
            replace(effect, cautions=(*effect.cautions, *needed.get(at, ())))
            for at, effect in enumerate(found)
        )

    def columns(self, number: int | None = None) -> Columns:
        """Return the schema that the first *number* steps leave (None: all of them)."""
        stages = self.stages[:number]
        return stages[-1].columns if stages else self.start.columns


def preview(recipe: Recipe, data: Dataset, target: str | None = None) -> tuple[StepEffect, ...]:
    """Return the effect of each step of *recipe*; see :func:`walk`."""
    return walk(recipe, data, target).effects


def walk(
    recipe: Recipe, data: Dataset, target: str | None = None, known: Iterable[Walk] = ()
) -> Walk:
    """Carry *recipe* out step by step on at most 20,000 rows of *data*.

    A step that is switched off changes nothing; none is looked at when no rows are left.

    Parameters
    ----------
    recipe : Recipe
        Its steps.
    data : Dataset
        What they are tried on.
    target : str or None
        What is to be predicted: losing it, or one of its classes, is told.
    known : iterable of Walk
        Earlier walks over the same data: what they share with this one is taken from them.
    """
    alike = [w for w in known if w.data.fingerprint == data.fingerprint and w.target == target]
    begun = [w for w in alike if w.steps == recipe.steps[: len(w.steps)]]
    if begun:
        found = max(begun, key=lambda w: len(w.steps))
    elif alike:
        found = replace(alike[0], last=alike[0].start, stages=())
    else:
        found = _start(data, target)
    stages, last = list(found.stages), found.last
    for spec in recipe.steps[len(stages) :]:
        stage, last = _staged(spec, len(stages) + 1, last, found)
        stages.append(stage)
    return replace(found, last=last, stages=tuple(stages))


def sample(data: Dataset) -> tuple[pd.DataFrame, int | None]:
    """Return all rows of *data*, or evenly spaced ones (at most 20,000) and their number."""
    rows = _positions(data)
    return (data.frame(), None) if rows is None else (data.frame(rows=rows), len(rows))


def _positions(data: Dataset) -> np.ndarray | None:
    most = min(MOST_ROWS, max(MOST_CELLS // max(len(data.columns), 1), 1))
    if data.rows <= most:
        return None
    return np.linspace(0, data.rows - 1, most).astype(np.int64)


def _start(data: Dataset, target: str | None) -> Walk:
    frame, sampled = sample(data)
    gaps = _gaps(frame, [column.name for column in data.columns if column.missing])
    at = Standing(frame, gaps, data.columns)
    return Walk(data, target, sampled, at, at)


def _staged(spec: StepSpec, number: int, at: Standing, walked: Walk) -> tuple[Stage, Standing]:
    """Return what the step *spec* does to the rows *at* its place, and the rows after it."""
    after, problem = at, None
    if spec.enabled and at.empty is None:
        try:
            after = _carried_out(spec, number, at)
        except LoupeError as error:
            problem = _titled(error)
    effect = replace(
        _effect(spec, at, after),
        problem=problem,
        sampled=walked.sampled,
        empty=at.empty if spec.enabled else None,
        cautions=about_rows(spec, at.frame, after.frame, walked.target),
    )
    found = (spread(at.frame, after.frame, name) for name in spec.columns)
    lies = next((one for one in found if one is not None), None)
    treated = {*spec.columns, *effect.columns_added, *effect.columns_removed}
    before, behind = (_shown(frame, treated) for frame in (at.frame, after.frame))
    return Stage(effect, after.columns, before, behind, lies), after


def _titled(error: LoupeError) -> LoupeError:
    """Return *error* with the step by its title: nobody who reads it wrote the code word."""
    name = error.facts.get("step")
    if name is None:
        return error
    said = LoupeError(error.message, *error.where, **{**error.facts, "step": step(name).title})
    said.__cause__ = error
    return said


def _carried_out(spec: StepSpec, number: int, at: Standing) -> Standing:
    need_columns(spec, number, at.frame)
    if step(spec.name).scope == "rows":
        kept = kept_by(spec, at.frame)
        emptied = number if len(at.frame) and not len(kept) else None
        return Standing(at.frame.iloc[kept], at.gaps[kept], at.columns, emptied)
    made = made_by(spec, at.frame)
    old, new = _touched(spec, at.frame, made), _touched(spec, made, at.frame)
    gaps = at.gaps - _gaps(at.frame, old) + _gaps(made, new)
    return Standing(made, gaps, _schema(made, at.columns, set(new)))


def _touched(spec: StepSpec, frame: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Return the columns of *frame* that a cell step between it and *other* may have written."""
    if not spec.columns and step(spec.name).most != 0:
        return list(frame.columns)
    names, others = set(spec.columns), set(other.columns)
    return [name for name in frame.columns if name in names or name not in others]


def _schema(frame: pd.DataFrame, before: Columns, touched: set[str]) -> Columns:
    known = {column.name: column for column in before}
    return tuple(
        known[name]
        if name in known and (name not in touched or known[name].dtype == str(frame[name].dtype))
        else specs(frame[[name]])[0]
        for name in map(str, frame.columns)
    )


def _gaps(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Return how many cells of the columns *names* are missing in each row."""
    gaps = np.zeros(len(frame), dtype=np.int64)
    for name in names:
        gaps += frame[name].isna().to_numpy()
    return gaps


def _effect(spec: StepSpec, at: Standing, then: Standing) -> StepEffect:
    before, after = at.frame, then.frame
    olds, news = set(before.columns), set(after.columns)
    cells, example = 0, None
    if len(before) == len(after) and before is not after:
        cells, example = changes(before, after, [n for n in spec.columns if n in olds & news])
    return StepEffect(
        spec, len(before), len(after), int(at.gaps.sum()), int(then.gaps.sum()),
        tuple(str(name) for name in after.columns if name not in olds),
        tuple(str(name) for name in before.columns if name not in news),
        cells, example,
    )  # fmt: skip


def _shown(frame: pd.DataFrame, treated: set[str]) -> pd.DataFrame:
    """Return the first rows of *frame*, the *treated* columns among those shown."""
    named = [at for at, name in enumerate(frame.columns) if name in treated][:SHOWN_COLUMNS]
    fill = [at for at in range(min(len(frame.columns), SHOWN_COLUMNS)) if at not in named]
    places = sorted([*named, *fill[: SHOWN_COLUMNS - len(named)]])
    return frame.iloc[:, places].head(SHOWN_ROWS).copy()
