"""Streams of a workspace in real jobs: followed beside other work, stopped, gone on with, kept."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from sqlalchemy import select

from mlcore.data.streams import follow, shelf
from mlcore.data.streams.follow import Follower
from mlcore.data.streams.server import Server
from mlcore.data.streams.spec import StreamSpec
from mlcore.errors import LoupeError
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.jobs.supervisor import Supervisor
from mlcore.monitoring import log
from mlcore.process.groups import alive, start_time
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.store.tables import jobs
from mlcore.workspace import streams
from mlcore.workspace.workspace import Workspace
from tests.prediction import making

SPEC = StreamSpec("desk", "s", "json")


@pytest.fixture
def space(home: Path, redis_url: str) -> Workspace:
    return Workspace(Store.open(load(running_jobs=1)))


@pytest.fixture
def supervisor(space: Workspace) -> Iterator[Supervisor]:
    found = Supervisor(space.store.settings, preload=())
    found.start()
    yield found
    found.close()


def add(client: redis.Redis, *numbers: int) -> None:
    for number in numbers:
        client.xadd("s", {"json": json.dumps({"id": number})})


def until(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(0.02)


def kept(space: Workspace, stream: str) -> list[int]:
    return [record["id"] for record in shelf.records(space.store, stream)]


# T09, T12
def test_followed_by_a_process_of_its_own_stopped_and_gone_on_with(
    space: Workspace, supervisor: Supervisor, client: redis.Redis
) -> None:
    threads = threading.active_count()
    add(client, 1, 2)
    stream = streams.begin(space, SPEC)
    until(lambda: kept(space, stream) == [1, 2])
    job = streams.job_of(space, shelf.load(space.store, stream))
    assert job is not None
    assert (job.state, job.kind) == ("running", "stream")
    pid, started = _process(space, job.id)
    assert pid != os.getpid()
    other = queue.submit(space.store, "mlcore.jobs.rehearsal:count", {"steps": 1})
    until(lambda: queue.get(space.store, other).state == "done")  # it takes nobody's turn
    streams.go_on(space, stream)
    assert len(queue.listing(space.store, space.id)) == 2
    streams.stop(space, stream)
    until(lambda: not alive(pid, started))
    until(lambda: queue.get(space.store, job.id).state == "stopped")
    streams.stop(space, stream)
    add(client, 3)
    streams.go_on(space, stream)
    until(lambda: kept(space, stream) == [1, 2, 3])
    again = streams.job_of(space, shelf.load(space.store, stream))
    assert again is not None
    os.kill(_process(space, again.id)[0], signal.SIGKILL)
    until(lambda: queue.get(space.store, again.id).state == "failed")
    assert space.keep_dataset(streams.so_far(space, stream)) == 1
    assert threading.active_count() <= threads + 1


def _process(space: Workspace, job: str) -> tuple[int, float]:
    while True:
        with space.store.read() as connection:
            pid = connection.scalar(select(jobs.c.pid).where(jobs.c.id == job))
        if pid:
            return int(pid), start_time(pid)
        time.sleep(0.01)


# T12
def test_a_stream_that_wants_to_be_watched_ends_when_nobody_does(
    space: Workspace, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "UNWATCHED", 0.2)
    add(client, 1)
    stream = streams.begin(space, StreamSpec("desk", "s", "json", watched_only=True))
    job = streams.job_of(space, shelf.load(space.store, stream))
    assert job is not None
    ended = run_inline(space.store, job.id)
    assert (ended.state, ended.result) == ("done", {"ended": "unwatched"})
    assert kept(space, stream) == [1]


def test_what_comes_is_watched_as_requests_to_a_model(
    space: Workspace, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "UNWATCHED", 0.2)
    space.registry.register(making.model("plain"), "houses")
    for size in (50.5, 80.0):
        body = json.dumps({"size": size, "rooms": 3, "kind": "flat"})
        client.xadd("s", {"json": body})
    spec = StreamSpec("desk", "s", "json", watched_only=True, model="houses")
    job = streams.job_of(space, shelf.load(space.store, streams.begin(space, spec)))
    assert job is not None
    assert run_inline(space.store, job.id).state == "done"
    assert [r.input["size"] for r in log.recent(space.store, (space.id, "houses"))] == [50.5, 80.0]


def test_what_has_come_is_opened_as_a_data_set_each_time_as_a_version(
    space: Workspace, client: redis.Redis
) -> None:
    add(client, 1)
    stream = streams.begin(space, SPEC)
    _take(space, stream, client)
    assert space.keep_dataset(streams.so_far(space, stream)) == 1
    add(client, 2)
    _take(space, stream, client)
    assert space.keep_dataset(streams.so_far(space, stream)) == 2
    opened = space.needs_dataset()
    assert (opened.name, opened.version) == ("s", 2)
    assert opened.data.frame()["id"].tolist() == [1, 2]


def _take(space: Workspace, stream: str, client: redis.Redis) -> None:
    url = os.environ["LOUPE_STREAM_DESK"]
    follower = Follower(space.store, shelf.load(space.store, stream), Server(url, "s"))
    while follower.stream.state.received < client.xlen("s"):
        follower.step(0.001)


def test_a_stream_that_is_not_there_is_refused_and_nothing_begins(space: Workspace) -> None:
    with pytest.raises(LoupeError) as caught:
        streams.begin(space, SPEC)
    assert caught.value.code == "no_such_stream"
    assert shelf.listing(space.store, space.id) == ()
    with pytest.raises(LoupeError):
        streams.begin(space, StreamSpec("other", "s"))


def test_put_away_stops_and_forgets(space: Workspace, client: redis.Redis) -> None:
    add(client, 1)
    stream = streams.begin(space, SPEC)
    with pytest.raises(LoupeError):
        streams.stop(Workspace(space.store, "another"), stream)
    job = streams.job_of(space, shelf.load(space.store, stream))
    streams.put_away(space, stream)
    assert job is not None
    assert queue.get(space.store, job.id).state == "stopped"
    assert shelf.listing(space.store, space.id) == ()
