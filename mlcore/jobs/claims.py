"""The supervisor's side of the queue: taking a job, keeping it, letting it go."""

from __future__ import annotations

import logging
import time
from typing import Any

from sqlalchemy import Connection, Row, select, update

from mlcore.jobs import queue
from mlcore.jobs.job import AT_WORK, true_state
from mlcore.jobs.owner import is_alive, is_here
from mlcore.process.groups import alive, kill_group
from mlcore.store.store import Store
from mlcore.store.tables import jobs

_log = logging.getLogger(__name__)


def claim_next(store: Store, owner: str, kinds: queue.Kinds = queue.ALL) -> str | None:
    """Take the queue's next job of *kinds* for *owner*; None when nothing waits."""
    with store.read() as connection:
        if not queue.queued(connection, kinds):
            return None
    with store.begin() as connection:
        waiting = queue.queued(connection, kinds)
        return waiting[0] if waiting and _take(connection, waiting[0], owner) else None


def claim(store: Store, job_id: str, owner: str) -> bool:
    """Take the job *job_id*, reserved or not; False when it is not waiting any more."""
    with store.begin() as connection:
        return _take(connection, job_id, owner)


def beat(store: Store, owner: str) -> None:
    """Write the heartbeat of all jobs of *owner*."""
    mine = (jobs.c.owner == owner) & jobs.c.state.in_(AT_WORK)
    with store.begin(serial=False) as connection:
        connection.execute(update(jobs).where(mine).values(heartbeat=time.time()))


def note_process(store: Store, job_id: str, owner: str, pid: int, started: float) -> None:
    """Write down which process works on the job."""
    mine = (jobs.c.id == job_id) & (jobs.c.owner == owner)
    with store.begin(serial=False) as connection:
        connection.execute(update(jobs).where(mine).values(pid=pid, pid_started=started))


def states(store: Store, owner: str) -> dict[str, str]:
    """Return the written state of each job that *owner* still runs, by id."""
    query = select(jobs.c.id, jobs.c.state).where(jobs.c.owner == owner, jobs.c.state.in_(AT_WORK))
    with store.read() as connection:
        return {row.id: row.state for row in connection.execute(query)}


def sweep(store: Store) -> int:
    """Mark the jobs whose owner has died as interrupted and return how many.

    What is left of their processes on this machine is ended.
    """
    if not any(_orphan(row) for row in _owned(store)):
        return 0
    with store.begin() as connection:
        orphans = [row for row in connection.execute(_OWNED) if _orphan(row)]
        for row in orphans:
            interrupt(connection, row.id)
    for row in orphans:
        _end_process(row)
    return len(orphans)


def interrupt(connection: Connection, job_id: str) -> None:
    """Write that a job was broken off from outside and may be resumed."""
    change = {"state": "interrupted", "finished": time.time(), "reserved": False, "owner": ""}
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(**change))


_OWNED = select(jobs).where(
    jobs.c.state.in_(AT_WORK) | ((jobs.c.state == "queued") & jobs.c.reserved)
)


def _owned(store: Store) -> list[Row[Any]]:
    with store.read() as connection:
        return list(connection.execute(_OWNED))


def _orphan(row: Row[Any]) -> bool:
    now = time.time()
    lives = is_alive(row.owner, row.heartbeat or row.queued, now)
    return not lives and true_state(row, now) == "interrupted"


def _end_process(row: Row[Any]) -> None:
    if row.pid and is_here(row.owner) and alive(row.pid, row.pid_started):
        _log.warning("job %s had a process left over; ending it", row.id)
        kill_group(row.pid, grace=0.5)


def _take(connection: Connection, job_id: str, owner: str) -> bool:
    now = time.time()
    waits = (jobs.c.id == job_id) & (jobs.c.state == "queued")
    change = (
        update(jobs)
        .where(waits)
        .values(state="running", owner=owner, reserved=False, started=now, heartbeat=now)
    )
    return connection.execute(change).rowcount == 1
