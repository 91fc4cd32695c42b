"""A job that is told to end unwinds first, and is then counted as stopped."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from mlcore.jobs.halting import halting


def test_a_signal_is_heard_and_the_process_leaves_once_the_block_has_ended() -> None:
    heard: list[str] = []

    def work() -> None:
        with halting(lambda: heard.append("halt")):
            os.kill(os.getpid(), signal.SIGTERM)
            while not heard:
                time.sleep(0.001)
            heard.append("unwound")

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as caught:
        work()
    assert heard == ["halt", "unwound"]
    assert caught.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_it_leaves_with_the_signal_even_when_the_block_raises() -> None:
    def work() -> None:
        with halting(lambda: None):
            os.kill(os.getpid(), signal.SIGTERM)
            raise RuntimeError("what the broken connection says")

    with pytest.raises(SystemExit):
        work()


def test_without_a_signal_nothing_happens() -> None:
    with pytest.raises(RuntimeError), halting(lambda: None):
        raise RuntimeError
    with halting(lambda: None):
        pass


def test_threads_are_left_alone() -> None:
    done = []

    def work() -> None:
        with halting(lambda: None):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
