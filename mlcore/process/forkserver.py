"""A warm process that others are forked from: ``python -m mlcore.process.forkserver PARENT``.

It imports the heavy libraries once, stays single-threaded, and talks in lines of JSON.
On stdin: first ``{"entry": "module:function", "context": {…}, "preload": […]}``, then
``{"run": NAME, …}``, which has ``entry(context, message)`` called in a child, ``{"stop": NAME}``
and ``{"kill": NAME}``, and ``{"learn": […]}``: modules that later children need. On stdout:
``{"ready": true, "threads": 1}``, ``{"job", "pid", "started"}`` and ``{"job", "signal", "code"}``
when one has ended. When stdin ends or the parent dies, all children are killed at once. (The
standard library's fork server runs the main module again in each child, which is unsafe under
Streamlit.)
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Iterable
from typing import Any, NoReturn

from mlcore.process.child import Entry, begin, function
from mlcore.process.groups import die_with_parent, signal_group, start_time
from mlcore.process.readable import readable

GRACE = 1.2
"""Seconds for what must be ended elsewhere; a job that has nothing of the kind ends at once."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


class ForkServer:
    """The loop of the warm process.

    Parameters
    ----------
    entry : callable
        Called in each child.
    context : dict
        Handed to it.
    out : int
        File descriptor for the replies.
    """

    def __init__(self, entry: Entry, context: dict[str, Any], out: int) -> None:
        self.entry, self.context, self.out = entry, context, out
        self.children: dict[int, str] = {}
        self.deadlines: dict[int, float] = {}
        self.wake, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def serve(self, lines: Lines) -> NoReturn:
        """Obey *lines* until they end."""
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: self.end())
        self.say(ready=True, threads=len(os.listdir("/proc/self/task")))
        while True:
            patience = 0.0 if lines.messages else self._patience()
            ready = readable((lines.descriptor, self.wake), patience)
            if self.wake in ready:
                os.read(self.wake, 4096)
            if lines.descriptor in ready:
                lines.read()
            while lines.messages:
                self.obey(lines.messages.popleft())
            if lines.ended:
                self.end()
            self.press()
            self.reap()

    def obey(self, message: dict[str, Any]) -> None:
        """Start or end a child, or import what the next ones need."""
        if "learn" in message:
            preload(message["learn"])
        if "run" in message:
            self.fork(message)
        for pid, job in self.children.items():
            if job == message.get("stop"):
                self._send(pid, signal.SIGTERM)
                self.deadlines.setdefault(pid, time.monotonic() + GRACE)
            if job == message.get("kill"):
                self._send(pid, signal.SIGKILL)

    def fork(self, message: dict[str, Any]) -> None:
        """Start a child."""
        parent = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid = os.fork()
        if pid == 0:
            _live(self.entry, self.context, message, parent)
        self.children[pid] = message["run"]
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        self.say(job=message["run"], pid=pid, started=start_time(pid))

    def press(self) -> None:
        """Kill the groups that had their grace."""
        for pid in [pid for pid, end in self.deadlines.items() if end <= time.monotonic()]:
            self._send(pid, signal.SIGKILL)
            self.deadlines[pid] = time.monotonic() + 0.1

    def reap(self) -> None:
        """Report the children that have ended, after killing what is left of their groups."""
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while self.children and (ended := os.waitid(os.P_ALL, 0, options)):
            signal_group(ended.si_pid, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(ended.si_pid, 0)[1])
            job = self.children.pop(ended.si_pid, "")
            self.deadlines.pop(ended.si_pid, None)
            self.say(job=job, signal=max(-code, 0), code=max(code, 0))

    def end(self) -> NoReturn:
        """Kill every child and exit."""
        for pid in list(self.children):
            self._send(pid, signal.SIGKILL)
        os._exit(0)

    def say(self, **message: Any) -> None:
        """Write one line to the parent."""
        try:
            os.write(self.out, json.dumps(message).encode() + b"\n")
        except BrokenPipeError:
            self.end()

    def _send(self, pid: int, number: int) -> None:
        signal_group(pid, number)
        os.kill(pid, number)  # it may not lead its group yet; unreaped, the number is still its own

    def _patience(self) -> float | None:
        now = time.monotonic()
        return max(min(self.deadlines.values()) - now, 0.0) if self.deadlines else None


class Lines:
    """Lines of JSON from a file descriptor, in ``messages`` as they arrive."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.ended, self._rest = descriptor, False, b""
        self.messages: deque[dict[str, Any]] = deque()

    def read(self) -> None:
        """Take in what has arrived; waits for at least some bytes."""
        data = os.read(self.descriptor, 65536)
        self.ended = not data
        *complete, self._rest = (self._rest + data).split(b"\n")
        self.messages.extend(map(json.loads, complete))


def preload(modules: Iterable[str]) -> None:
    """Import what the children will need; what is not installed is left out."""
    for name in modules:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            print(f"not preloaded: {name} ({error})", file=sys.stderr)
    gc.collect()
    gc.freeze()


def main() -> NoReturn:
    """Start, warm up, serve."""
    die_with_parent(int(sys.argv[1]), signal.SIGTERM)
    out = os.dup(1)
    os.dup2(2, 1)
    lines = Lines(0)
    first = _first(lines)
    preload(first["preload"])
    ForkServer(function(first["entry"]), first["context"], out).serve(lines)


def _first(lines: Lines) -> dict[str, Any]:
    while not lines.messages:
        lines.read()
        if lines.ended:
            os._exit(0)
    return lines.messages.popleft()


def _live(entry: Entry, context: dict[str, Any], message: dict[str, Any], parent: int) -> NoReturn:
    code = 1
    try:
        begin(parent)
        entry(context, message)
        code = 0
    except BaseException:  # a child must never return into the server's loop
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
