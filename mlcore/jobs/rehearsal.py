"""A rehearsal job: counts steps and remembers each one, to try the machinery of jobs.

It does on a small scale what training does: it skips the steps an earlier start finished,
keeps each step at once, and emits events.
"""

from __future__ import annotations

import os
import subprocess
import time
from typing import Any

from sqlalchemy import select

from mlcore.errors import LoupeError, Where
from mlcore.events import Note, Progress, Started
from mlcore.jobs.context import JobContext
from mlcore.jobs.messages import REHEARSED_FAILURE
from mlcore.store.rows import upsert
from mlcore.store.tables import memos


def count(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Count to ``spec["steps"]`` and return ``{"counted": …}``.

    Parameters
    ----------
    context : JobContext
        The job.
    spec : dict
        ``steps``; ``seconds`` per step; ``burn``: keep the processor busy meanwhile;
        ``fail_at``, ``raise_at``, ``kill_at``: fail, break or be killed at that step;
        ``helper``: start a process that outlives a step.
    """
    steps, finished = int(spec["steps"]), _finished(context)
    context.emit(Started(total=steps, done=len(finished)))
    if spec.get("helper"):
        helper = subprocess.Popen(["sleep", "600"])
        context.emit(Note("helper", str(helper.pid)))
    for step in [step for step in range(steps) if step not in finished]:
        _work(step, spec)
        finished.append(step)
        _remember(context, step, finished)
        context.emit(Progress(len(finished), steps, doing=f"step {step}"))
    return {"counted": len(finished), "pid": os.getpid()}


def ledger(context: JobContext) -> list[int]:
    """Return every step that was done, in order, one done twice twice."""
    key = f"rehearsal {context.job_id}"
    query = select(memos.c.value).where(memos.c.workspace == context.workspace, memos.c.key == key)
    with context.store.read() as connection:
        return list(connection.scalar(query) or [])


_finished = ledger


def _work(step: int, spec: dict[str, Any]) -> None:
    _misbehave(step, spec)
    seconds = float(spec.get("seconds", 0.0))
    if not spec.get("burn"):
        return time.sleep(seconds)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        sum(range(1000))
    return None


def _misbehave(step: int, spec: dict[str, Any]) -> None:
    if step == spec.get("fail_at"):
        raise LoupeError(REHEARSED_FAILURE, Where(step=str(step)), step=step)
    if step == spec.get("raise_at"):
        raise RuntimeError("a rehearsed surprise")
    if step == spec.get("kill_at"):
        os.kill(os.getpid(), int(spec.get("signal", 9)))


def _remember(context: JobContext, step: int, finished: list[int]) -> None:
    values = {"value": finished, "revision": step, "changed": time.time()}
    with context.store.begin() as connection:
        key = f"rehearsal {context.job_id}"
        upsert(connection, memos, workspace=context.workspace, key=key, **values)
