"""A question in a thread of its own: waited for, answered, refused, ended."""

from __future__ import annotations

import threading
import time

import pytest

from mlcore.data.sources.asked import Asked
from mlcore.process.watch import Watch


def test_the_answer_comes_and_the_thread_goes() -> None:
    go = threading.Event()
    before = threading.active_count()
    asked = Asked(lambda _: go.wait(30) and 7)
    assert not asked.wait(0.0)
    go.set()
    assert asked.answer() == 7
    assert asked.wait(0.0)
    while threading.active_count() > before:
        time.sleep(0.001)


def test_what_the_question_raises_is_raised_each_time_it_is_looked_at() -> None:
    def refuse(_: Watch) -> int:
        raise KeyError("x")

    asked = Asked(refuse)
    for _ in range(2):
        with pytest.raises(KeyError):
            asked.answer()


def test_it_can_be_ended() -> None:
    def ask(watch: Watch) -> str:
        while not watch.halted:
            time.sleep(0.001)
        return "ended"

    asked = Asked(ask)
    asked.stop()
    assert asked.answer() == "ended"
