"""What is kept of streams: rows in segments, and how far, written in one transaction."""

from __future__ import annotations

import gzip
import json
import secrets
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from mlcore.data.jsontable import Record
from mlcore.data.streams.event import Refused
from mlcore.data.streams.intake import MOST_IDS, Batch
from mlcore.data.streams.messages import NO_STREAM
from mlcore.data.streams.spec import StreamSpec
from mlcore.data.streams.state import State
from mlcore.errors import LoupeError, Where
from mlcore.store.store import Store
from mlcore.store.tables import quarantine, segments, streams
from mlcore.types import to_json

MOST_REFUSED = 1_000
"""Refused events of which the text is kept; all are counted."""
SEGMENT = 2_000
"""Rows that are kept, read and dropped together."""


class StreamTakenError(Exception):
    """Somebody else takes this stream now, or it was removed: stop."""


@dataclass(frozen=True)
class Stream:
    """A stream as its readers see it.

    Parameters
    ----------
    id, name : str
        Which, and what it is called.
    spec, state
        What was chosen; how far it is.
    job : str or None
        The job that takes it.
    revision : int
        How often something was written.
    heard : float or None
        When the server last answered (seconds since 1970).
    trouble : str
        Why it does not answer; empty while it does.
    watched : float
        When a page last showed it.
    """

    id: str
    name: str
    spec: StreamSpec
    state: State
    job: str | None = None
    revision: int = 0
    heard: float | None = None
    trouble: str = ""
    watched: float = 0.0


def create(store: Store, workspace: str, spec: StreamSpec) -> str:
    """Note that a stream is wanted and return its id; nothing is taken yet."""
    found, now = secrets.token_hex(8), time.time()
    row = {"name": spec.key, "spec": to_json(spec), "state": State().to_json()}
    with store.begin() as connection:
        connection.execute(
            insert(streams).values(id=found, workspace=workspace, watched=now, created=now, **row)
        )
    return found


def load(store: Store, stream: str, workspace: str | None = None) -> Stream:
    """Return a stream; with *workspace*, those of others are unknown.

    Raises
    ------
    LoupeError
        ``no_stream``.
    """
    query = select(streams).where(streams.c.id == stream)
    if workspace is not None:
        query = query.where(streams.c.workspace == workspace)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise LoupeError(NO_STREAM, Where(field="stream"))
    return _stream(row)


def listing(store: Store, workspace: str) -> tuple[Stream, ...]:
    """Return the streams of *workspace*, newest first."""
    mine = streams.c.workspace == workspace
    query = select(streams).where(mine).order_by(streams.c.created.desc(), streams.c.id)
    with store.read() as connection:
        return tuple(_stream(row) for row in connection.execute(query))


def note(store: Store, stream: str, **values: Any) -> None:
    """Write ``job``, ``heard``, ``trouble`` or ``watched``: what no row depends on."""
    with store.begin(serial=False) as connection:
        connection.execute(update(streams).where(streams.c.id == stream).values(**values))


def watched(store: Store, stream: str) -> float | None:
    """Return when a page last showed a stream that ends without one; None: it goes on.

    Raises
    ------
    StreamTakenError
        When the stream is not there any more.
    """
    query = select(streams.c.watched, streams.c.spec).where(streams.c.id == stream)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise StreamTakenError(stream)
    return row.watched if row.spec["watched_only"] else None


def remove(store: Store, stream: str) -> None:
    """Forget a stream and the rows it still has; data sets made of it stay."""
    with store.begin() as connection:
        connection.execute(delete(streams).where(streams.c.id == stream))


def commit(store: Store, before: Stream, batch: Batch) -> Stream:
    """Write rows, refused events and the state after them: all, or nothing.

    Parameters
    ----------
    store : Store
        Where they last.
    before : Stream
        As it was loaded or committed last.
    batch : Batch
        What came since.

    Returns
    -------
    Stream
        As it is now.

    Raises
    ------
    StreamTakenError
        When anybody wrote to it since *before*.
    """
    mine = (streams.c.id == before.id) & (streams.c.revision == before.revision)
    with store.begin(serial=False) as connection:
        # first the row that every other taker wants: the later one waits here and finds it changed
        claim = update(streams).where(mine).values(revision=before.revision + 1)
        if connection.execute(claim).rowcount != 1:
            raise StreamTakenError(before.id)
        state = _shelve(connection, before, batch, store.settings.stream_mb * 1_000_000)
        _set_aside(connection, before, batch.refused)
        now = time.time()
        written = {"state": state.to_json(), "heard": now, "trouble": ""}
        connection.execute(update(streams).where(streams.c.id == before.id).values(**written))
    return replace(before, state=state, revision=before.revision + 1, heard=now, trouble="")


def records(store: Store, stream: str, newest: int = MOST_IDS) -> Iterator[Record]:
    """Yield the *newest* rows of a stream, and of the segment they begin in, oldest first."""
    with store.read() as connection:
        first = _first_of(connection, stream, newest)
    for segment in bodies(store, stream, first):
        yield from map(json.loads, segment[-1].splitlines())


def tail(store: Store, stream: str, rows: int) -> list[Record]:
    """Return the newest *rows* of a stream, oldest first; at most those of its last segment."""
    query = select(segments.c.body).where(segments.c.stream == stream)
    with store.read() as connection:
        body = connection.scalar(query.order_by(segments.c.seq.desc()).limit(1))
    return [json.loads(line) for line in gzip.decompress(body).splitlines()[-rows:]] if body else []


def bodies(store: Store, stream: str, first: int = 0) -> Generator[tuple[str, str, bytes]]:
    """Yield segments from number *first* on: their first and last offset, their rows as JSON lines.

    All are of one moment, and one after the other is in memory.
    """
    query = select(segments).where(segments.c.stream == stream, segments.c.seq >= first)
    with store.read() as connection:
        connection.execution_options(yield_per=1)
        for row in connection.execute(query.order_by(segments.c.seq)):
            yield row.first, row.last, gzip.decompress(row.body)


def refused(store: Store, stream: str) -> tuple[Refused, ...]:
    """Return the first thousand events that were set aside, in order."""
    query = select(quarantine).where(quarantine.c.stream == stream).order_by(quarantine.c.number)
    with store.read() as connection:
        return tuple(Refused(r.offset, r.text, r.reason) for r in connection.execute(query))


def _shelve(connection: Connection, before: Stream, batch: Batch, most_bytes: int) -> State:
    state = batch.state
    if batch.rows:
        state = replace(state, size=state.size + _append(connection, before.id, batch))
    return _make_room(connection, before, state, most_bytes)


def _append(connection: Connection, stream: str, batch: Batch) -> int:
    """Put the rows at the end of the last segment, or into a new one; return how many bytes."""
    body, last = gzip.compress(batch.body, 5), batch.rows[-1].entry.offset
    mine = select(segments).where(segments.c.stream == stream)
    newest = connection.execute(mine.order_by(segments.c.seq.desc()).limit(1)).one_or_none()
    if newest is not None and newest.rows + len(batch.rows) <= SEGMENT:
        grown = {"rows": newest.rows + len(batch.rows), "size": newest.size + len(body)}
        change = update(segments).where(_at(stream, newest.seq))
        connection.execute(change.values(last=last, body=newest.body + body, **grown))
    else:
        seq = newest.seq + 1 if newest is not None else 1
        first = batch.rows[0].entry.offset
        what = {"first": first, "last": last, "rows": len(batch.rows), "size": len(body)}
        connection.execute(insert(segments).values(stream=stream, seq=seq, body=body, **what))
    return len(body)


def _make_room(connection: Connection, before: Stream, state: State, most_bytes: int) -> State:
    """Take the oldest segments away while what is newer fills the buffer."""
    if before.spec.keep != "newest":
        return state
    query = select(segments.c.seq, segments.c.rows, segments.c.size)
    query = query.where(segments.c.stream == before.id).order_by(segments.c.seq)
    for row in connection.execute(query).all()[:-1]:
        if state.rows - row.rows < before.spec.most_rows and state.size <= most_bytes:
            break
        connection.execute(delete(segments).where(_at(before.id, row.seq)))
        left = {"rows": state.rows - row.rows, "size": state.size - row.size}
        state = replace(state, dropped=state.dropped + row.rows, **left)
    return state


def _at(stream: str, seq: int) -> ColumnElement[bool]:
    return (segments.c.stream == stream) & (segments.c.seq == seq)


def _set_aside(connection: Connection, before: Stream, refused: tuple[Refused, ...]) -> None:
    first = before.state.quarantined + 1
    room = max(MOST_REFUSED + 1 - first, 0)
    rows = [
        {
            "stream": before.id,
            "number": number,
            "offset": r.offset,
            "reason": r.reason,
            "text": r.text,
        }
        for number, r in enumerate(refused[:room], first)
    ]
    if rows:
        connection.execute(insert(quarantine), rows)


def _first_of(connection: Connection, stream: str, newest: int) -> int:
    """Return the number of the segment in which the *newest* rows begin."""
    query = select(segments.c.seq, segments.c.rows).where(segments.c.stream == stream)
    rows = 0
    for row in connection.execute(query.order_by(segments.c.seq.desc())):
        rows += row.rows
        if rows >= newest:
            return int(row.seq)
    return 0


def _stream(row: Row[Any]) -> Stream:
    values = {name: row._mapping[name] for name in Stream.__dataclass_fields__}
    spec, state = StreamSpec.from_json(row.spec), State.from_json(row.state)
    return Stream(**{**values, "spec": spec, "state": state})
