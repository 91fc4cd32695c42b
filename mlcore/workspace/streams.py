"""Streams of a workspace: each is followed by a job of its own."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

from mlcore.data.dataset import Dataset
from mlcore.data.sources import connections
from mlcore.data.streams import follow, shelf, table
from mlcore.data.streams.opened import acknowledges, opened
from mlcore.data.streams.shelf import Stream
from mlcore.data.streams.spec import StreamSpec
from mlcore.errors import LoupeError
from mlcore.events import Progress
from mlcore.jobs import queue
from mlcore.jobs.context import JobContext
from mlcore.jobs.job import Job
from mlcore.registry.names import Reference
from mlcore.workspace.feeding import Feed
from mlcore.workspace.workspace import Workspace

FOLLOW = "mlcore.workspace.streams:follow_task"
KIND = "stream"


def follow_task(context: JobContext, spec: dict[str, Any]) -> dict[str, Any]:
    """Follow the stream ``spec["stream"]`` until it is stopped; may be killed at any time.

    Returns
    -------
    dict
        ``ended``: why.
    """
    stream = shelf.load(context.store, spec["stream"])
    context.emit(Progress(0, 0, doing=stream.name))
    feed = Feed(context.store, context.workspace, stream)
    try:
        ended = follow.follow(context.store, stream.id, context.job_id, taken=feed)
    except shelf.StreamTakenError:
        ended = "taken"
    finally:
        feed.close()
    return {"ended": ended}


def begin(space: Workspace, spec: StreamSpec) -> str:
    """Begin to follow a stream and return its id.

    Parameters
    ----------
    space : Workspace
        Whose.
    spec : StreamSpec
        Which stream, and how.

    Raises
    ------
    LoupeError
        When the server cannot be reached or has no such stream; ``unknown_model``.
    """
    if spec.model:
        space.registry.row(Reference(spec.model))
    url = connections.secret(space.store.settings, spec.connection, "streams")
    with closing(opened(url, spec.key)) as server:
        server.peek()
    spec = replace(spec, offsets=not acknowledges(url))
    stream = shelf.create(space.store, space.id, spec)
    go_on(space, stream)
    return stream


def go_on(space: Workspace, stream: str) -> None:
    """Follow a stream from where it was left; nothing happens while it is followed already.

    Raises
    ------
    LoupeError
        ``no_stream``.
    """
    found = shelf.load(space.store, stream, space.id)
    job = job_of(space, found)
    if job is not None and job.active:
        return
    new = queue.submit(space.store, FOLLOW, {"stream": stream}, workspace=space.id, kind=KIND)
    shelf.note(space.store, stream, job=new, watched=time.time())


def stop(space: Workspace, stream: str) -> None:
    """Stop following a stream; what was taken stays, and :func:`go_on` continues there.

    Raises
    ------
    LoupeError
        ``no_stream``.
    """
    job = job_of(space, shelf.load(space.store, stream, space.id))
    if job is not None and job.active:
        queue.stop(space.store, job.id, space.id)


def put_away(space: Workspace, stream: str) -> None:
    """Stop following a stream and forget its rows; data sets made of it stay.

    Raises
    ------
    LoupeError
        ``no_stream``.
    """
    found = shelf.load(space.store, stream, space.id)
    stop(space, stream)
    shelf.remove(space.store, stream)
    with suppress(LoupeError):
        url = connections.secret(space.store.settings, found.spec.connection, "streams")
        with closing(opened(url, found.spec.key, found.id)) as server:
            server.forget()


def so_far(space: Workspace, stream: str) -> Dataset:
    """Return what has come so far as a data set, to be kept as a version.

    Raises
    ------
    LoupeError
        ``no_stream``, ``nothing_kept``, and what reading a table raises.
    """
    return table.dataset(space.store, shelf.load(space.store, stream, space.id))


def job_of(space: Workspace, stream: Stream) -> Job | None:
    """Return the job that follows *stream*, or did so last."""
    with suppress(LoupeError):
        return queue.get(space.store, stream.job, space.id) if stream.job else None
    return None
