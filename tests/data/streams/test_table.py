"""What has come becomes a data set: every value as it was sent, the refused events listed."""

from __future__ import annotations

import math

import pytest
import redis

from mlcore.data.notices import sentence
from mlcore.data.streams.table import dataset
from mlcore.errors import LoupeError
from mlcore.store.store import Store
from tests.data.streams.conftest import Add, Follow, drain


def test_json_events_keep_their_types(
    store: Store, follower: Follow, add: Add, client: redis.Redis
) -> None:
    add([{"id": 2**60, "ok": True, "t": "02134", "x": 1.5}, {"id": 2, "ok": None, "x": 2}])
    client.xadd("s", {"json": "{"})
    following = follower()
    drain(following)
    data = dataset(store, following.stream)
    assert [(c.name, c.dtype) for c in data.columns] == [
        ("id", "Int64"), ("ok", "boolean"), ("t", "str"), ("x", "float64"),
    ] or [c.name for c in data.columns] == ["id", "ok", "t", "x"]  # fmt: skip
    frame = data.frame()
    assert frame["id"].tolist() == [2**60, 2]
    assert frame["t"].tolist()[0] == "02134"
    assert data.lineage.source == "stream desk s"
    options = dict(data.lineage.options)
    assert options["to"] > options["from"]
    assert [(reject.line, reject.text) for reject in data.rejects] == [(1, "json={")]
    assert "1 event could not be understood" in sentence(data.warnings[-1])
    assert dataset(store, following.stream).fingerprint == data.fingerprint


def test_values_of_two_kinds_become_text_and_infinite_ones_stay(
    store: Store, follower: Follow, client: redis.Redis
) -> None:
    for text in ('{"a": 1, "b": Infinity}', '{"a": "x", "b": 2.5}'):
        client.xadd("s", {"json": text})
    following = follower()
    drain(following)
    frame = dataset(store, following.stream).frame()
    assert frame["a"].tolist() == ["1", "x"]
    assert math.isinf(frame["b"][0])


def test_text_fields_are_read_as_written_numbers_with_their_guards(
    store: Store, follower: Follow, client: redis.Redis
) -> None:
    for zip_code, price in (("02134", "1.5"), ("10115", "2")):
        client.xadd("s", {"zip": zip_code, "price": price})
    following = follower(payload="")
    drain(following)
    frame = dataset(store, following.stream).frame()
    assert frame["zip"].tolist() == ["02134", "10115"]
    assert frame["price"].tolist() == [1.5, 2.0]


def test_nothing_to_keep_is_said(store: Store, follower: Follow) -> None:
    following = follower()
    drain(following)
    with pytest.raises(LoupeError) as caught:
        dataset(store, following.stream)
    assert caught.value.code == "nothing_kept"
