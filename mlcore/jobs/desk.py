"""One supervisor's work, step by step, for the one thread that does it."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mlcore.errors import LoupeError
from mlcore.jobs import claims
from mlcore.jobs.link import PRELOAD, Link
from mlcore.jobs.messages import JOB_BROKE_OFF, JOB_CRASHED, JOB_KILLED
from mlcore.jobs.owner import new_owner
from mlcore.jobs.run import record, settle
from mlcore.store.store import Store

BEAT = 2.0
PAUSE = 0.25
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM)
_log = logging.getLogger(__name__)

Take = Callable[[Store, str], str | None]
"""Claims a job for an owner and returns its id, or None when there is none."""


@dataclass(frozen=True)
class Lane:
    """How the next job of some sort is found, and how many of them run at the same time."""

    take: Take
    limit: int = 1


class Desk:
    """Claims jobs, has them forked, watches over them, writes how they end.

    Parameters
    ----------
    store : Store
        Where the queue lasts.
    lanes : iterable of Lane
        Sorts of jobs that do not wait for each other.
    preload : iterable of str
        As in :class:`~mlcore.jobs.link.Link`.
    """

    def __init__(
        self, store: Store, lanes: Iterable[Lane], preload: Iterable[str] = PRELOAD
    ) -> None:
        self.store, self.owner = store, new_owner()
        self.running: dict[str, Lane] = {}
        self._lanes, self._preload = tuple(lanes), tuple(preload)
        self._ended: list[dict[str, Any]] = []
        self._begun: list[dict[str, Any]] = []
        self._next_beat = 0.0
        self.link = Link(store.settings, self._preload)

    def step(self) -> None:
        """Do what is due; takes about a quarter of a second when nothing is.

        Raises
        ------
        LoupeError
            When the database does not answer; what was to be written is written later.
        """
        for message in self.link.receive(PAUSE):
            if "started" in message:
                self._begun.append(message)
            elif "signal" in message:
                self._ended.append(message)
        if self.link.dead:
            self._replace_link()
        self._write()
        self._obey()
        self._claim()
        self._beat()

    def close(self) -> None:
        """End all jobs of this desk; they may be resumed."""
        self.link.close()
        for job, state in claims.states(self.store, self.owner).items():
            self._settle_broken(job, state)

    def _write(self) -> None:
        while self._begun:
            said = self._begun[0]
            pid, started = said["pid"], said["started"]
            claims.note_process(self.store, said["job"], self.owner, pid, started)
            self._begun.pop(0)
        while self._ended:
            said = self._ended[0]
            self._settle(said["job"], said["signal"], said["code"])
            self.running.pop(said["job"], None)
            self._ended.pop(0)

    def _settle(self, job: str, number: int, code: int) -> None:
        state = claims.states(self.store, self.owner).get(job)
        if state == "stopping":
            settle(self.store, job, self.owner, state="stopped", doing="")
        elif state is not None:
            error = _reason(number)
            ref = record(self.store.settings, job, error)
            _log.warning("job %s ended by signal %d, exit code %d", job, number, code)
            settle(self.store, job, self.owner, state="failed", error=error.to_dict(ref), doing="")

    def _settle_broken(self, job: str, state: str) -> None:
        end = "stopped" if state == "stopping" else "interrupted"
        settle(self.store, job, self.owner, state=end)
        self.running.pop(job, None)

    def _obey(self) -> None:
        states = claims.states(self.store, self.owner)
        for job in self.running:
            if states.get(job) != "running":
                self.link.send(stop=job)
        for job in states.keys() - self.running.keys():  # claimed, but never sent on its way
            self._settle_broken(job, states[job])

    def _claim(self) -> None:
        for lane in self._lanes:
            while self.link.ready and self._busy(lane) < lane.limit:
                job = lane.take(self.store, self.owner)
                if job is None:
                    break
                self.running[job] = lane
                self.link.send(run=job, owner=self.owner)

    def _busy(self, lane: Lane) -> int:
        return sum(running is lane for running in self.running.values())

    def _beat(self) -> None:
        if time.monotonic() < self._next_beat:
            return
        if self.running:
            claims.beat(self.store, self.owner)
        claims.sweep(self.store)
        self._next_beat = time.monotonic() + BEAT

    def _replace_link(self) -> None:
        _log.warning("the fork server has ended; starting another")
        for job, state in claims.states(self.store, self.owner).items():
            self._settle_broken(job, state)
        self.running.clear()
        self.link.close()
        time.sleep(PAUSE)
        self.link = Link(self.store.settings, self._preload)


def _reason(number: int) -> LoupeError:
    if number in _FROM_OUTSIDE:
        return LoupeError(JOB_KILLED)
    if number:
        return LoupeError(JOB_CRASHED, signal=number)
    return LoupeError(JOB_BROKE_OFF)
