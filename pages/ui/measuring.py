"""Measuring ahead: what pages first ask of a table is worked out while the reader is elsewhere."""

from __future__ import annotations

from threading import Event, Lock, Timer

from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.profiling.profile import Profile
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache, cache_explore, cache_train, charts, explore_part, samples

WAIT = 2.0
"""Seconds: the page that is being drawn comes first."""
_allowed = Event()
_busy = Lock()


def allow() -> None:
    """Let pages measure ahead; the server says so, where the process stays."""
    _allowed.set()


def forbid() -> None:
    """Take :func:`allow` back."""
    _allowed.clear()


def busy() -> bool:
    """Return True while a table is being measured."""
    return _busy.locked()


def ahead(space: Workspace, opened: Opened) -> None:
    """Begin to measure the open table, unless that is done or another is being measured."""
    if not _allowed.is_set() or cache.is_measured(opened.data):
        return
    if not _busy.acquire(blocking=False):
        return
    recipe, target = space.recipe(opened.name), samples.likely_target(opened)
    target = target if target in opened.data.names else None
    later = Timer(WAIT, _measure, (opened.data, recipe, target, charts.appearance()))
    later.daemon = True
    later.start()


def _measure(data: Dataset, recipe: Recipe, target: str | None, shade: str | None) -> None:
    try:
        found = cache.profile(data, target)
        if target is not None:
            cache_explore.links(data, target)
        _draw(data, found, target, shade)
        cache.profile(explore_part.part(data))
        if target is not None:
            cache_train.doubtful(data, recipe, target)
    finally:
        _busy.release()


def _draw(data: Dataset, found: Profile, target: str | None, shade: str | None) -> None:
    """Draw the column that Explore shows first."""
    first = next((column for column in found.columns if column.numeric), None)
    if first is not None:
        over = None if target == first.name else target
        cache_explore.column_picture(data, over, shade, first.name, first)
