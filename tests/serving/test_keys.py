"""A token is asked for once, however many requests come with it, and anew after a change."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from mlcore.serving import keys
from mlcore.serving.keys import Keys
from mlcore.serving.tokens import Access

FOUND = Access("default", "predict", "id")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the tokens that the database was asked for."""
    said: list[str] = []

    def look_up(store: Any, bearer: str) -> Access | None:
        said.append(bearer)
        time.sleep(0.02)
        return FOUND if bearer == "good" else None

    monkeypatch.setattr(keys, "_access", look_up)
    return said


def test_requests_that_come_together_ask_once(asked: list[str]) -> None:
    async def go() -> list[Access | None]:
        known = Keys(None)  # type: ignore[arg-type]
        together = [known.access("good") for _ in range(20)]
        found = await asyncio.gather(*together, known.access("bad"))
        return [*found, await known.access("good"), await known.access("bad")]

    found = asyncio.run(go())
    assert found == [*[FOUND] * 20, None, FOUND, None]
    assert sorted(asked) == ["bad", "bad", "good"]  # only valid ones are remembered


def test_a_client_that_leaves_takes_nobody_with_it(asked: list[str]) -> None:
    async def go() -> Access | None:
        known = Keys(None)  # type: ignore[arg-type]
        first = asyncio.create_task(known.access("good"))
        other = asyncio.create_task(known.access("good"))
        await asyncio.sleep(0)
        first.cancel()
        return await other

    assert asyncio.run(go()) == FOUND
    assert asked == ["good"]


def test_what_was_asked_before_a_change_is_not_remembered_after_it(asked: list[str]) -> None:
    async def go() -> None:
        known = Keys(None)  # type: ignore[arg-type]
        before = asyncio.create_task(known.access("good"))
        await asyncio.sleep(0)
        known.changed()
        assert await known.access("good") == FOUND
        assert await before == FOUND
        assert await known.access("good") == FOUND

    asyncio.run(go())
    assert asked == ["good", "good"]
