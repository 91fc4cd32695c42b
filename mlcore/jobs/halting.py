"""A job that is told to stop and has something to end elsewhere first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def halting(halt: Callable[[], None]) -> Iterator[None]:
    """Call *halt* when this process is told to end, and leave once the block has unwound.

    A stopped job has about a second before it is killed. *halt* may only set a mark: it runs
    between any two instructions of the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    told: list[int] = []

    def listen(number: int, _frame: object) -> None:
        told.append(number)
        halt()

    before = signal.signal(signal.SIGTERM, listen)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if told:
            raise SystemExit(128 + told[0])
