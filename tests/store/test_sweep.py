"""What no row names goes once it is old; what a row names never does, whoever writes meanwhile."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, insert, select

from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store import tables
from mlcore.store.objects import Objects
from mlcore.store.store import Store
from mlcore.store.sweep import HOUR, Swept, names_in, sweep

AGED = 10 * 86_400.0


@pytest.fixture
def store(home: Path, database_url: str) -> Store:
    return Store.open(load(database=database_url))


def aged(objects: Objects, data: bytes, by: float = AGED) -> str:
    sha = objects.put(data)
    then = time.time() - by
    os.utime(objects.path(sha), (then, then))
    return sha


def name_it(store: Store, sha: str, way: int, number: int) -> None:
    """Write a row that names *sha*: a table, a run's splits, a unit, or a memo of the future."""
    now, key = time.time(), f"{way}-{number}"
    dataset = {"workspace": "w", "name": key, "version": 1, "fingerprint": "f", "rows": 1,
               "columns": [], "object": sha, "created": now}  # fmt: skip
    run = {"id": key, "workspace": "w", "number": way * 1000 + number, "dataset": "f",
           "dataset_name": "d", "recipe": {}, "plan": {}, "created": now}  # fmt: skip
    unit = {"run": key, "trial": "t", "fold": 0, "model": "m", "predictions": sha, "finished": now}
    memo = {"workspace": "w", "key": key, "value": {"deep": [{"er": f"x {sha}.png"}]},
            "revision": 1, "changed": now}  # fmt: skip
    rows: tuple[tuple[tuple[Any, dict[str, Any]], ...], ...] = (
        ((tables.datasets, dataset),),
        ((tables.runs, {**run, "facts": {"splits": sha}}),),
        ((tables.runs, run), (tables.units, unit)),
        ((tables.memos, memo),),
    )
    with store.begin() as connection:
        for table, row in rows[way]:
            connection.execute(insert(table).values(**row))


def everything(store: Store) -> str:
    """Return all rows of all tables as one text: the reference reads no column types."""
    with store.read() as connection:
        rows = [
            tuple(row)
            for table in tables.metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    return json.dumps(rows, default=str)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_exactly_the_unnamed_go(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = Store.open(load(home=tmp_path_factory.mktemp("home")))
    ways = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=12))
    young = data.draw(st.sets(st.integers(0, 11)))
    shas = []
    for number, way in enumerate(ways):
        content = f"{number}".encode()
        shas.append(store.objects.put(content) if number in young else aged(store.objects, content))
        if way is not None:
            name_it(store, shas[-1], way, number)
    told = everything(store)
    swept = sweep(store)
    stays = {sha for number, sha in enumerate(shas) if sha in told or number in young}
    assert set(store.objects.names()) == stays
    assert swept.objects == len(set(shas)) - len(stays)


def test_on_both_databases(store: Store) -> None:
    named = [aged(store.objects, f"named {way}".encode()) for way in range(4)]
    for way, sha in enumerate(named):
        name_it(store, sha, way, 0)
    loose, fresh = aged(store.objects, b"loose"), store.objects.put(b"fresh")
    assert sweep(store) == Swept(1, 5)
    assert set(store.objects.names()) == {*named, fresh}
    with pytest.raises(LoupeError):
        store.objects.get(loose)
    assert sweep(store) == Swept()


def test_only_what_was_asked(store: Store) -> None:
    first, second = (aged(store.objects, data, 2 * HOUR) for data in (b"1", b"2"))
    assert sweep(store, frozenset((first,)), HOUR).objects == 1
    assert list(store.objects.names()) == [second]


def test_storing_again_makes_young(tmp_path: Path) -> None:
    objects = Objects(tmp_path / "objects")
    by_bytes, by_file = aged(objects, b"bytes"), aged(objects, b"file")
    (tmp_path / "file").write_bytes(b"file")
    assert set(objects.names(HOUR)) == {by_bytes, by_file}
    objects.put(b"bytes")
    objects.put_file(tmp_path / "file")
    assert not list(objects.names(HOUR))
    assert objects.remove(by_bytes, HOUR) is None
    assert objects.remove(by_bytes) == 5
    assert objects.remove(by_bytes) is None
    assert objects.size(by_bytes) == 0
    assert objects.renew(by_file)
    assert not objects.renew(by_bytes)


def test_a_writer_who_stores_an_old_object_again_never_loses_it(tmp_path: Path) -> None:
    """A writer stores the same old bytes over and over while another sweeps without pause."""
    objects, over = Objects(tmp_path / "objects"), threading.Event()
    sha = aged(objects, b"again")

    def sweeping() -> None:
        mine = Objects(objects.root)
        while not over.is_set():
            mine.remove(sha, HOUR)

    thread = threading.Thread(target=sweeping)
    thread.start()
    try:
        for _ in range(200):
            assert objects.put(b"again") == sha
            assert objects.get(sha) == b"again"
            then = time.time() - AGED
            os.utime(objects.root / sha[:2] / sha[2:], (then, then))
            time.sleep(0.0005)  # now it is old, and may go or stay
    finally:
        over.set()
        thread.join()


def test_names_in_text() -> None:
    sha = "ab" * 32
    assert names_in(f"x{sha.upper()} {sha[:63]} {sha}0") == frozenset()
    assert names_in(f'{{"a": "{sha}", "b": ["{sha}.npy"]}}') == {sha}


def test_every_kind_of_column_that_could_name_one_is_read() -> None:
    kinds = {type(column.type) for table in tables.metadata.tables.values() for column in table.c}
    silent = {tables.Integer, tables.Double, tables.Boolean, tables.LargeBinary}
    assert kinds - silent == {tables.Text, JSON}  # a new kind of column: can it name an object?
