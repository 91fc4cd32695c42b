"""What one process of the service shares among its requests."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mlcore.prediction.answer import Answer
from mlcore.serving.keys import Keys
from mlcore.serving.meters import Meters
from mlcore.serving.roster import Roster
from mlcore.serving.served import Served
from mlcore.settings import Settings
from mlcore.store.changes import Changes
from mlcore.store.store import Store

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
    answers : tuple of Answer
        In the order of the rows.
    seconds : float
        From the request's arrival to its answer.
    degraded : bool
        Whether a version answered that was not the one asked for.
    status : str
        How a request ended that was not answered; empty: it was.
    """

    workspace: str
    name: str
    version: int
    request_id: str
    rows: list[dict[str, Any]]
    answers: tuple[Answer, ...]
    seconds: float
    degraded: bool = False
    status: Literal["", "refused", "error"] = ""

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
    tables: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.keys, self.roster = Keys(self.store), Roster(self.store)
        self.changes = Changes(self.store)
        self.tables = _tables()

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
        self.tables.shutdown(wait=False, cancel_futures=True)
        self.changes.close()


def _tables() -> ThreadPoolExecutor:
    """Return the threads in which large requests are answered."""
    return ThreadPoolExecutor(2, thread_name_prefix="tables")
