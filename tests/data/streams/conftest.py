"""Streams as a test makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import redis

from mlcore.data.streams import shelf
from mlcore.data.streams.event import Entry
from mlcore.data.streams.follow import Follower
from mlcore.data.streams.server import Server
from mlcore.data.streams.spec import StreamSpec
from mlcore.settings import Settings, load
from mlcore.store.store import Store

Follow = Callable[..., Follower]
Add = Callable[[Sequence[dict[str, Any]]], None]


@pytest.fixture
def settings(home: Path) -> Settings:
    return load(stream_event_kb=100)


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store.open(settings)


@pytest.fixture
def add(client: redis.Redis) -> Add:
    """Return what puts JSON events on the stream "s"."""

    def put(records: Sequence[dict[str, Any]]) -> None:
        pipe = client.pipeline(transaction=False)
        for record in records:
            pipe.xadd("s", {"json": json.dumps(record)})
        pipe.execute()

    return put


@pytest.fixture
def follower(store: Store, redis_url: str) -> Follow:
    """Return what makes a follower of the stream "s"."""

    def make(**chosen: Any) -> Follower:
        spec = StreamSpec("desk", "s", **{"payload": "json", **chosen})
        stream = shelf.load(store, shelf.create(store, "default", spec))
        return Follower(store, stream, Server(redis_url, "s"))

    return make


def drain(follower: Follower) -> None:
    """Take what there is."""
    follower.step(wait=0.001)
    while follower.step(wait=0.001):
        pass


def entry(offset: str, **fields: Any) -> Entry:
    """Return an event with text fields."""
    return Entry(offset, {k.encode(): str(v).encode() for k, v in fields.items()})


def event(offset: str, record: Any) -> Entry:
    """Return an event with a JSON payload."""
    text = record if isinstance(record, str) else json.dumps(record)
    return Entry(offset, {b"json": text.encode()})
