"""Upserts mean the same on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, Text, select

from mlcore.settings import Settings
from mlcore.store.rows import insert_once, upsert
from mlcore.store.store import Store
from mlcore.store.tables import jobs, memos


@pytest.fixture
def store(home: Path, database_url: str) -> Store:
    return Store.open(Settings(home=home, database=database_url))


def test_upsert_inserts_then_replaces(store: Store) -> None:
    for revision, value in enumerate(["first", {"a": [1, None, "é\x00"]}, None]):
        with store.begin() as connection:
            row = {"value": value, "revision": revision, "changed": 1.5}
            upsert(connection, memos, workspace="w", key="k", **row)
        with store.read() as connection:
            assert [tuple(r) for r in connection.execute(select(memos))] == [
                ("w", "k", value, revision, 1.5)
            ]


def test_upsert_leaves_other_columns(store: Store) -> None:
    with store.begin() as connection:
        row = {"workspace": "w", "key": "k", "revision": 0}
        upsert(connection, memos, value=["kept"], changed=1.0, **row)
        upsert(connection, memos, changed=2.0, **row)
        assert connection.execute(select(memos.c.value, memos.c.changed)).one() == (["kept"], 2.0)


def test_upsert_of_keys_alone(store: Store) -> None:
    pair = Table("pair", MetaData(), Column("a", Text, primary_key=True), Column("b", Text))
    with store.begin() as connection:
        pair.create(connection)
        upsert(connection, pair, a="x", b="kept")
        upsert(connection, pair, a="x")
        upsert(connection, pair, a="y")
        assert set(map(tuple, connection.execute(select(pair)))) == {("x", "kept"), ("y", None)}


def test_insert_once(store: Store) -> None:
    common = {"workspace": "w", "kind": "k", "call": "c", "spec": {}, "state": "queued"}
    times = {"created": 1.0, "queued": 1.0}
    with store.begin() as connection:
        assert insert_once(connection, jobs, id="a", step_id="s", **common, **times)
        assert not insert_once(connection, jobs, id="b", step_id="s", **common, **times)
        assert not insert_once(connection, jobs, id="a", step_id="t", **common, **times)
        assert insert_once(connection, jobs, id="c", step_id=None, **common, **times)
        assert insert_once(connection, jobs, id="d", step_id=None, **common, **times)
        assert set(connection.scalars(select(jobs.c.id))) == {"a", "c", "d"}
