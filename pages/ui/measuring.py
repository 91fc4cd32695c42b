"""Measuring ahead: what Explore asks of a table is worked out while the reader is elsewhere."""

from __future__ import annotations

from threading import Event, Lock, Timer

from mlcore.data.dataset import Dataset
from mlcore.workspace.workspace import Opened
from pages.ui import cache, cache_explore, samples

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


def ahead(opened: Opened) -> None:
    """Begin to measure the open table, unless that is done or another is being measured."""
    if not _allowed.is_set() or cache.is_measured(opened.data):
        return
    if not _busy.acquire(blocking=False):
        return
    target = samples.likely_target(opened)
    later = Timer(WAIT, _measure, (opened.data, target))
    later.daemon = True
    later.start()


def _measure(data: Dataset, target: str | None) -> None:
    try:
        found = cache.profile(data, target)
        if target in data.names:
            cache_explore.links(data, target)
            first = next((column.name for column in found.columns if column.numeric), None)
            if first is not None and first != target:
                cache_explore.target_view(data, first, target)
    finally:
        _busy.release()
