"""Questions to the challenger: bounded, compared, never in anybody's way."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from mlcore.errors import LoupeError
from mlcore.prediction.answer import Answer, answer
from mlcore.prediction.messages import ROW_FAILED
from mlcore.serving import shadows
from mlcore.serving.served import Served
from mlcore.serving.shadows import MOST_WAITING, Heard, Shadows, Unheard, differing, hear
from tests.api.conftest import GOOD
from tests.prediction import making

ROWS = [GOOD, {**GOOD, "size": 12.0}, {**GOOD, "rooms": 8}]


def unheard() -> Unheard:
    champion = making.model("plain")
    other = Served("default", "houses", 2, making.model("plain", "none"))
    return Unheard(other, champion, "r1", ROWS, answer(champion, ROWS))


def test_the_challenger_answers_the_same_rows() -> None:
    one = unheard()
    heard = hear(one)
    assert heard.answers == answer(one.challenger.model, ROWS)
    assert heard.seconds > 0
    assert heard.changed == 0  # two fits of one model differ by little


def test_what_counts_as_another_answer() -> None:
    champion = making.model("plain")
    reach = max(a[0] for a in champion.golden.answers) - min(a[0] for a in champion.golden.answers)
    old = (Answer(100.0),) * 3
    failed = Answer(error=LoupeError(ROW_FAILED))
    new = (Answer(100.0 + 0.04 * reach), Answer(100.0 - 0.06 * reach), failed)
    assert differing(champion, old, new) == 1
    classes = making.model("missing")
    assert differing(classes, (Answer("low"), Answer("high")), (Answer("low"), Answer("low"))) == 1


def test_only_so_many_wait_and_the_rest_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    held, heard, dropped = threading.Event(), [], []

    def slow(one: Unheard) -> Heard:
        held.wait(20)
        return Heard(one, (), 0.0, 0)

    monkeypatch.setattr(shadows, "hear", slow)

    async def go() -> None:
        made = Shadows(heard.append, lambda: dropped.append(1))
        for _ in range(MOST_WAITING + 7):
            made.ask(unheard_one)
        assert (len(dropped), heard) == (7, [])
        held.set()
        while len(heard) < MOST_WAITING:
            await asyncio.sleep(0.01)
        made.ask(unheard_one)  # there is room again
        while len(heard) == MOST_WAITING:
            await asyncio.sleep(0.01)
        made.close()

    unheard_one = unheard()
    asyncio.run(go())
    assert len(dropped) == 7


def test_a_challenger_that_raises_is_nobodys_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, dropped = [], []

    async def go() -> None:
        made = Shadows(heard.append, lambda: dropped.append(1))
        one = unheard()
        made.ask(replace(one, answers=()))  # not one per row: comparing them raises
        while not dropped:
            await asyncio.sleep(0.01)
        made.close()

    asyncio.run(go())
    assert (heard, dropped) == ([], [1])
