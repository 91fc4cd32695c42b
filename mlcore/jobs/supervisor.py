"""Running the queue: one long-lived thread in a server, or one job in the foreground."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from mlcore.errors import LoupeError
from mlcore.jobs import queue
from mlcore.jobs.claims import claim, claim_next
from mlcore.jobs.desk import Desk, Lane
from mlcore.jobs.job import Job
from mlcore.jobs.link import PRELOAD
from mlcore.jobs.schedule import Schedule, submit
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.store.sweep import sweep

_log = logging.getLogger(__name__)
OnEvent = Callable[[dict[str, Any]], None]


class Supervisor:
    """Runs the jobs of one store, each in a process of its own.

    Several may share a store; a job runs once all the same.

    Parameters
    ----------
    settings : Settings
        ``running_jobs`` of them run at the same time, beside ``running_streams`` streams and
        ``running_moves`` tables that are loaded or written.
    preload : iterable of str
        Modules to have imported before a job starts: heavy libraries by default.
    schedules : iterable of Schedule
        Jobs that come back by themselves.
    """

    def __init__(
        self,
        settings: Settings,
        preload: Iterable[str] = PRELOAD,
        schedules: Iterable[Schedule] = (),
    ) -> None:
        self.settings = settings
        self._preload = tuple(preload)
        self._turns: dict[Schedule, int | None] = dict.fromkeys(schedules)
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to run the queue in a thread; returns at once, and again does nothing."""
        if self._thread is None:
            self._over.clear()
            self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread and its jobs, which become *interrupted*."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def run_one(self, job_id: str, on_event: OnEvent | None = None) -> Job:
        """Run one queued job in the foreground and return it as it ended.

        It starts whatever else runs, and imports only what it needs. When another supervisor
        has it already, its end is awaited. An interrupt from the keyboard stops the job; a
        second one leaves at once.

        Parameters
        ----------
        job_id : str
            The job; best submitted, or resumed, as ``reserved``.
        on_event : callable, optional
            Given each new event's body as it arrives.

        Raises
        ------
        LoupeError
            ``job_unknown``, or when the database does not answer.
        """
        store = Store.open(self.settings)
        seen = max((event.seq for event in queue.events(store, job_id)), default=0)
        queue.get(store, job_id)
        desk = Desk(store, (Lane(_taker(job_id)),), preload=())
        try:
            try:
                _follow(desk, job_id, seen, on_event)
            except KeyboardInterrupt:
                with contextlib.suppress(LoupeError):
                    queue.stop(store, job_id)
                _follow(desk, job_id, seen, None)
        finally:
            desk.close()
        return queue.get(store, job_id)

    def _run(self) -> None:
        desk = None
        while not self._over.is_set():
            try:
                desk = desk or self._desk()
                desk.step()
                self._submit_due(desk.store)
            except Exception:  # of any kind: without this thread no job would ever run again
                _log.exception("the supervisor could not go on; it tries again")
                self._over.wait(1.0)
        if desk is not None:
            with contextlib.suppress(LoupeError, SQLAlchemyError):
                desk.close()

    def _submit_due(self, store: Store) -> None:
        now = time.time()
        for schedule, turn in self._turns.items():
            if turn != schedule.turn(now):
                submit(store, schedule, now)
                self._turns[schedule] = schedule.turn(now)

    def _desk(self) -> Desk:
        store = Store.open(self.settings)
        store.objects.sweep()
        sweep(store)
        lanes = (
            Lane(partial(claim_next, kinds=queue.PASSING), self.settings.running_jobs),
            Lane(partial(claim_next, kinds=queue.LASTING), self.settings.running_streams),
            Lane(partial(claim_next, kinds=queue.MOVING), self.settings.running_moves),
            Lane(partial(claim_next, kinds=queue.LOOKING)),
        )
        return Desk(store, lanes, self._preload)


def _taker(job_id: str) -> Callable[[Store, str], str | None]:
    return lambda store, owner: job_id if claim(store, job_id, owner) else None


def _follow(desk: Desk, job_id: str, seen: int, on_event: OnEvent | None) -> None:
    active = True
    while active:
        desk.step()
        active = queue.get(desk.store, job_id).active
        if on_event is not None:
            for event in queue.events(desk.store, job_id, seen):
                on_event(event.body)
                seen = event.seq
