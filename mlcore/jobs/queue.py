"""The queue, for everybody: submit, look, stop, resume."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from mlcore.errors import LoupeError, Where
from mlcore.jobs.job import AT_WORK, RESUMABLE, Job, StoredEvent, read_job, true_state
from mlcore.jobs.messages import JOB_NOT_RESUMABLE, JOB_OVER, JOB_UNKNOWN
from mlcore.jobs.owner import new_owner
from mlcore.jobs.turns import Waiting, in_turn
from mlcore.store.rows import insert_once
from mlcore.store.store import Store
from mlcore.store.tables import events as events_table
from mlcore.store.tables import jobs

CALL = re.compile(r"mlcore(\.\w+)+:[a-z]\w*")


@dataclass(frozen=True)
class Kinds:
    """Some kinds of jobs: those named, or all others.

    Parameters
    ----------
    names : tuple of str
        Kinds.
    others : bool
        True: every kind but these.
    """

    names: tuple[str, ...]
    others: bool = False

    def those(self, column: Any) -> ColumnElement[bool]:
        """Return the condition that *column* holds one of them."""
        found: ColumnElement[bool] = column.in_(self.names)
        return ~found if self.others else found


LASTING = Kinds(("stream",))
"""Jobs that go on until they are stopped: they take no other job's turn."""
MOVING = Kinds(("load", "write", "answer"))
"""Tables on their way in, out or through a model: short or mostly waiting for somebody else, they
take no turn either."""
LOOKING = Kinds(("watch",))
"""Looks after models in service: quick, and not to wait for a training."""
PASSING = Kinds((*LASTING.names, *MOVING.names, *LOOKING.names), others=True)
ALL = Kinds((), others=True)


def submit(
    store: Store,
    call: str,
    spec: dict[str, Any],
    *,
    workspace: str = "default",
    kind: str = "train",
    step_id: str | None = None,
    reserved: bool = False,
) -> str:
    """Queue a call and return the job's id.

    Parameters
    ----------
    store : Store
        Where the queue lasts.
    call : str
        ``"module:function"`` inside mlcore; called as ``function(context, spec)`` with a
        :class:`~mlcore.jobs.context.JobContext`; what it returns (JSON) is the result.
    spec : dict
        JSON values for the function.
    workspace, kind : str
        Whose job, and what sort of work it is.
    step_id : str, optional
        Name of the click behind it: the same one again gives the same job, once.
    reserved : bool
        True: only :meth:`~mlcore.jobs.supervisor.Supervisor.run_one` of a program on this
        machine takes it; it counts as interrupted when this process ends before.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    ValueError
        When *call* is not a function of mlcore.
    """
    if not CALL.fullmatch(call):
        raise ValueError(f"not a call inside mlcore: {call}")
    job_id, now = secrets.token_hex(8), time.time()
    what = {"call": call, "spec": spec, "kind": kind, "workspace": workspace, "step_id": step_id}
    turn = {"state": "queued", "created": now, "queued": now, **_reservation(reserved)}
    with store.begin() as connection:
        insert_once(connection, jobs, id=job_id, **what, **turn)
        return job_id if step_id is None else _of_step(connection, workspace, step_id)


def get(store: Store, job_id: str, workspace: str | None = None) -> Job:
    """Return a job as it stands now.

    Parameters
    ----------
    store : Store
        Where the queue lasts.
    job_id : str
        Which job.
    workspace : str, optional
        When given, jobs of others are unknown.

    Raises
    ------
    LoupeError
        ``job_unknown``.
    """
    with store.read() as connection:
        row = _row(connection, job_id, workspace)
    return read_job(row, time.time())


def listing(store: Store, workspace: str | None = None, limit: int = 50) -> tuple[Job, ...]:
    """Return the newest *limit* jobs, of one *workspace* or of all, newest first."""
    query = select(jobs).order_by(jobs.c.created.desc(), jobs.c.id).limit(limit)
    if workspace is not None:
        query = query.where(jobs.c.workspace == workspace)
    with store.read() as connection:
        rows = connection.execute(query).all()
    now = time.time()
    return tuple(read_job(row, now) for row in rows)


def stop(store: Store, job_id: str, workspace: str | None = None) -> None:
    """Ask for a job's end: at once when it waits, within two seconds when it runs.

    What it has finished is kept. Parameters as :func:`get`; a job that is being stopped
    already is left alone.

    Raises
    ------
    LoupeError
        ``job_unknown``, or ``job_over`` when it has ended.
    """
    now = time.time()
    with store.begin() as connection:
        row = _row(connection, job_id, workspace)
        state = true_state(row, now)
        if row.state == "queued":
            change = {"state": "stopped", "finished": now, "reserved": False}
        elif state in AT_WORK:
            change = {"state": "stopping", "stop_requested": True}
        elif row.state in AT_WORK:
            change = {"state": "stopped", "finished": now, "owner": ""}
        else:
            where = Where(field=f"job {job_id}")
            raise LoupeError(JOB_OVER, where, job=job_id, state=state)
        connection.execute(update(jobs).where(jobs.c.id == job_id).values(**change))


def resume(
    store: Store, job_id: str, workspace: str | None = None, *, reserved: bool = False
) -> None:
    """Queue a job again that ended early; its function skips what is finished.

    Parameters
    ----------
    store, job_id, workspace
        As in :func:`get`.
    reserved : bool
        As in :func:`submit`.

    Raises
    ------
    LoupeError
        ``job_unknown``, or ``job_not_resumable`` unless it is interrupted, stopped or failed.
    """
    now = time.time()
    again = {"state": "queued", "queued": now, "stop_requested": False, "doing": ""}
    again |= _reservation(reserved)
    with store.begin() as connection:
        state = true_state(_row(connection, job_id, workspace), now)
        if state not in RESUMABLE:
            where = Where(field=f"job {job_id}")
            raise LoupeError(JOB_NOT_RESUMABLE, where, job=job_id, state=state)
        gone = dict.fromkeys(("started", "finished", "heartbeat", "pid", "pid_started", "error"))
        connection.execute(update(jobs).where(jobs.c.id == job_id).values(**again, **gone))


def events(store: Store, job_id: str, after: int = 0) -> tuple[StoredEvent, ...]:
    """Return the events of a job, oldest first, those with a number above *after* only."""
    query = (
        select(events_table.c.seq, events_table.c.time, events_table.c.body)
        .where(events_table.c.job == job_id, events_table.c.seq > after)
        .order_by(events_table.c.seq)
    )
    with store.read() as connection:
        return tuple(StoredEvent(*row) for row in connection.execute(query))


def position(store: Store, job_id: str) -> int:
    """Return a job's place in the queue: 1 for the next to start, 0 when it does not wait."""
    with store.read() as connection:
        order = queued(connection)
    return order.index(job_id) + 1 if job_id in order else 0


def queued(connection: Connection, kinds: Kinds = ALL) -> tuple[str, ...]:
    """Return the ids of the jobs of *kinds* that wait for a supervisor, next one first."""
    waits = (jobs.c.state == "queued") & ~jobs.c.reserved & kinds.those(jobs.c.kind)
    waiting = connection.execute(
        select(jobs.c.id, jobs.c.workspace, jobs.c.queued).where(waits)
    ).all()
    if len(waiting) < 2:
        return tuple(row.id for row in waiting)
    last = connection.execute(
        select(jobs.c.workspace, func.max(jobs.c.started))
        .where(jobs.c.workspace.in_({row.workspace for row in waiting}), jobs.c.started > 0)
        .group_by(jobs.c.workspace)
    )
    return in_turn((Waiting(*row) for row in waiting), {row[0]: row[1] for row in last})


def _reservation(reserved: bool) -> dict[str, Any]:
    return {"reserved": reserved, "owner": new_owner() if reserved else ""}


def _row(connection: Connection, job_id: str, workspace: str | None) -> Row[Any]:
    query = select(jobs).where(jobs.c.id == job_id)
    if workspace is not None:
        query = query.where(jobs.c.workspace == workspace)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise LoupeError(JOB_UNKNOWN, Where(field=f"job {job_id}"), job=job_id)
    return row


def _of_step(connection: Connection, workspace: str, step_id: str) -> str:
    query = select(jobs.c.id).where(jobs.c.workspace == workspace, jobs.c.step_id == step_id)
    return connection.execute(query).scalar_one()
