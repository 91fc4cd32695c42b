"""What Learn plays, remembered: whole trajectories, drawn, in front of pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from mlcore.data.dataset import Dataset
from mlcore.learn.catalog import lesson as find
from mlcore.learn.lesson import Chosen, Told
from mlcore.learn.points import Points, own
from mlcore.plots.lessons.moving import packed
from mlcore.plots.lessons.table import views
from mlcore.types import fingerprint
from pages.ui.cache import by_fingerprint

Columns = tuple[tuple[str, str], ...]
"""Column of the open data set by slot."""
_BY_CHOICE: Any = {
    "max_entries": 64,
    "hash_funcs": {Dataset: by_fingerprint, Chosen: repr},
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
    """

    lesson: str
    key: str
    shade: str | None
    views: str
    told: tuple[Told, ...]
    tables: tuple[tuple[str, pd.DataFrame], ...]
    points: Points


@st.cache_resource(**_BY_CHOICE)
def played(
    name: str, chosen: Chosen, data: Dataset | None, columns: Columns, shade: str | None
) -> Played:
    """Return the lesson called *name*, run and drawn; on *columns* of *data* where given."""
    lesson = find(name)
    if lesson is None:
        raise KeyError(name)
    if data is None:
        points = lesson.toy(chosen)
    else:
        names = tuple(dict.fromkeys(column for _, column in columns))
        points = own(data.frame(names), lesson.slots, dict(columns), chosen.seed)
    trajectory = lesson.trajectory(points, chosen)
    drawn = views(name, trajectory, shade)
    table = (tuple((view.name, view.plot.table) for view in drawn))[:1]
    key = fingerprint(name, chosen, columns, data.fingerprint if data else "")[:16]
    return Played(name, key, shade, packed(drawn), lesson.told(trajectory), table, points)
