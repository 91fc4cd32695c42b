"""What a job's function is given: the store, and an emitter that writes its events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from mlcore.errors import LoupeError
from mlcore.events import Event, Progress, Started
from mlcore.jobs.job import AT_WORK
from mlcore.store.store import Store
from mlcore.store.tables import events, jobs

PACE = 0.25


class JobLostError(Exception):
    """Somebody else runs this job now, or it was given up: stop working on it."""


class JobContext:
    """A job seen from inside; safe from several threads.

    Parameters
    ----------
    store : Store
        Where results go.
    job_id, workspace, owner : str
        Which job, whose, and on whose behalf it runs.
    on_lost : callable, optional
        Called once when the job turns out to belong to somebody else.
    """

    def __init__(
        self,
        store: Store,
        job_id: str,
        workspace: str,
        owner: str = "",
        on_lost: Callable[[], None] | None = None,
    ) -> None:
        self.store, self.job_id, self.workspace = store, job_id, workspace
        self._owner, self._on_lost = owner, on_lost
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: list[tuple[float, dict[str, Any]]] = []
        self._changes: dict[str, Any] = {}
        self._news, self._closed, self._lost = threading.Event(), threading.Event(), False
        self._writer = threading.Thread(target=self._write_on, name="events", daemon=True)
        self._writer.start()

    def emit(self, event: Event) -> None:
        """Keep *event*; readers see it within a quarter of a second.

        Raises
        ------
        JobLostError
            When the job has been taken away from this process.
        """
        if self._lost:
            raise JobLostError(self.job_id)
        with self._lock:
            self._waiting.append((time.time(), event.to_dict()))
            self._changes |= _progress(event)
        self._news.set()

    def flush(self) -> None:
        """Write what was emitted so far.

        Raises
        ------
        JobLostError
            When the job has been taken away from this process.
        LoupeError
            When the database does not answer; nothing emitted is forgotten.
        """
        with self._writing:
            with self._lock:
                waiting, changes = list(self._waiting), dict(self._changes)
            if not waiting:
                return
            with self.store.begin(serial=False) as connection:
                kept = self._keep(connection, waiting, changes)
            with self._lock:
                del self._waiting[: len(waiting)]
        if not kept:
            self._give_up()

    def close(self) -> None:
        """Write the rest and emit nothing more; errors as :meth:`flush`."""
        self._closed.set()
        self._news.set()
        self._writer.join()
        self.flush()

    def _write_on(self) -> None:
        while self._news.wait() and not self._closed.is_set():
            self._news.clear()
            try:
                self.flush()
            except LoupeError:
                self._news.set()  # the database is busy: the events wait for the next turn
            except JobLostError:
                return
            self._closed.wait(PACE)

    def _keep(
        self,
        connection: Connection,
        waiting: list[tuple[float, dict[str, Any]]],
        changes: dict[str, Any],
    ) -> bool:
        mine = (
            (jobs.c.id == self.job_id) & (jobs.c.owner == self._owner) & jobs.c.state.in_(AT_WORK)
        )
        change = update(jobs).where(mine).values(owner=self._owner, **changes)
        if connection.execute(change).rowcount != 1:
            return False
        query = select(func.coalesce(func.max(events.c.seq), 0)).where(events.c.job == self.job_id)
        first = connection.execute(query).scalar_one() + 1
        rows = [
            {"job": self.job_id, "seq": seq, "time": when, "body": body}
            for seq, (when, body) in enumerate(waiting, first)
        ]
        connection.execute(insert(events), rows)
        return True

    def _give_up(self) -> None:
        self._lost = True
        if self._on_lost is not None:
            self._on_lost()
        raise JobLostError(self.job_id)


def _progress(event: Event) -> dict[str, Any]:
    if isinstance(event, Started):
        return {"done": event.done, "done_before": event.done, "total": event.total}
    if isinstance(event, Progress):
        doing = event.doing or event.model
        return {"done": event.done, "total": event.total, "doing": doing}
    return {}
