"""Calls that come back: every so many seconds one job, however many supervisors there are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from mlcore.jobs import queue
from mlcore.store.store import Store
from mlcore.store.tables import jobs

KEPT = 86_400.0
"""Seconds that such a job is kept after its end."""
NOBODY = ""
"""The workspace of a job that looks after all of them: no page lists it."""


@dataclass(frozen=True)
class Schedule:
    """A call and how often it is made.

    Parameters
    ----------
    call, kind : str
        As in :func:`mlcore.jobs.queue.submit`.
    seconds : float
        From one to the next.
    """

    call: str
    kind: str
    seconds: float

    def turn(self, now: float) -> int:
        """Return the number of the stretch of time that *now* lies in."""
        return int(now // self.seconds)


def submit(store: Store, schedule: Schedule, now: float) -> str:
    """Queue the job of this stretch of time, once, and forget those that ended long ago."""
    old = (jobs.c.workspace == NOBODY) & (jobs.c.kind == schedule.kind)
    with store.begin() as connection:
        connection.execute(delete(jobs).where(old, jobs.c.finished < now - KEPT))
    step = f"{schedule.kind}:{schedule.seconds:g}:{schedule.turn(now)}"
    return queue.submit(
        store, schedule.call, {}, workspace=NOBODY, kind=schedule.kind, step_id=step
    )
