"""Writes down what was answered, behind the requests: they wait for nothing here.

A request leaves its record in a queue and goes on; a thread writes what has gathered, twice a
second. The queue is bounded and what does not fit is counted, never lost in silence.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from mlcore.errors import LoupeError
from mlcore.monitoring import log, traffic
from mlcore.monitoring.logged import Key, Served, said, status_of
from mlcore.monitoring.traffic import Minute, minute_of
from mlcore.prediction.answer import Answer
from mlcore.store.store import Store

PAUSE = 0.5
MOST_ROWS, MOST_REQUESTS = 20_000, 10_000
"""What may wait to be written."""
HOUR = 3600.0
JUMP = 60.0
"""Seconds by which the clock must differ from steady time to be said."""
_log = logging.getLogger("loupe.monitoring")
At = tuple[Key, int, int]
"""Model, version, minute."""


@dataclass
class _Batch:
    rows: list[dict[str, Any]] = field(default_factory=list)
    minutes: dict[At, Minute] = field(default_factory=dict)

    def add(self, at: At, more: Minute) -> None:
        self.minutes[at] = self.minutes.get(at, Minute()) + more


class Recorder:
    """The way into the log for one process; safe from several threads.

    Parameters
    ----------
    store : Store
        Where the log is; its settings say which share is kept.
    seed : int or None
        Chooses the rows that are kept; None: at random.
    """

    def __init__(self, store: Store, seed: int | None = None) -> None:
        self._store, self._random = store, np.random.default_rng(seed)
        self._queue: deque[Served] = deque()
        self._waiting = 0
        self._lost: dict[At, Minute] = {}
        self._unwritten = _Batch()
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._news, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._allowance, self._asked = float(store.settings.log_rows_second), time.monotonic()
        self._steady = time.time() - time.monotonic()
        self._purged = 0.0

    def record(self, served: Served) -> None:
        """Note one request; returns at once, and never raises."""
        with self._lock:
            full = len(self._queue) >= MOST_REQUESTS
            if full or self._waiting + len(served.rows) > MOST_ROWS:
                at = _at(served)
                lost = minute_of([served]) + Minute(dropped=len(served.rows))
                self._lost[at] = self._lost.get(at, Minute()) + lost
            else:
                self._queue.append(served)
                self._waiting += len(served.rows)
            if self._thread is None and not self._over.is_set():
                self._thread = threading.Thread(target=self._run, name="log", daemon=True)
                self._thread.start()
        self._news.set()

    def flush(self) -> None:
        """Write what has gathered.

        Raises
        ------
        LoupeError
            When the database does not answer; nothing is forgotten, and tried again later.
        """
        with self._writing:
            self._gather()
            batch = self._unwritten
            if not batch.minutes:
                return
            with self._store.begin() as connection:
                log.write(connection, batch.rows)
                for (key, version, minute), more in batch.minutes.items():
                    traffic.add(connection, key, version, minute, more)
            self._unwritten = _Batch()

    def close(self) -> None:
        """Write the rest and end; what comes later is not written."""
        self._over.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()
        try:
            self.flush()
        except (LoupeError, SQLAlchemyError):
            _log.warning("%d rows could not be logged at the end", len(self._unwritten.rows))

    def _run(self) -> None:
        while not self._over.is_set():
            self._news.wait()
            self._over.wait(PAUSE)
            self._news.clear()
            try:
                self.flush()
                self._purge()
            except (LoupeError, SQLAlchemyError) as error:
                _log.warning("the log waits: %s", type(error).__name__)
                self._news.set()

    def _gather(self) -> None:
        """Take what waits into the batch that is written next."""
        with self._lock:
            taken, lost = list(self._queue), self._lost
            room = MOST_ROWS - len(self._unwritten.rows)
            self._queue.clear()
            self._waiting, self._lost = 0, {}
        batch = self._unwritten
        for at, more in lost.items():
            batch.add(at, more)
        taken = [_ended(served) for served in taken]
        wanted = self._chosen(sum(len(served.rows) for served in taken))
        kept = _picked(taken, wanted[: max(room, 0)])
        batch.rows.extend(_row(served, place) for served, places in kept for place in places)
        told = _told(taken, _picked(taken, wanted), kept)
        for at, more in told.items():
            batch.add(at, more)
        if taken and (jump := self._jumped()):
            batch.add(_at(taken[-1]), Minute(jump=jump))

    def _chosen(self, rows: int) -> list[int]:
        """Return which of so many rows are logged: a share, and so many a second at most."""
        settings, now = self._store.settings, time.monotonic()
        most = float(settings.log_rows_second)
        self._allowance = min(10 * most, self._allowance + (now - self._asked) * most)
        self._asked = now
        share = settings.log_percent / 100
        wanted = np.flatnonzero(self._random.random(rows) < share)
        if len(wanted) > self._allowance:
            wanted = np.sort(self._random.permutation(wanted)[: int(self._allowance)])
        self._allowance -= len(wanted)
        found: list[int] = wanted.tolist()
        return found

    def _jumped(self) -> float:
        """Return by how many seconds the clock was moved since the last look; 0.0: it was not."""
        now = time.time() - time.monotonic()
        jump, self._steady = now - self._steady, now
        return jump if abs(jump) >= JUMP else 0.0

    def _purge(self) -> None:
        if time.monotonic() - self._purged >= HOUR or not self._purged:
            self._purged = time.monotonic()
            log.purge(self._store)


def _ended(served: Served) -> Served:
    """Return a request with how it ended, which is looked at here: off the request's path."""
    made = [answer for answer in served.answers if isinstance(answer, Answer)]
    if not made or len(made) < len(served.answers):
        return served
    if served.status == "shadow":
        return replace(served, answers=tuple(map(said, made)))
    status = status_of(made, served.status == "degraded")
    return served if status == served.status else replace(served, status=status)


_Picked = list[tuple[Served, list[int]]]
"""Requests with the places of some of their rows."""


def _picked(taken: list[Served], wanted: list[int]) -> _Picked:
    """Return the requests with the places of their rows, of *wanted* among all rows in order."""
    found: _Picked = []
    at = first = 0
    for served in taken:
        after = first + len(served.rows)
        end = bisect_left(wanted, after, at)
        found.append((served, [number - first for number in wanted[at:end]]))
        at, first = end, after
    return found


def _told(taken: list[Served], wanted: _Picked, kept: _Picked) -> dict[At, Minute]:
    """Return the requests as traffic, with what became of their rows."""
    groups: dict[At, list[int]] = {}
    told: dict[At, Minute] = {}
    for number, served in enumerate(taken):
        if served.status == "shadow":
            told[_at(served)] = told.get(_at(served), Minute()) + minute_of([served])
        else:
            groups.setdefault(_at(served), []).append(number)
    for at, numbers in groups.items():
        rows, chosen, logged = (
            sum(len(part) for part in parts)
            for parts in (
                [taken[number].rows for number in numbers],
                [wanted[number][1] for number in numbers],
                [kept[number][1] for number in numbers],
            )
        )
        ends = Minute(logged=logged, left_out=rows - chosen, dropped=chosen - logged)
        ends += minute_of([taken[number] for number in numbers])
        told[at] = told.get(at, Minute()) + ends
    return told


def _at(served: Served) -> At:
    return (served.workspace, served.name), served.version, int(served.time // 60)


def _row(served: Served, place: int) -> dict[str, Any]:
    answer = served.answers[place] if place < len(served.answers) else None
    answer = said(answer) if isinstance(answer, Answer) else answer
    return {
        "workspace": served.workspace,
        "name": served.name,
        "version": served.version,
        "time": served.time,
        "request": served.request,
        "row": place + 1,
        "input": dict(served.rows[place]),
        "answer": list(answer) if isinstance(answer, tuple) else answer,
        "seconds": served.seconds,
        "status": served.status,
    }
