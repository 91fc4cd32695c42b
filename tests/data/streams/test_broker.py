"""A real MQTT broker's events: stored before they are acknowledged, repeats dropped by an id."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from paho.mqtt import publish

from mlcore.data.streams import shelf
from mlcore.data.streams.broker import Broker
from mlcore.data.streams.follow import Follower, follow
from mlcore.data.streams.spec import StreamSpec
from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store.store import Store
from tests.mosquitto import Mosquitto

KILLS = 6


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mosquitto]:
    (tmp_path / "mosquitto").mkdir()
    running = Mosquitto(tmp_path / "mosquitto")
    running.start()
    monkeypatch.setenv("LOUPE_STREAM_HALL", running.url)
    yield running
    running.stop()


def begin(store: Store, broker: Mosquitto, **chosen: str) -> str:
    """Return a stream whose session is on the broker already."""
    spec = StreamSpec("hall", "heat/#", "payload", offsets=False, **chosen)
    stream = shelf.create(store, "default", spec)
    Follower(store, shelf.load(store, stream), Broker(broker.url, "heat/#", stream)).step(0.01)
    return stream


def send(broker: Mosquitto, *numbers: int) -> None:
    messages = [("heat/a", json.dumps({"id": n}), 1, False) for n in numbers]
    publish.multiple(messages, hostname="127.0.0.1", port=broker.port)


def ids(store: Store, stream: str) -> list[int]:
    return [record["id"] for record in shelf.records(store, stream)]


def drain(store: Store, stream: str, broker: Mosquitto, least: int) -> None:
    follower = Follower(store, shelf.load(store, stream), Broker(broker.url, "heat/#", stream))
    while follower.stream.state.received < least or follower.step(0.3):
        follower.step(0.1)
    assert isinstance(follower.source, Broker)
    follower.source.close()


def test_events_of_a_closed_session_wait_and_are_taken_once(
    store: Store, broker: Mosquitto
) -> None:
    stream = begin(store, broker)
    send(broker, *range(50))
    drain(store, stream, broker, 50)
    drain(store, stream, broker, 0)
    assert ids(store, stream) == list(range(50))


def test_what_was_stored_but_not_acknowledged_comes_again_and_is_dropped_by_its_id(
    store: Store, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, plain = begin(store, broker, id_field="id"), begin(store, broker)
    send(broker, 1, 2)
    with monkeypatch.context() as cut:
        cut.setattr(Broker, "settle", _cut_off)
        for name in (stream, plain):
            with pytest.raises(ConnectionAbortedError):
                drain(store, name, broker, 2)
    drain(store, stream, broker, 4)
    drain(store, plain, broker, 4)
    assert ids(store, stream) == [1, 2]
    assert shelf.load(store, stream).state.duplicates > 0
    assert set(ids(store, plain)) == {1, 2}  # at least once, as the page says
    assert len(ids(store, plain)) > 2


def _cut_off(self: Broker, _entries: object) -> None:
    self.close()
    raise ConnectionAbortedError


def test_killed_again_and_again_nothing_is_lost_and_by_id_nothing_doubled(
    store: Store, broker: Mosquitto, home: Path
) -> None:
    stream = begin(store, broker, id_field="id")
    total = 0
    for number in range(KILLS):
        send(broker, *range(total, total + 300))
        total += 300
        before = shelf.load(store, stream).state.kept
        child = os.fork()
        if child == 0:
            try:
                follow(Store.open(Settings(home=home)), stream, "job")
            finally:
                os._exit(1)
        while shelf.load(store, stream).state.kept == before:
            time.sleep(0.001)
        time.sleep(number * 0.004)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    drain(store, stream, broker, total)
    assert ids(store, stream) == list(range(total))


def test_a_broker_that_comes_back_is_followed_on(store: Store, broker: Mosquitto) -> None:
    stream = begin(store, broker, id_field="id")
    source = Broker(broker.url, "heat/#", stream)
    follower = Follower(store, shelf.load(store, stream), source)
    send(broker, 1)
    while not follower.step(0.1):
        pass
    broker.stop()
    with pytest.raises(LoupeError) as caught:
        follower.step(5.0)
    assert caught.value.code == "stream_unreachable"
    broker.start()
    follower.step(0.01)
    send(broker, 2)
    while not follower.step(0.1):
        pass
    source.close()
    assert ids(store, stream) == [1, 2]


def test_peek_shows_what_comes_and_leaves_no_session(broker: Mosquitto) -> None:
    publish.single("heat/b", "{}", qos=1, retain=True, hostname="127.0.0.1", port=broker.port)
    seen = Broker(broker.url, "heat/#").peek()
    assert [entry.fields for entry in seen] == [{b"topic": b"heat/b", b"payload": b"{}"}]
    assert Broker(broker.url).names() == ()


def test_a_session_that_is_forgotten_keeps_nothing(store: Store, broker: Mosquitto) -> None:
    stream = begin(store, broker)
    Broker(broker.url, "heat/#", stream).forget()
    send(broker, 1)
    source = Broker(broker.url, "heat/#", stream)
    source.wait("", 0.3)
    assert source.pull("", 10).entries == ()
    source.close()


@pytest.mark.parametrize(
    ("url", "key", "code"),
    [
        ("mqtt://127.0.0.1:1", "a", "stream_unreachable"),
        ("http://127.0.0.1", "a", "bad_stream_url"),
        ("mqtt://127.0.0.1:x", "a", "bad_stream_url"),
    ],
)
def test_what_cannot_be_followed_is_said(url: str, key: str, code: str) -> None:
    with pytest.raises(LoupeError) as caught:
        Broker(url, key).peek()
    assert caught.value.code == code


def test_a_topic_that_is_none_and_a_wrong_password(broker: Mosquitto, tmp_path: Path) -> None:
    with pytest.raises(LoupeError) as caught:
        Broker(broker.url, "a/#/b").peek()
    assert caught.value.code == "not_a_stream"
    (tmp_path / "closed").mkdir()
    closed = Mosquitto(tmp_path / "closed", "allow_anonymous false")
    closed.start()
    try:
        with pytest.raises(LoupeError) as caught:
            Broker(closed.url.replace("mqtt://", "mqtt://a:b@"), "a").peek()
    finally:
        closed.stop()
    assert caught.value.code == "stream_password"
