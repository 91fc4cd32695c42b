"""A real server's events arrive exactly once, whatever is killed, and the buffer stays bounded."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest
import redis
from sqlalchemy import select

from mlcore.data.streams import shelf
from mlcore.data.streams.follow import MOST_BYTES, Follower, follow
from mlcore.data.streams.intake import Batch, Intake
from mlcore.data.streams.server import Pulled, Server
from mlcore.data.streams.shelf import StreamTakenError
from mlcore.data.streams.spec import StreamSpec
from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.store.tables import segments
from tests import peak
from tests.data.streams.conftest import Add, Follow, drain, event
from tests.redisserver import Redis

KILLS = 20
BACKLOG_SECONDS = float(os.environ.get("LOUPE_TEST_BACKLOG_SECONDS", "60"))
"""How long more comes than is taken; the catalogue says ten minutes."""


def ids(store: Store, stream: str) -> list[int]:
    return [record["id"] for record in shelf.records(store, stream, 10**9)]


def test_takes_what_is_there_in_order_and_then_what_comes(
    store: Store, follower: Follow, add: Add
) -> None:
    add([{"id": n} for n in range(3_000)])
    following = follower()
    drain(following)
    add([{"id": n} for n in range(3_000, 3_010)])
    drain(following)
    assert ids(store, following.stream.id) == list(range(3_010))
    state = shelf.load(store, following.stream.id).state
    assert (state.received, state.kept, state.rows) == (3_010, 3_010, 3_010)
    assert sum(count for _, count in state.pace) == 3_010


def test_from_now_on_leaves_out_what_was_there(store: Store, follower: Follow, add: Add) -> None:
    add([{"id": 1}])
    following = follower(start="now")
    drain(following)
    add([{"id": 2}])
    drain(following)
    assert ids(store, following.stream.id) == [2]


def test_a_stream_that_is_not_there_yet_has_no_events(
    store: Store, follower: Follow, add: Add
) -> None:
    following = follower()
    drain(following)
    assert following.stream.state.received == 0
    add([{"id": 1}])
    drain(following)
    assert ids(store, following.stream.id) == [1]


# T05, T06
def test_a_burst_leaves_the_newest_rows_and_a_count_of_the_others(
    store: Store, follower: Follow, add: Add
) -> None:
    add([{"id": n} for n in range(20_000)])
    following = follower(most_rows=1_000)
    drain(following)
    state = following.stream.state
    assert 1_000 <= state.rows < 1_000 + shelf.SEGMENT
    assert state.rows + state.dropped == state.kept == 20_000
    assert ids(store, following.stream.id) == list(range(20_000 - state.rows, 20_000))


def test_the_buffer_is_bounded_in_bytes_too(home: Path, redis_url: str, add: Add) -> None:

    store = Store.open(Settings(home=home, stream_mb=1))
    stream = shelf.load(store, shelf.create(store, "default", StreamSpec("desk", "s", "json")))
    for _ in range(5):
        add([{"id": n, "text": os.urandom(1_000).hex()} for n in range(1_000)])
    following = Follower(store, stream, Server(redis_url, "s"))
    drain(following)
    state = following.stream.state
    assert state.dropped > 0
    assert state.size <= 1_000_000 + MOST_BYTES / 2
    assert state.size == sum(len(row) for row in _stored(store))


def _stored(store: Store) -> list[bytes]:

    with store.read() as connection:
        return list(connection.scalars(select(segments.c.body)))


# T06
def test_memory_stays_flat_while_the_producer_is_faster(follower: Follow, add: Add) -> None:
    following = follower(most_rows=2_000, id_field="id")
    records = [{"id": n, "text": "x" * 2_000} for n in range(2_000)]
    for start in range(8):
        if start == 2:
            before = peak.start_anew()
        add([{**record, "id": f"{start} {record['id']}"} for record in records])
        drain(following)
    assert following.stream.state.received == 16_000
    assert peak.megabytes() - before < 20  # 24 MB went through


# T06
@pytest.mark.slow
@pytest.mark.timeout(BACKLOG_SECONDS + 120)
def test_t06_memory_is_flat_for_as_long_as_the_producer_is_faster(
    store: Store, home: Path, add: Add, client: redis.Redis
) -> None:
    """The server's backlog grows all the time; the process that follows does not."""
    spec = StreamSpec("desk", "s", "json", most_rows=2_000, id_field="id")
    stream = shelf.create(store, "default", spec)
    records = [{"id": n, "text": "x" * 1_000} for n in range(1_000)]
    worker, sizes, number = forked(home, stream), [], 0
    until = time.time() + BACKLOG_SECONDS
    try:
        while time.time() < until:
            if client.xlen("s") - shelf.load(store, stream).state.received < 20_000:
                add([{**record, "id": f"{number} {record['id']}"} for record in records])
                number += 1
            else:
                time.sleep(0.2)
            sizes.append(_resident(worker))
            taken = shelf.load(store, stream).state.offset
            client.xtrim("s", minid=taken or "0", approximate=True)
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    state = shelf.load(store, stream).state
    assert state.received > 20_000
    assert state.lost == 0
    assert state.rows < 2_000 + shelf.SEGMENT
    third = len(sizes) // 3
    assert max(sizes[-third:]) < max(sizes[third : 2 * third]) + 20


def _resident(process: int) -> float:
    """Return the memory of *process*, in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_a_huge_event_does_not_stop_the_stream(
    store: Store, follower: Follow, add: Add, client: redis.Redis
) -> None:
    add([{"id": 1}])
    offset = client.xadd("s", {"json": b"x" * 50_000_000}).decode()
    add([{"id": 2}])
    following = follower()
    drain(following)
    assert ids(store, following.stream.id) == [1, 2]
    refused = shelf.refused(store, following.stream.id)
    assert [(event.offset, event.reason[:9]) for event in refused] == [(offset, "too large")]


def test_what_the_server_threw_away_is_counted_as_lost(
    follower: Follow, add: Add, client: redis.Redis
) -> None:
    add([{"id": n} for n in range(100)])
    following = follower()
    drain(following)
    add([{"id": n} for n in range(100, 200)])
    client.xtrim("s", maxlen=30, approximate=False)
    drain(following)
    state = following.stream.state
    assert (state.received, state.lost) == (130, 70)
    assert [mark.code for mark in state.marks] == ["trimmed"]
    client.xtrim("s", maxlen=0, approximate=False)  # what was taken is no loss
    drain(following)
    assert following.stream.state.lost == 70


def test_a_stream_made_anew_is_told_and_its_new_events_are_taken(
    store: Store, follower: Follow, add: Add, client: redis.Redis
) -> None:
    add([{"id": n} for n in range(5)])
    following = follower()
    drain(following)
    client.delete("s")
    drain(following)
    add([{"id": 9}])
    drain(following)
    assert ids(store, following.stream.id) == [0, 1, 2, 3, 4, 9]
    assert "restarted" in [mark.code for mark in following.stream.state.marks]


def test_two_followers_never_double_a_row(store: Store, follower: Follow, add: Add) -> None:
    add([{"id": n} for n in range(10)])
    one = follower()
    other = type(one)(store, one.stream, one.source)
    drain(one)
    with pytest.raises(StreamTakenError):
        drain(other)
    assert ids(store, one.stream.id) == list(range(10))


def test_a_batch_that_cannot_be_written_leaves_nothing(
    store: Store, follower: Follow, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add([{"id": 1}, {"id": 2}])
    following = follower()
    following.step(wait=0.001)
    monkeypatch.setattr(shelf, "_set_aside", _fail)
    with pytest.raises(OSError, match="no room"):
        following.step()
    monkeypatch.undo()
    assert shelf.load(store, following.stream.id).state.received == 0
    assert ids(store, following.stream.id) == []


def _fail(*_: object) -> None:
    raise OSError("no room")


# T08
def test_a_server_that_goes_away_and_comes_back_is_followed_from_where_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    (tmp_path / "redis").mkdir()
    server = Redis(tmp_path / "redis", "--appendonly", "yes", "--appendfsync", "always")
    server.start()
    monkeypatch.setenv("LOUPE_STREAM_OWN", server.url)
    stream = shelf.create(store, "default", StreamSpec("own", "s", "json", watched_only=True))
    troubles: list[str] = []

    def pause(_: float) -> None:
        troubles.append(shelf.load(store, stream).trouble)
        server.start()
        with server.client() as client:
            client.xadd("s", {"json": '{"id": 3}'})

    class Ending(Server):
        """A server that is killed after two events; nobody watches once the third came."""

        def __init__(self) -> None:
            super().__init__(server.url, "s")

        def pull(self, offset: str, most: int) -> Pulled:
            if len(ids(store, stream)) == 2 and not troubles:
                server.stop(signal.SIGKILL)
            return super().pull(offset, most)

        def wait(self, offset: str, seconds: float) -> None:
            if len(ids(store, stream)) == 3:
                shelf.note(store, stream, watched=time.time() - 60)

    with server.client() as client:
        for number in (1, 2):
            client.xadd("s", {"json": json.dumps({"id": number})})
    assert follow(store, stream, "job", Ending(), pause) == "unwatched"  # T12
    server.stop()
    assert ids(store, stream) == [1, 2, 3]
    assert troubles == ["The stream server cannot be reached."]
    assert shelf.load(store, stream).trouble == ""


def test_a_refusal_ends_it_with_the_reason(
    store: Store, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:

    client.set("text", "1")
    stream = shelf.create(store, "default", StreamSpec("desk", "text"))
    with pytest.raises(LoupeError) as caught:
        follow(store, stream, "job")
    assert caught.value.code == "not_a_stream"


def test_a_stream_that_was_put_away_ends_its_follower(store: Store, redis_url: str) -> None:

    stream = shelf.create(store, "default", StreamSpec("desk", "s"))
    source = _Removing(store, stream)
    with pytest.raises(StreamTakenError):
        follow(store, stream, "job", source)


class _Removing(Server):
    def __init__(self, store: Store, stream: str) -> None:
        super().__init__("redis://127.0.0.1:1/0", "s")
        self._store, self._stream = store, stream

    def pull(self, offset: str, most: int) -> Pulled:

        return Pulled((), offset, 0, 0)

    def wait(self, offset: str, seconds: float) -> None:
        shelf.remove(self._store, self._stream)


# T09
def test_killed_again_and_again_in_the_middle_nothing_is_lost_or_doubled(
    store: Store, redis_url: str, add: Add, home: Path
) -> None:
    stream = shelf.create(store, "default", StreamSpec("desk", "s", "json", most_rows=10**6))
    total, broken_off = 0, 0
    for number in range(KILLS):
        add([{"id": n} for n in range(total, total + 3_000)])
        total += 3_000
        before = shelf.load(store, stream).state.received
        worker = forked(home, stream)
        while shelf.load(store, stream).state.received == before:
            time.sleep(0.001)
        time.sleep(number % 7 * 0.004)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        broken_off += before < shelf.load(store, stream).state.received < total
    assert broken_off >= KILLS // 2
    drain(Follower(store, shelf.load(store, stream), Server(redis_url, "s")))
    assert ids(store, stream) == list(range(total))
    state = shelf.load(store, stream).state
    assert (state.received, state.kept, state.rows, state.lost) == (total, total, total, 0)


def forked(home: Path, stream: str) -> int:
    """Follow *stream* in a process of its own and return its id."""
    child = os.fork()
    if child == 0:
        try:
            follow(Store.open(Settings(home=home)), stream, "job")
        finally:
            os._exit(1)
    return child


def test_commit_on_either_database(database_url: str, home: Path) -> None:

    store = Store.open(Settings(home=home, database=database_url))
    spec = StreamSpec("desk", "s", "json")
    stream = shelf.load(store, shelf.create(store, "default", spec))
    taker = Intake(spec, store.settings)
    for number in range(1, 4):
        strange = [event(f"{number}-1", {"id": number, "a\0": "\0"}), event(f"{number}-2", "\0{")]
        batch = taker.batch(stream.state, strange, time.time())
        stream = shelf.commit(store, stream, batch)
    assert ids(store, stream.id) == [1, 2, 3]
    assert [e.offset for e in shelf.refused(store, stream.id)] == ["1-2", "2-2", "3-2"]
    assert shelf.listing(store, "default") == (shelf.load(store, stream.id),)
    assert shelf.listing(store, "other") == ()
    with pytest.raises(StreamTakenError):
        shelf.commit(store, shelf.Stream(stream.id, "s", spec, stream.state), Batch(stream.state))
    shelf.remove(store, stream.id)
    assert _stored(store) == []
    with pytest.raises(LoupeError, match="not followed"):
        shelf.load(store, stream.id)
