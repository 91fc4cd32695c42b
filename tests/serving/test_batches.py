"""Requests answered together get what each would have got alone."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.prediction.answer import checked_answers
from mlcore.prediction.model import Model
from mlcore.serving import batches
from mlcore.serving.batches import Batches
from tests.prediction import making
from tests.prediction.test_answer import Moody


def slow(model: Model) -> Model:
    """Return *model* without its quick way."""
    return replace(model, meta=replace(model.meta, quick=""))


def rows(count: int) -> list[dict[str, Any]]:
    return [{"size": 20.0 + at, "rooms": at % 8 + 1, "kind": "flat"} for at in range(count)]


async def _ask(made: Batches, asked: list[list[dict[str, Any]]]) -> list[np.ndarray]:
    answers = [made.ask(made.model.check(part)) for part in asked]
    return list(await asyncio.gather(*answers))


@pytest.mark.parametrize("make", [replace, slow])
def test_each_gets_its_own_answers(make: Any) -> None:
    model = make(making.model("plain"))
    asked = [rows(40)[at : at + 1 + at % 3] for at in range(30)]
    found = asyncio.run(_ask(Batches(model), asked))
    for part, numbers in zip(asked, found, strict=True):
        expected = checked_answers(model, model.check(part))
        assert numbers == pytest.approx(expected, rel=1e-12)


def test_what_comes_together_is_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    inner = batches._together

    def counted(model: Model, asked: list[Any]) -> list[np.ndarray]:
        sizes.append(len(asked))
        return inner(model, asked)

    monkeypatch.setattr(batches, "_together", counted)
    asyncio.run(_ask(Batches(making.model("plain")), [rows(1)] * 50))
    assert sizes == [50]
    sizes.clear()
    asyncio.run(_ask(Batches(slow(making.model("plain"))), [rows(1)] * 600))
    assert sizes == [256, 256, 88]


def test_a_row_that_fails_takes_no_other_with_it() -> None:
    model = slow(making.model("plain"))
    model = replace(model, fitted=Moody(model.fitted))
    asked = [rows(1), [{**rows(1)[0], "size": 13.0}], rows(2)]
    found = asyncio.run(_ask(Batches(model), asked))
    assert [np.isfinite(numbers).all() for numbers in found] == [True, False, True]
    expected = checked_answers(making.model("plain"), making.model("plain").check(rows(2)))
    assert found[2] == pytest.approx(expected, rel=1e-12)


def test_many_failing_rows_of_others_do_not_count_against_one() -> None:
    model = slow(making.model("plain"))
    model = replace(model, fitted=Moody(model.fitted))
    bad = [{**rows(1)[0], "size": 13.0}]
    found = asyncio.run(_ask(Batches(model), [*[bad] * 40, rows(1)]))
    assert np.isfinite(found[-1]).all()


def test_who_left_is_not_asked_for() -> None:
    asked: list[int] = []

    class Counting:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
            asked.append(len(frame))
            return np.asarray(self.inner.predict_raw(frame))

    async def go() -> None:
        model = slow(making.model("plain"))
        made = Batches(replace(model, fitted=Counting(model.fitted)))
        first, second = (made.ask(made.model.check(rows(1))) for _ in range(2))
        first.cancel()
        await second

    asyncio.run(go())
    assert asked == [1]


def test_a_call_that_hangs_is_left_to_itself() -> None:
    held = threading.Event()

    class Hanging:
        def __init__(self, inner: Any) -> None:
            self.inner, self.first = inner, True

        def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
            if self.first:
                self.first = False
                held.wait(30)
            return np.asarray(self.inner.predict_raw(frame))

    async def go() -> None:
        model = slow(making.model("plain"))
        made = Batches(replace(model, fitted=Hanging(model.fitted)))
        stuck = made.ask(made.model.check(rows(1)))
        await asyncio.sleep(0.05)
        waiting = made.ask(made.model.check(rows(1)))
        made.restart()
        assert len(await asyncio.wait_for(waiting, 20)) == 1
        assert not stuck.done()
        held.set()

    asyncio.run(go())
