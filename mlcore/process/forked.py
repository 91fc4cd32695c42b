"""One call in a forked copy of this process, which can be ended at any moment.

A thread cannot be ended from outside; a process can. The copy sees all memory as it is at the
moment of the call and shares it until one of the two writes, so nothing has to be sent there;
only what the call returns comes back, through a pipe.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from typing import NoReturn, TypeVar

from mlcore.process.groups import die_with_parent

T = TypeVar("T")
_LENGTH = 8
_RESET = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


class TimeOverError(Exception):
    """The call was ended because its time was over."""


class DiedError(Exception):
    """The copy ended without an answer: killed, or crashed.

    Parameters
    ----------
    signal : int
        The signal that ended it; 0 when it left by itself.
    """

    def __init__(self, signal: int) -> None:
        super().__init__(f"signal {signal}")
        self.signal = signal


def call(function: Callable[[], T], deadline: float = float("inf")) -> T:
    """Return what ``function()`` returns in a forked copy of this process.

    The copy should do no more than compute: other threads do not exist there, and what they were
    doing (a lock they held, a connection) stays as it was.

    Parameters
    ----------
    function : callable
        What it returns or raises must be picklable.
    deadline : float
        ``time.monotonic()`` at which the copy is killed.

    Raises
    ------
    TimeOverError
        When the deadline came first.
    DiedError
        When the copy was killed by somebody else, or crashed.
    """
    reading, writing = os.pipe2(os.O_CLOEXEC)
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        _live(function, writing, parent)
    os.close(writing)
    watch = os.pidfd_open(pid)
    try:
        data = _received(reading, watch, deadline)
    finally:
        os.kill(pid, signal.SIGKILL)  # unreaped, so the number is still its own
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(reading)
        os.close(watch)
    if not data:
        raise DiedError(max(-status, 0))
    good, value = pickle.loads(data)
    if good:
        answer: T = value
        return answer
    raise value


def _received(reading: int, watch: int, deadline: float) -> bytes:
    """Return the whole answer; nothing when the copy ended before it was complete."""
    ready = select.poll()
    ready.register(reading, select.POLLIN)
    ready.register(watch, select.POLLIN)
    data = bytearray()
    while len(data) < _LENGTH + int.from_bytes(data[:_LENGTH], "little") or not data:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeOverError
        found = dict(ready.poll(None if left == float("inf") else left * 1000))
        part = os.read(reading, 1 << 16) if reading in found else b""
        if found and not part:
            return b""
        data += part
    return bytes(data[_LENGTH:])


def _live(function: Callable[[], object], writing: int, parent: int) -> NoReturn:
    try:
        die_with_parent(parent)
        for number in _RESET:
            signal.signal(number, signal.SIG_DFL)
        gc.freeze()  # a collection would write to, and so copy, all that is shared
        data = _answer(function)
        rest = memoryview(len(data).to_bytes(_LENGTH, "little") + data)
        while rest:
            rest = rest[os.write(writing, rest) :]
    finally:
        os._exit(0)


def _answer(function: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((True, function()), protocol=5)
    except BaseException as error:  # nothing may get out of here into the parent's code
        return _told(error)


def _told(error: BaseException) -> bytes:
    try:
        data = pickle.dumps((False, error), protocol=5)
        pickle.loads(data)
    except Exception:
        return pickle.dumps((False, RuntimeError(repr(error))), protocol=5)
    return data
