"""What others commit is noticed, whichever process or database it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlcore import settings
from mlcore.monitoring import log
from mlcore.monitoring.logged import Served
from mlcore.monitoring.recorder import Recorder
from mlcore.serving import tokens
from mlcore.store import changes
from mlcore.store.changes import Changes
from mlcore.store.store import Store
from mlcore.workspace.deletion import delete_workspace
from mlcore.workspace.workspace import enter


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(settings.load(database=database_url))
    yield opened
    opened.close()


def test_a_commit_is_noticed_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "FRESH_SECONDS", 0.01)
    watched = Changes(store)

    async def go() -> None:
        await watched.since_asked()
        await asyncio.sleep(0.02)
        assert not await watched.since_asked()
        tokens.create(store, "default")
        await asyncio.sleep(0.02)
        assert await watched.since_asked()
        await asyncio.sleep(0.02)
        assert not await watched.since_asked()

    asyncio.run(go())
    watched.close()


def test_a_file_is_asked_once_in_a_turn_of_the_loop(home: Path) -> None:
    store = Store.open(settings.load())
    watched = Changes(store)

    async def go() -> None:
        await watched.since_asked()
        tokens.create(store, "default")
        assert not await watched.since_asked()  # what came with the first question is answered
        await asyncio.sleep(0)
        assert await watched.since_asked()

    asyncio.run(go())
    watched.close()
    store.close()


def test_what_is_logged_or_trained_changes_nothing_services_go_by(home: Path) -> None:
    store = Store.open(settings.load(workspaces="many"))
    space = enter(store, None)
    tokens.create(store, space.id)
    watched = Changes(store)

    async def go() -> None:
        await watched.since_asked()
        recorder = Recorder(store)
        told = Served("default", "houses", 1, "a", time.time(), 0.1, [{"size": 1}], [None])
        recorder.record(told)
        recorder.close()
        assert log.size(store, ("default", "houses")) == 1
        await asyncio.sleep(0)
        assert not await watched.since_asked()
        delete_workspace(space)  # its tokens go without a record: the log goes, too
        await asyncio.sleep(0)
        assert await watched.since_asked()

    asyncio.run(go())
    watched.close()
    store.close()


def test_a_server_is_asked_again_however_often_others_ask(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "FRESH_SECONDS", 0.05)
    watched = Changes(store)

    async def go() -> bool:
        await watched.since_asked()
        tokens.create(store, "default")
        for _ in range(100):
            await asyncio.sleep(0.01)  # never a pause as long as an answer is believed
            if await watched.since_asked():
                return True
        return False

    assert asyncio.run(go())
    watched.close()
