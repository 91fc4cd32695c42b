"""Submitting rehearsals and waiting for what they do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from mlcore.jobs import queue
from mlcore.jobs.job import Job
from mlcore.store.store import Store
from mlcore.store.tables import jobs, memos

COUNT = "mlcore.jobs.rehearsal:count"


def rehearse(
    store: Store,
    *,
    step_id: str | None = None,
    workspace: str = "default",
    reserved: bool = False,
    **spec: Any,
) -> str:
    """Submit a rehearsal and return its id."""
    return queue.submit(
        store,
        COUNT,
        spec,
        kind="rehearsal",
        workspace=workspace,
        step_id=step_id,
        reserved=reserved,
    )


def wait(store: Store, job_id: str, condition: Callable[[Job], bool]) -> Job:
    """Return the job once *condition* holds; the test's own limit ends a hopeless wait."""
    while not condition(job := queue.get(store, job_id)):
        time.sleep(0.02)
    return job


def ended(job: Job) -> bool:
    """Tell whether the job is over."""
    return not job.active


def ledger(store: Store, job_id: str) -> list[int]:
    """Return the steps a rehearsal remembers, in order."""
    with store.read() as connection:
        query = select(memos.c.value).where(memos.c.key == f"rehearsal {job_id}")
        return list(connection.scalar(query) or [])


def row(store: Store, job_id: str) -> Any:
    """Return the job as it is written."""
    with store.read() as connection:
        return connection.execute(select(jobs).where(jobs.c.id == job_id)).one()


def write(store: Store, job_id: str, **values: Any) -> None:
    """Change the job as it is written."""
    with store.begin() as connection:
        connection.execute(jobs.update().where(jobs.c.id == job_id).values(**values))


def numbers(store: Store, job_id: str) -> list[int]:
    """Return the numbers of a job's events."""
    return [event.seq for event in queue.events(store, job_id)]
