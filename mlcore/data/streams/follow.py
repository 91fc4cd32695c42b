"""Following a stream: pull, take, commit, wait; the loop of its job."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from mlcore.data.sources import connections
from mlcore.data.streams import shelf
from mlcore.data.streams.event import Row
from mlcore.data.streams.intake import Batch, Intake
from mlcore.data.streams.messages import STREAM_UNREACHABLE
from mlcore.data.streams.opened import Source, opened
from mlcore.data.streams.server import FIRST, Pulled
from mlcore.data.streams.shelf import Stream
from mlcore.data.streams.state import Mark, State
from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.store.store import Store

MOST_EVENTS = 1_000
"""Events pulled at once."""
MOST_BYTES = 8_000_000
"""Bytes pulled at once, as far as the events before tell."""
UNWATCHED = 30.0
"""Seconds without a page after which a stream that wants one ends."""
_WAIT = 1.0
_LONGEST_PAUSE = 10.0
Taken = Callable[[tuple[Row, ...]], None]
"""Is told of rows once they are kept; it does not raise."""


def nobody(rows: tuple[Row, ...]) -> None:
    """Do nothing with rows."""


@dataclass
class Follower:
    """One stream being followed.

    Parameters
    ----------
    store : Store
        Where its rows last.
    stream : Stream
        As it stands.
    source : Source
        The server.
    taken : callable
        Is told of the rows that were kept.
    """

    store: Store
    stream: Stream
    source: Source
    taken: Taken = nobody

    def __post_init__(self) -> None:
        kept = shelf.records(self.store, self.stream.id) if self.stream.spec.id_field else ()
        self._intake = Intake(self.stream.spec, self.store.settings, kept)
        self._most = 4  # how large events are is seen before many are asked for

    def step(self, wait: float = _WAIT) -> int:
        """Take and commit the next events; wait for some when there are none.

        Returns
        -------
        int
            How many there were.

        Raises
        ------
        LoupeError
            When the server cannot be reached or refuses.
        StreamTakenError
            When somebody else takes this stream.
        """
        before = self.stream.state
        pulled = self.source.pull(before.offset or FIRST, self._most if before.offset else 1)
        if not before.offset:
            self._commit(_begin(self.stream, pulled))
            return 0
        entries = pulled.entries
        batch = self._intake.batch(_noticed(before, pulled), entries, time.time())
        if batch.state != before:
            self._commit(batch)
        if entries:
            self.source.settle(entries)
            size = sum(entry.size for entry in entries) / len(entries)
            self._most = max(1, min(MOST_EVENTS, 2 * self._most, int(MOST_BYTES / (size + 1))))
        else:
            self.source.wait(before.offset, wait)
        return len(entries)

    def _commit(self, batch: Batch) -> None:
        self.stream = shelf.commit(self.store, self.stream, batch)
        self._intake.settle(batch)
        self.taken(batch.rows)


def follow(
    store: Store, stream: str, job: str, source: Source | None = None,
    pause: Callable[[float], None] = time.sleep, taken: Taken = nobody,
) -> str:  # fmt: skip
    """Follow a stream until nobody watches it any more, or for ever; may be killed at any time.

    Parameters
    ----------
    store : Store
        Where its rows last.
    stream : str
        Which.
    job : str
        The job that does it.
    source : Source or None
        None: the server of the stream's connection.
    pause : callable
        Waits for some seconds before the server is tried again.
    taken : callable
        Is told of the rows that were kept.

    Returns
    -------
    str
        Why it ended: ``"unwatched"``.

    Raises
    ------
    LoupeError
        When the server refuses; while it cannot be reached it is tried again.
    StreamTakenError
        When somebody else takes this stream.
    """
    shelf.note(store, stream, job=job, watched=time.time())
    found = shelf.load(store, stream)
    url = connections.secret(store.settings, found.spec.connection, "streams")
    server = source or opened(url, found.spec.key, found.id)
    follower = Follower(store, found, server, taken)
    told, tries = 0.0, 0
    while not _alone(store, stream):
        try:
            follower.step()
            tries = 0
            told = _heard(store, stream, told)
        except LoupeError as error:
            if error.message is not STREAM_UNREACHABLE:
                raise
            shelf.note(store, stream, trouble=error.what)
            tries += 1
            pause(min(0.25 * 2 ** min(tries, 10), _LONGEST_PAUSE))
    return "unwatched"


def _alone(store: Store, stream: str) -> bool:
    found = shelf.watched(store, stream)
    return found is not None and time.time() - found > UNWATCHED


def _heard(store: Store, stream: str, told: float) -> float:
    now = time.time()
    if now - told < 2.0:
        return told
    shelf.note(store, stream, heard=now, trouble="")
    return now


def _begin(stream: Stream, pulled: Pulled) -> Batch:
    """Return where the stream is begun, before anything of it is taken."""
    added = pulled.added or 0
    if stream.spec.start == "now":
        return Batch(replace(stream.state, offset=pulled.last, position=added))
    return Batch(replace(stream.state, offset=FIRST, position=max(added - pulled.length, 0)))


def _noticed(state: State, pulled: Pulled) -> State:
    """Return *state* after a look at the stream itself: was it made anew, or cut off?"""
    if pulled.added is None:
        return state
    if pulled.added < state.position:
        marks = (*state.marks, Mark("restarted", state.offset))
        return replace(state, position=pulled.added - len(pulled.entries), marks=marks)
    lost = pulled.added - pulled.length - state.position
    if lost <= 0:
        return state
    at = pulled.entries[0].offset if pulled.entries else state.offset
    first = () if state.lost else (Mark("trimmed", at, after=count(lost, "event")),)
    position = state.position + lost
    return replace(state, position=position, lost=state.lost + lost, marks=(*state.marks, *first))
