"""Champion and challenger on the requests of the last hours: each as it did, side by side."""

from __future__ import annotations

import time
from dataclasses import dataclass

from mlcore.errors import LoupeError
from mlcore.monitoring import log, traffic
from mlcore.monitoring.logged import LoggedRow
from mlcore.monitoring.performance import Performance, real
from mlcore.monitoring.traffic import Minute
from mlcore.monitoring.window import of_log
from mlcore.registry.names import CHAMPION
from mlcore.registry.registry import Registry

HOUR = 3600.0
LABELLED = 2_000
"""Newest rows whose labels are looked at."""


@dataclass(frozen=True)
class Side:
    """How one version did.

    Parameters
    ----------
    version : int
        Which.
    requests : int
        That it answered, or should have.
    trouble : float or None
        Share of them that failed or were not answered by our fault; None without any.
    latency : float or None
        Seconds that 99 in 100 requests stay below.
    real : Performance
        Its score on the rows it answered whose label is known.
    """

    version: int
    requests: int
    trouble: float | None
    latency: float | None
    real: Performance


@dataclass(frozen=True)
class Trial:
    """Two versions side by side.

    Parameters
    ----------
    champion, challenger : Side
        Of the requests that each answered.
    shadow : Performance
        The challenger's score on rows that it answered unheard and whose label is known.
    rows, changed, failed : int
        Rows that it answered unheard, those with another answer than the champion's, and those
        without one.
    """

    champion: Side
    challenger: Side
    shadow: Performance
    rows: int
    changed: int
    failed: int

    @property
    def share(self) -> float | None:
        """Share of the rows that the challenger answers differently; None without any."""
        both = self.rows - self.failed
        return self.changed / both if both > 0 else None


def trial(
    registry: Registry, name: str, challenger: int, hours: float = 24.0, now: float | None = None
) -> Trial:
    """Return how the champion of *name* and its challenger did in the last *hours*.

    Parameters
    ----------
    registry : Registry
        Where both are.
    name : str
        Which model.
    challenger : int
        A version of it.
    hours : float
        How far back.
    now : float or None
        The end, in seconds since 1970; None: this moment.

    Raises
    ------
    LoupeError
        ``unknown_model``, ``unknown_alias``, ``unknown_version``.
    """
    until = time.time() if now is None else now
    since = until - hours * HOUR
    at = registry.resolve(f"{name}@{CHAMPION}")[1]
    key = (registry.workspace, name)
    came = traffic.by_version(registry.store, key, since, until)
    heard = {}
    for version in (at, challenger):
        rows = log.recent(registry.store, key, since, until + 1, version, LABELLED)
        heard[version] = _side(registry, name, version, came.get(version, Minute()), rows)
    unheard = log.recent(registry.store, key, since, until + 1, challenger, LABELLED, shadow=True)
    seen = came.get(challenger, Minute())
    return Trial(
        heard[at], heard[challenger], _scored(registry, name, challenger, unheard),
        seen.shadow_rows, seen.shadow_changed, seen.shadow_failed,
    )  # fmt: skip


def _side(
    registry: Registry, name: str, version: int, came: Minute, rows: tuple[LoggedRow, ...]
) -> Side:
    score = _scored(registry, name, version, rows)
    return Side(version, came.requests, came.trouble, came.latency(0.99), score)


def _scored(
    registry: Registry, name: str, version: int, rows: tuple[LoggedRow, ...]
) -> Performance:
    known = [row for row in rows if row.label is not None]
    try:
        model = registry.load(f"{name}:{version}")
    except LoupeError:  # it answers nothing any more, but its traffic was there
        return Performance(registry.meta(name, version).metric, of=len(rows))
    return real(model, of_log(model, known))
