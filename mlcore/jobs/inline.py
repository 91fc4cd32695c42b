"""Running a job right here, without processes: for tests and notebooks."""

from __future__ import annotations

from mlcore.jobs import queue
from mlcore.jobs.claims import claim
from mlcore.jobs.job import Job
from mlcore.jobs.owner import new_owner
from mlcore.jobs.run import execute
from mlcore.store.store import Store


def run_inline(store: Store, job_id: str) -> Job:
    """Run a queued job in this thread and return it as it ended.

    Parameters
    ----------
    store : Store
        Where the queue lasts.
    job_id : str
        A job that waits; any other is returned as it stands.
    """
    owner = new_owner()
    if claim(store, job_id, owner):
        execute(store, job_id, owner)
    return queue.get(store, job_id)
