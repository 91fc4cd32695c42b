"""Calls in a copy of this process: answers come back, and nothing outlives its deadline."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from mlcore.process import forked
from mlcore.process.groups import alive, start_time


def test_the_answer_comes_back_whatever_its_size() -> None:
    for size in (0, 1, 7, 8, 1 << 16, 3_000_000):
        given = np.arange(size, dtype=np.float64)
        found = forked.call(lambda given=given: given * 2)
        np.testing.assert_array_equal(found, given * 2)


def test_what_it_raises_is_raised_here() -> None:
    def fails() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError, match="missing"):
        forked.call(fails)


def test_what_cannot_be_sent_is_told_in_words() -> None:
    with pytest.raises((RuntimeError, AttributeError, pickle.PicklingError), match="lambda"):
        forked.call(lambda: lambda: 1)


def test_it_works_on_a_copy_only() -> None:
    mine = [1]
    forked.call(lambda: mine.append(2))
    assert mine == [1]


def test_at_the_deadline_it_is_gone(tmp_path) -> None:
    told = tmp_path / "pid"

    def burns() -> None:
        told.write_text(f"{os.getpid()} {start_time(os.getpid())}")
        while True:
            pass

    began = time.monotonic()
    with pytest.raises(forked.TimeOverError):
        forked.call(burns, began + 0.4)
    assert time.monotonic() - began < 2
    pid, started = told.read_text().split()
    assert not alive(int(pid), float(started))


def test_a_deadline_that_is_past_is_kept() -> None:
    with pytest.raises(forked.TimeOverError):
        forked.call(lambda: time.sleep(60), time.monotonic() - 1)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU])
def test_a_copy_that_dies_says_by_what(number: int) -> None:
    with pytest.raises(forked.DiedError) as caught:
        forked.call(lambda: os.kill(os.getpid(), number))
    assert caught.value.signal == number


def test_copies_at_the_same_time_do_not_wait_for_each_other() -> None:
    """One that ends is noticed although another copy has inherited its pipe."""
    said: list[str] = []

    def one(name: str, work: Callable[[], object], seconds: float) -> threading.Thread:
        def runs() -> None:
            with pytest.raises((forked.TimeOverError, forked.DiedError)):
                forked.call(work, time.monotonic() + seconds)
            said.append(name)

        thread = threading.Thread(target=runs)
        thread.start()
        return thread

    threads = [one("quick", lambda: (time.sleep(0.3), os._exit(3)), 60.0)]
    threads.append(one("slow", lambda: time.sleep(60), 3.0))
    for thread in threads:
        thread.join(20)
    assert said == ["quick", "slow"]


def _children() -> set[str]:
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread that ended meanwhile
            found.update((task / "children").read_text().split())
    return found


def test_no_descriptor_or_child_is_left() -> None:
    before = len(os.listdir("/proc/self/fd")), _children()
    for _ in range(20):
        forked.call(lambda: 1)
    assert (len(os.listdir("/proc/self/fd")), _children()) == before
