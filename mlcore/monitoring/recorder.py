"""Writes down what was answered, behind the requests: they wait for nothing here.

A request is counted and goes on; the few rows that are logged wait in a queue, which a thread
writes once a second. The queue is bounded and what does not fit is counted, never lost in silence.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from mlcore.errors import LoupeError
from mlcore.monitoring import log, traffic
from mlcore.monitoring.counting import Counting
from mlcore.monitoring.logged import Key, Served, said, status_of
from mlcore.prediction.answer import Answer, Calm
from mlcore.store.store import Store

PAUSE = 1.0
"""Seconds from one writing to the next; each holds up the requests of two milliseconds."""
MOST_ROWS = 20_000
"""What may wait to be written."""
HOUR = 3600.0
JUMP = 60.0
"""Seconds by which the clock must differ from steady time to be said."""
_log = logging.getLogger("loupe.monitoring")
At = tuple[Key, int, int]
"""Model, version, minute."""


@dataclass(eq=False)
class _Batch:
    """What gathers from one writing to the next."""

    counts: dict[At, Counting] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    end: Counting = field(default_factory=Counting)


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
        self._batch = _Batch()
        self._taken: _Batch | None = None
        self._waiting = 0
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._news, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._share = store.settings.log_percent / 100
        self._most = float(store.settings.log_rows_second)
        self._allowance, self._asked = self._most, time.monotonic()
        self._steady = time.time() - time.monotonic()
        self._purged = 0.0

    def record(self, served: Served) -> None:
        """Note one request; returns at once, and never raises."""
        served = _ended(served)
        at = ((served.workspace, served.name), served.version, int(served.time // 60))
        with self._lock:
            batch = self._batch
            counting = batch.counts.get(at)
            if counting is None:
                counting = batch.counts[at] = Counting()
            counting.add(served)
            batch.end = counting
            if served.rows:
                self._keep(served, counting)
            if self._thread is None and not self._over.is_set():
                self._thread = threading.Thread(target=self._run, name="log", daemon=True)
                self._thread.start()
        if not self._news.is_set():
            self._news.set()

    def flush(self) -> None:
        """Write what has gathered.

        Raises
        ------
        LoupeError
            When the database does not answer; nothing is forgotten, and tried again later.
        """
        with self._writing:
            while batch := self._gathered():
                with self._store.begin() as connection:
                    log.write(connection, batch.rows)
                    for (key, version, minute), counting in batch.counts.items():
                        traffic.add(connection, key, version, minute, counting.minute)
                self._taken = None
                with self._lock:
                    self._waiting -= len(batch.rows)

    def close(self) -> None:
        """Write the rest and end; what comes later is not written."""
        self._over.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()
        try:
            self.flush()
        except (LoupeError, SQLAlchemyError):
            _log.warning("%d rows could not be logged at the end", self._waiting)

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

    def _gathered(self) -> _Batch | None:
        """Return what is to be written next: what could not be before, or what was noted since."""
        if self._taken is None:
            with self._lock:
                if not self._batch.counts:
                    return None
                self._taken, self._batch = self._batch, _Batch()
            if jump := self._jumped():
                self._taken.end.more("jump", jump)
        return self._taken

    def _keep(self, served: Served, counting: Counting) -> None:
        """Let some rows of a request wait to be written, and count what becomes of all."""
        rows = len(served.rows)
        chosen = self._chosen(rows)
        room = self._waiting + len(chosen) <= MOST_ROWS
        if room:
            self._batch.rows.extend(_row(served, place) for place in chosen)
            self._waiting += len(chosen)
        if served.status != "shadow":
            counting.more("logged" if room else "dropped", len(chosen))
            counting.more("left_out", rows - len(chosen))

    def _chosen(self, rows: int) -> Sequence[int]:
        """Return which of so many rows are logged: a share, and so many a second at most."""
        now = time.monotonic()
        self._allowance = min(10 * self._most, self._allowance + (now - self._asked) * self._most)
        self._asked = now
        if self._allowance < 1 or not self._share:
            return ()
        if self._share >= 1 and rows <= self._allowance:
            self._allowance -= rows
            return range(rows)
        wanted = np.flatnonzero(self._random.random(rows) < self._share)
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
    """Return a request with how it ended."""
    if isinstance(served.answers, Calm):
        return served
    made = [answer for answer in served.answers if isinstance(answer, Answer)]
    if not made or len(made) < len(served.answers):
        return served
    if served.status == "shadow":
        return replace(served, answers=tuple(map(said, made)))
    status = status_of(made, served.status == "degraded")
    return served if status == served.status else replace(served, status=status)


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
