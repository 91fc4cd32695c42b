"""When a waiting job will start, judged by how long jobs of its kind took lately."""

from __future__ import annotations

import time
from statistics import median

from sqlalchemy import select

from mlcore.jobs import queue
from mlcore.jobs.job import AT_WORK
from mlcore.store.store import Store
from mlcore.store.tables import jobs

LATELY = 20
"""Finished jobs that are looked at."""


def seconds_until(store: Store, job_id: str, now: float | None = None) -> float | None:
    """Return the seconds until a waiting job starts.

    Each job ahead is taken to last as long as the middle one of the last that were finished; as
    many run at once as the settings say.

    Parameters
    ----------
    store : Store
        Where the queue lasts.
    job_id : str
        Which job.
    now : float or None
        In seconds since 1970; None: this moment.

    Returns
    -------
    float or None
        None when it does not wait, or when no job of its kind has ended yet.
    """
    place = queue.position(store, job_id)
    kind = queue.get(store, job_id).kind
    usual = _usual(store, kind)
    if not place or usual is None:
        return None
    moment = time.time() if now is None else now
    left = sorted(max(usual - (moment - began), 0.0) for began in _running(store))
    lanes = max(store.settings.running_jobs, 1)
    first = left[0] if len(left) >= lanes else 0.0
    return first + (place - 1) // lanes * usual


def _usual(store: Store, kind: str) -> float | None:
    """Return how long a job of this kind takes; None when none has ended."""
    query = (
        select(jobs.c.started, jobs.c.finished)
        .where(jobs.c.kind == kind, jobs.c.state == "done", jobs.c.started.is_not(None))
        .order_by(jobs.c.finished.desc())
        .limit(LATELY)
    )
    with store.read() as connection:
        took = [row.finished - row.started for row in connection.execute(query)]
    return max(median(took), 0.0) if took else None


def _running(store: Store) -> list[float]:
    """Return when the jobs began that hold up others."""
    passing = queue.PASSING.those(jobs.c.kind)
    query = select(jobs.c.started).where(passing, jobs.c.state.in_(AT_WORK))
    with store.read() as connection:
        return [row.started for row in connection.execute(query) if row.started is not None]
