"""What one process of the service shares among its requests."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from mlcore.prediction.answer import Answer
from mlcore.registry.registry import Registry
from mlcore.serving import breakers, cache, challenger, traces
from mlcore.serving.breaker import State
from mlcore.serving.cache import Cache
from mlcore.serving.challenger import Tally
from mlcore.serving.keys import Keys
from mlcore.serving.limits import Crowd, Line
from mlcore.serving.meters import Meters
from mlcore.serving.roster import Place, Roster
from mlcore.serving.served import Served
from mlcore.serving.shadows import Heard, Shadows
from mlcore.serving.traces import Traces
from mlcore.settings import Settings
from mlcore.store.changes import Changes
from mlcore.store.store import Store

WORTH = 0.5
"""Share of a request's deadline that it may wait behind others."""
_log = logging.getLogger("loupe.serving")


@dataclass(frozen=True)
class Told:
    """A request that was answered, for whoever watches the traffic.

    Parameters
    ----------
    workspace, name, version
        Who answered.
    request_id : str
        As in the reply.
    rows : list of dict
        As they were sent, by column name.
    answers : sequence of Answer
        In the order of the rows.
    seconds : float
        From the request's arrival to its answer.
    degraded : bool
        Whether a version answered that was not the one asked for.
    status : str
        How a request ended that was not answered, or ``shadow``: answered by the challenger, for
        nobody; empty: it was answered.
    changed : int
        Rows that the challenger answers differently.
    """

    workspace: str
    name: str
    version: int
    request_id: str
    rows: list[dict[str, Any]]
    answers: Sequence[Answer]
    seconds: float
    degraded: bool = False
    status: Literal["", "refused", "error", "shadow"] = ""
    changed: int = 0

    def ended(self, status: Literal["refused", "error"]) -> Told:
        """Return this as a request that was not answered."""
        return replace(self, status=status)


Watch = Callable[[Told], None]
"""Called when the reply is on its way, on the event loop: it has to be quick and may not raise."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(eq=False)
class Service:
    """Store, settings, and what is kept in memory; used from one event loop.

    Parameters
    ----------
    store : Store
        Where tokens and models are.
    settings : Settings
        Limits of requests.
    watch : callable or None
        Is told of every request that was answered.
    settle : callable
        Has what was told written down, so that it can be found.
    """

    store: Store
    settings: Settings
    watch: Watch | None = None
    settle: Callable[[], None] = _nothing
    meters: Meters = field(default_factory=Meters)
    keys: Keys = field(init=False)
    roster: Roster = field(init=False)
    changes: Changes = field(init=False)
    bodies: ThreadPoolExecutor = field(init=False)
    tables: ThreadPoolExecutor = field(init=False)
    shadows: Shadows = field(init=False)
    cache: Cache = field(init=False)
    traces: Traces | None = field(init=False)
    notes: ThreadPoolExecutor = field(init=False)
    line: Line = field(init=False)
    crowd: Crowd = field(init=False)

    def __post_init__(self) -> None:
        self.keys, self.roster = Keys(self.store), Roster(self.store)
        self.changes = Changes(self.store)
        self.bodies = ThreadPoolExecutor(1, thread_name_prefix="bodies")
        self.tables = _tables()
        self.shadows = Shadows(self._heard, lambda: self.meters.event("shadow_dropped"))
        failed = partial(self.meters.event, "cache_failed")
        self.cache = cache.of_settings(self.settings, self.store.id, failed)
        self.traces = traces.of_settings(self.settings)
        self.notes = ThreadPoolExecutor(1, thread_name_prefix="notes")
        self.line = Line(self.settings.request_seconds * WORTH)
        self.crowd = Crowd(self.settings.max_under_way)

    @property
    def full(self) -> bool:
        """Whether one more request is turned away."""
        return self.line.full or self.crowd.full

    async def catch_up(self) -> None:
        """Forget what the database may say differently by now."""
        if await self.changes.since_asked():
            self.keys.changed()
            self.roster.changed()

    def tell(self, told: Told) -> None:
        """Tell whoever watches; their failure is not the request's."""
        try:
            if self.watch is not None:
                self.watch(told)
        except Exception:  # theirs, of any kind
            self.meters.event("watch_failed")
            _log.exception("request %s could not be written down", told.request_id)

    def turned(self, served: Served, before: State) -> None:
        """Count and write down that the breaker of a version opened or closed."""
        now = served.breaker.state
        self.meters.turned(before, now)
        if "closed" in (before, now):
            registry = Registry(self.store, served.workspace, "service")
            work = (breakers.note, registry, served.name, served.version, before, now)
            self.notes.submit(_noted, *work)

    def stop_canary(self, place: Place, tally: Tally) -> None:
        """End the canary of a model, which fails too often."""
        self.meters.event("canary_stopped")
        registry = Registry(self.store, place.workspace, "service")
        self.notes.submit(_noted, challenger.stop, registry, place.reference.name, tally)

    def _heard(self, heard: Heard) -> None:
        """Tell what a challenger said behind a reply."""
        self.meters.event("shadow")
        one = heard.unheard
        who = (one.challenger.workspace, one.challenger.name, one.challenger.version)
        told = Told(*who, one.request_id, one.rows, heard.answers, heard.seconds)
        self.tell(replace(told, status="shadow", changed=heard.changed))

    def give_up(self, served: Served) -> None:
        """Leave calls that hang to themselves, so that the next ones are not behind them."""
        self.meters.event("deadline")
        if served.batches.hangs(self.settings.request_seconds):
            served.batches.restart()
        self.tables.shutdown(wait=False)
        self.tables = _tables()

    def close(self) -> None:
        """End what runs beside the event loop."""
        self.roster.close()
        self.bodies.shutdown(wait=False, cancel_futures=True)
        self.tables.shutdown(wait=False, cancel_futures=True)
        self.shadows.close()
        self.notes.shutdown()
        self.changes.close()
        if self.traces is not None:
            self.traces.close()


def _noted(work: Callable[..., None], *facts: Any) -> None:
    """Write something down; a database that takes it not is told in the log only."""
    try:
        work(*facts)
    except Exception:  # of any kind: no request waits for it
        _log.exception("something that happened could not be written down")


def _tables() -> ThreadPoolExecutor:
    """Return the threads in which large requests are answered."""
    return ThreadPoolExecutor(2, thread_name_prefix="tables")
