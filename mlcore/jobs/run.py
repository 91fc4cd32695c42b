"""Running a job's function and writing down how it ended: in a child, or right here."""

from __future__ import annotations

import importlib
import logging
import secrets
import time
import traceback
from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from mlcore.errors import LoupeError, unexpected
from mlcore.jobs import queue
from mlcore.jobs.context import JobContext, JobLostError
from mlcore.jobs.job import AT_WORK
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.store.tables import jobs

_log = logging.getLogger(__name__)


def execute(
    store: Store, job_id: str, owner: str, on_lost: Callable[[], None] | None = None
) -> None:
    """Run the job *job_id*, which *owner* has claimed, and store its result or its error.

    Parameters
    ----------
    store : Store
        Opened in this process.
    job_id, owner : str
        Which job, on whose behalf.
    on_lost : callable, optional
        As in :class:`~mlcore.jobs.context.JobContext`.
    """
    job = queue.get(store, job_id)
    context = JobContext(store, job_id, job.workspace, owner, on_lost)
    try:
        result = _function(job.call)(context, job.spec)
        context.close()
        settle(store, job_id, owner, state="done", result=result, doing="")
    except JobLostError:
        return
    except LoupeError as error:
        _fail(store, job_id, owner, error, context)
    except Exception as error:  # the function is not ours to trust
        _fail(store, job_id, owner, unexpected(error), context)


def settle(store: Store, job_id: str, owner: str, **values: Any) -> bool:
    """Write the end of a job that *owner* runs; False when it is not *owner*'s any more."""
    mine = (jobs.c.id == job_id) & (jobs.c.owner == owner) & jobs.c.state.in_(AT_WORK)
    change = update(jobs).where(mine).values(finished=time.time(), stop_requested=False, **values)
    with store.begin() as connection:
        return connection.execute(change).rowcount == 1


def record(settings: Settings, job_id: str, error: BaseException) -> str:
    """Write *error* with its traceback to the job's log and return the reference."""
    ref = secrets.token_hex(4)
    path = settings.home / "logs" / "jobs" / f"{job_id}.log"
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        file.write(f"{stamp} ref {ref}\n")
        file.writelines(traceback.format_exception(error))
    return ref


def _function(call: str) -> Callable[[JobContext, Any], Any]:
    if not queue.CALL.fullmatch(call):
        raise ValueError(f"not a call inside mlcore: {call}")
    module, name = call.split(":")
    return getattr(importlib.import_module(module), name)


def _fail(store: Store, job_id: str, owner: str, error: LoupeError, context: JobContext) -> None:
    ref = record(store.settings, job_id, error)
    try:
        context.close()
    except (LoupeError, JobLostError):
        _log.warning("the last events of job %s were not kept (ref %s)", job_id, ref)
    settle(store, job_id, owner, state="failed", error=error.to_dict(ref), doing="")
