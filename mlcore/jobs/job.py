"""A job as its readers see it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row

from mlcore.jobs.owner import PATIENCE, is_alive

State = Literal["queued", "running", "stopping", "done", "failed", "stopped", "interrupted"]
ACTIVE: tuple[State, ...] = ("queued", "running", "stopping")
AT_WORK: tuple[State, ...] = ("running", "stopping")
RESUMABLE: tuple[State, ...] = ("interrupted", "stopped", "failed")


@dataclass(frozen=True)
class Job:
    """One durable call, its progress and its end.

    Parameters
    ----------
    id, workspace, kind : str
        Which job, whose, and what sort of work.
    state : State
        ``interrupted`` also when whoever ran it has died without saying so.
    done, total : int
        Units of work.
    doing : str
        What it works on now.
    created, started, finished : float or None
        Seconds since 1970.
    spec, result : dict
        What was asked for; what came out (None before the end).
    error : dict or None
        As :meth:`mlcore.errors.LoupeError.to_dict`, when it failed.
    done_before : int
        Units that were finished before this start, by an earlier one.
    """

    id: str
    workspace: str
    kind: str
    state: State
    done: int = 0
    total: int = 0
    doing: str = ""
    created: float = 0.0
    started: float | None = None
    finished: float | None = None
    spec: Any = None
    result: Any = None
    error: dict[str, Any] | None = None
    done_before: int = 0
    call: str = ""

    @property
    def active(self) -> bool:
        """True while it waits, runs or is being stopped."""
        return self.state in ACTIVE

    @property
    def resumable(self) -> bool:
        """True when it ended early and may be taken up again."""
        return self.state in RESUMABLE

    @property
    def eta_seconds(self) -> float | None:
        """Seconds to the end at the pace of this start; None when nothing tells."""
        fresh = self.done - self.done_before
        if self.state != "running" or self.started is None or fresh <= 0:
            return None
        return (time.time() - self.started) / fresh * max(self.total - self.done, 0)


@dataclass(frozen=True)
class StoredEvent:
    """An event of a job as it was kept: *body* is :meth:`mlcore.events.Event.to_dict`."""

    seq: int
    time: float
    body: dict[str, Any]


def read_job(row: Row[Any], now: float) -> Job:
    """Return the job of a database *row* as it stands at time *now*."""
    values = {name: row._mapping[name] for name in Job.__dataclass_fields__}
    return Job(**{**values, "state": true_state(row, now)})


def true_state(row: Row[Any], now: float) -> State:
    """Return the state of a job row: what is written, unless its owner has died since."""
    if row.state in AT_WORK:
        quiet = now - (row.heartbeat or 0.0) > PATIENCE
        return "interrupted" if quiet or not _owned(row, now) else row.state
    if row.state == "queued" and row.reserved and not _owned(row, now):
        return "interrupted"
    return row.state


def _owned(row: Row[Any], now: float) -> bool:
    return is_alive(row.owner, row.heartbeat or row.queued, now)
