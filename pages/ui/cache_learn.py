"""What Learn plays, remembered: whole trajectories, drawn, in front of pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from mlcore.data.dataset import Dataset
from mlcore.evaluation.fairness import MOST_GROUPS
from mlcore.learn.brackets import bracketed
from mlcore.learn.catalog import lesson as find
from mlcore.learn.fairness import Judged, enough, judged
from mlcore.learn.lesson import Chosen, Lesson, Told
from mlcore.learn.points import Points, own
from mlcore.plots.lessons.moving import packed
from mlcore.plots.lessons.table import views
from mlcore.training.run import Run
from mlcore.types import fingerprint
from pages.ui.cache import by_fingerprint
from pages.ui.words import _

Columns = tuple[tuple[str, str], ...]
"""Column of the open data set by slot; for a model its run, trial, class and groups."""
Own = Dataset | Run | None
"""What of the reader's a lesson runs on; None is toy data."""
_BY_CHOICE: Any = {
    "max_entries": 64,
    "hash_funcs": {Dataset: by_fingerprint, Run: lambda run: run.id, Chosen: repr},
    "show_spinner": False,
}


@dataclass(frozen=True, eq=False)
class Played:
    """A trajectory as the player takes it.

    Parameters
    ----------
    lesson, key : str
        The lesson's id; the same key is the same trajectory.
    shade : str or None
        The appearance it was drawn for.
    views : str
        All frames of all views, as JSON.
    told : tuple of Told
        What each frame shows.
    tables : tuple of (str, DataFrame)
        The numbers behind each view.
    points : Points
        What it ran on.
    handles : frozenset of str
        What can be moved by hand in these views.
    dials : bool
        Whether a mark in them, dragged, chooses the frame.
    """

    lesson: str
    key: str
    shade: str | None
    views: str
    told: tuple[Told, ...]
    tables: tuple[tuple[str, pd.DataFrame], ...]
    points: Points
    handles: frozenset[str]
    dials: bool

    @property
    def drawn(self) -> str:
        """What the views are called: the same again are the same figures."""
        return f"{self.key}.{self.shade}"


@st.cache_resource(**_BY_CHOICE)
def played(name: str, chosen: Chosen, data: Own, columns: Columns, shade: str | None) -> Played:
    """Return the lesson called *name*, run and drawn; on the reader's *data* where given."""
    lesson = _called(name)
    if data is None and chosen == lesson.chosen():
        return _opening(name, shade)
    return _played(lesson, chosen, data, columns, shade)


def first(name: str, shade: str | None) -> str:
    """Return the figures of a lesson as it opens, at its first frame, as JSON for the player."""
    whole = _opening(name, shade)
    views = [{**view, "frames": view["frames"][:1]} for view in json.loads(whole.views)]
    return json.dumps({"drawn": f"{whole.drawn}.False", "views": views}, separators=(",", ":"))


@lru_cache(maxsize=64)
def _opening(name: str, shade: str | None) -> Played:
    """Return a lesson as it opens; kept by itself, since threads of no visitor ask for it too."""
    lesson = _called(name)
    return _played(lesson, lesson.chosen(), None, (), shade)


def _called(name: str) -> Lesson:
    lesson = find(name)
    if lesson is None:
        raise KeyError(name)
    return lesson


def _played(
    lesson: Lesson, chosen: Chosen, data: Own, columns: Columns, shade: str | None
) -> Played:
    points = _points(lesson, chosen, data, columns)
    trajectory = lesson.trajectory(points, chosen)
    drawn = views(lesson.name, trajectory, shade)
    table = (tuple((view.name, view.plot.table) for view in drawn))[:1]
    key = fingerprint(lesson.name, chosen, columns, _name(data))[:16]
    handles = frozenset(view.handle for view in drawn if view.handle)
    dials = any(view.dial for view in drawn)
    told = bracketed(lesson.told(trajectory), lesson.formulas(chosen))
    return Played(
        lesson.name, key, shade, packed(drawn), told, table, points, handles, dials
    )  # fmt: skip


def _name(data: Own) -> str:
    if data is None:
        return ""
    return data.id if isinstance(data, Run) else data.fingerprint


def _points(lesson: Lesson, chosen: Chosen, data: Own, columns: Columns) -> Points:
    if data is None:
        return lesson.toy(chosen)
    if isinstance(data, Run):
        return answered(data, dict(columns))
    names = tuple(dict.fromkeys(column for _, column in columns))
    return own(data.frame(names), lesson.slots, dict(columns), chosen.seed)


@st.cache_resource(**_BY_CHOICE)
def groups_of(run: Run, answer: str) -> tuple[str, ...]:
    """Return the columns of a run's data, those first whose groups hold both answers."""
    rows, code = run.oof().rows, run.classes.index(answer)
    names = [column.name for column in run.data.columns if column.name != run.plan.target]
    few = [column.name for column in run.data.columns if 2 <= column.unique <= MOST_GROUPS]
    table, truth = run.data.frame(few).iloc[rows], run.problem.y[rows] == code
    fit = [name for name in names if name in few and enough(truth, table[name])]
    return tuple(sorted(names, key=lambda name: (name not in fit, name not in few)))


def answered(run: Run, asked: Mapping[str, str]) -> Judged:
    """Return what a trial gave the class *answer*, out-of-fold, by the values of *group*."""
    answer, group = asked["answer"], asked["group"]
    oof, code = run.oof(asked["trial"]), run.classes.index(answer)
    others = [name for name in run.classes if name != answer]
    no = others[0] if len(others) == 1 else _("another class")
    values = run.data.frame([group])[group].iloc[oof.rows].reset_index(drop=True)
    return judged(oof.prediction[:, code], oof.y == code, values, (no, answer))
