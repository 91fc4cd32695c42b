"""What others commit is noticed, whichever process or database it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from mlcore import settings
from mlcore.serving import tokens
from mlcore.store import changes
from mlcore.store.changes import Changes
from mlcore.store.store import Store


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
