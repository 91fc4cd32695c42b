"""The answer cache: identical rows, never across versions, and nothing a model would not say."""

from __future__ import annotations

import asyncio
import math
import socket
from typing import Any

import numpy as np
import pytest
import redis

from mlcore import settings as all_settings
from mlcore.errors import LoupeError
from mlcore.prediction.answer import checked_answers
from mlcore.serving import cache
from mlcore.serving.cache import MOST_TOGETHER, Cache, Memory, Redis, of_settings
from mlcore.serving.served import Served
from tests.api.conftest import GOOD
from tests.prediction import making

OTHER = {**GOOD, "size": 51.25}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer of Redis is lost because the machine is busy."""
    monkeypatch.setattr(cache, "PATIENCE", 10.0)


def served(case: str = "plain", version: int = 1) -> Served:
    return Served("default", "houses", version, making.model(case))


async def settled(made: Cache) -> None:
    while made._telling:
        await asyncio.gather(*made._telling)


async def told(made: Cache, one: Served, rows: list[Any]) -> np.ndarray:
    checked = one.check(rows)
    numbers = checked_answers(one.model, checked)
    made.tell(one, checked, numbers)
    await settled(made)
    return numbers


@pytest.mark.parametrize("place", ["memory", "redis"])
@pytest.mark.parametrize("case", ["plain", "missing"])
def test_rows_that_were_answered_are_known(place: str, case: str, request: Any) -> None:
    url = request.getfixturevalue("redis_url") if place == "redis" else "memory"
    one = served(case)
    row = {"size": 50.5, "rooms": 3, "kind": "flat"}

    async def go() -> None:
        made = of_settings(all_settings.load(cache=url), "store", lambda: None)
        assert await made.known(one, one.check([row])) is None
        numbers = await told(made, one, [row, {**row, "rooms": 4}])
        found = await made.known(one, one.check([{**row, "rooms": 4}, row]))
        assert found is not None
        np.testing.assert_array_equal(found, numbers[::-1])
        assert await made.known(one, one.check([row, {**row, "rooms": 7}])) is None  # one is new
        await made.close()

    asyncio.run(go())


def test_another_version_name_workspace_or_store_knows_nothing() -> None:
    async def go() -> None:
        shelf = Memory(100)
        made, one = Cache(shelf, "store"), served()
        await told(made, one, [GOOD])
        checked = one.check([GOOD])
        assert await made.known(one, checked) is not None
        for other in (
            Served("default", "houses", 2, one.model),
            Served("default", "flats", 1, one.model),
            Served("other", "houses", 1, one.model),
        ):
            assert await made.known(other, checked) is None
        assert await Cache(shelf, "another store").known(one, checked) is None

    asyncio.run(go())


def test_memory_is_bounded_and_keeps_what_is_used() -> None:
    async def go() -> None:
        shelf = Memory(3)
        made, one = Cache(shelf), served()
        for at in range(3):
            await told(made, one, [{**GOOD, "size": 40.0 + at}])
        assert await made.known(one, one.check([{**GOOD, "size": 40.0}])) is not None
        await told(made, one, [{**GOOD, "size": 99.0}])
        assert len(shelf._known) == 3
        assert await made.known(one, one.check([{**GOOD, "size": 40.0}])) is not None
        assert await made.known(one, one.check([{**GOOD, "size": 41.0}])) is None

    asyncio.run(go())


def test_failures_and_tables_are_not_kept() -> None:
    async def go() -> None:
        shelf = Memory(1_000)
        made, one = Cache(shelf), served()
        made.tell(one, one.check([GOOD, OTHER]), np.array([np.nan, 7.0]))
        await settled(made)
        assert len(shelf._known) == 1
        many = one.check([GOOD] * (MOST_TOGETHER + 1))
        made.tell(one, many, np.zeros(MOST_TOGETHER + 1))
        assert not made._telling

    asyncio.run(go())


@pytest.mark.parametrize(
    "text", [b"", b"x", b"null", b'"7"', b"[1.0]", b"NaN", b"true", b"7", b'{"a":1}', b"[[1.0]]"]
)
def test_what_a_stranger_wrote_into_redis_is_no_answer(redis_url: str, text: bytes) -> None:
    one = served()

    async def go() -> None:
        made = of_settings(all_settings.load(cache=redis_url), "store", lambda: None)
        await told(made, one, [GOOD])
        with redis.Redis.from_url(redis_url) as client:
            (name,) = client.keys("loupe:*")
            assert 0 < client.ttl(name) <= 3_600
            client.set(name, text)
        assert await made.known(one, one.check([GOOD])) is None
        await made.close()

    asyncio.run(go())


@pytest.mark.parametrize("numbers", [(0.2, 0.8), (0.1, 0.2, math.inf), (0.5, 0.4, -0.1), 0.5])
def test_probabilities_of_other_shapes_are_no_answer(numbers: Any) -> None:
    assert not cache._sound(numbers, 3)
    assert cache._sound((0.1, 0.2, 0.7), 3)


def test_a_redis_that_is_gone_is_left_alone_for_a_while() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    failed: list[int] = []

    async def go() -> None:
        made = Cache(Redis(f"redis://127.0.0.1:{port}/0", 60, lambda: failed.append(1)))
        one = served()
        for _ in range(4):
            assert await made.known(one, one.check([GOOD])) is None
            await told(made, one, [GOOD])
        await made.close()

    asyncio.run(go())
    assert failed == [1]


@pytest.mark.parametrize("wish", ["disk", "http://localhost", "redis://localhost:port"])
def test_other_places_are_refused(wish: str) -> None:
    with pytest.raises(LoupeError) as caught:
        of_settings(all_settings.load(cache=wish), "store", lambda: None)
    assert caught.value.code == "bad_cache"
