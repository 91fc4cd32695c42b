"""Opening, writing, reading: whole or not at all, one writer after the other."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.store.tables import events, memos, workspaces


@pytest.fixture
def store(home: Path, database_url: str) -> Store:
    return Store.open(Settings(home=home, database=database_url))


def row(name: str) -> dict[str, object]:
    return {"id": name, "name": name, "created": 1.0, "changed": 1.0}


def names(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.scalars(select(workspaces.c.id)))


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def broken() -> None:
        with store.begin() as connection:
            connection.execute(workspaces.insert().values(row("a")))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert names(store) == set()
    with store.begin() as connection:
        connection.execute(workspaces.insert().values(row("b")))
    assert names(store) == {"b"}


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as connection:
        connection.execute(events.insert().values(job="none", seq=1, time=0.0, body={}))


def test_no_increment_is_lost(store: Store) -> None:
    with store.begin() as connection:
        memo = {"workspace": "w", "key": "k", "value": 0, "revision": 0, "changed": 0.0}
        connection.execute(memos.insert().values(memo))
    failures: list[BaseException] = []

    def increment() -> None:
        try:
            for _ in range(25):
                with store.begin() as connection:
                    seen = connection.execute(select(memos.c.revision)).scalar_one()
                    connection.execute(update(memos).values(revision=seen + 1))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.read() as connection:
        assert connection.scalar(select(memos.c.revision)) == 100


def test_reading_goes_on_beside_a_write(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(workspaces.insert().values(row("a")))
        assert names(store) == set()
    assert names(store) == {"a"}


def test_times_are_kept_exactly(store: Store) -> None:
    moment = 1795261720.1234567
    with store.begin() as connection:
        connection.execute(workspaces.insert().values({**row("a"), "created": moment}))
    with store.read() as connection:
        assert connection.scalar(select(workspaces.c.created)) == moment


def test_a_child_opens_its_own(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(workspaces.insert().values(row("parent")))
    pid = os.fork()
    if pid == 0:
        try:
            with Store.open(store.settings).begin() as connection:
                connection.execute(workspaces.insert().values(row("child")))
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0
    assert names(store) == {"parent", "child"}


def test_folders_are_private(home: Path) -> None:
    Store.open(Settings(home=home))
    assert {p.stat().st_mode & 0o777 for p in (home, home / "objects", home / "logs")} == {0o700}


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LoupeError) as caught:
        Store.open(Settings(home=tmp_path / "file" / "home"))
    assert caught.value.code == "home_unusable"
    assert str(tmp_path) not in str(caught.value)


def test_close_and_go_on(store: Store) -> None:
    store.close()
    assert names(store) == set()
