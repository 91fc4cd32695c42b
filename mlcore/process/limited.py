"""Work on what strangers wrote, in a child process that may not cost more than is allowed.

A child is forked from a warm server that has no secrets in its environment. It gets its request
as a file in a folder of its own and leaves its answer there, as JSON beside whatever files it
wrote: nothing a child returns is ever executed or unpickled.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Literal

from mlcore.errors import LoupeError, Message, Where
from mlcore.process.groups import members
from mlcore.process.link import Link
from mlcore.process.watch import UNWATCHED, Watch

ENVIRONMENT = (
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH", "PYTHONNODEBUGRANGES",
    "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "TMPDIR",
)  # fmt: skip
"""The variables a child may know; none of them is a secret."""
KEPT = {
    "MIMALLOC_PURGE_DELAY": "-1",
    "MIMALLOC_ALLOW_THP": "0",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "2000000000",
}
"""Memory stays with a child, which lives for one call: a page given back must be cleared before it
can be had again, a huge one even where little of it is used. That was a quarter of the time of
reading a large text."""
LOOK = 0.5
"""Seconds between two looks at a child's memory."""
LONGEST_ANSWER = 256_000_000
_ENTRY = "mlcore.process.confined:run"
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SWEEP_AFTER = 86_400
_LAST_WORDS = 2.0
"""Seconds in which a killed child ends; until then it may still write into its folder."""

Reason = Literal["memory", "time", "crash", "stopped"]


class Stopped(Exception):  # noqa: N818 - it is what happened to the child
    """The child did not come to an end of its own; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Limits:
    """What one child may cost: resident memory in megabytes, wall time in seconds.

    Files it writes are bounded by the same megabytes, unless it writes ``large_files``.
    """

    megabytes: int
    seconds: float
    large_files: bool = False


@contextmanager
def folder(within: Path) -> Iterator[Path]:
    """Yield an empty folder under *within* that is gone afterwards."""
    within.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="child-", dir=within))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(within: Path) -> None:
    """Remove folders that a killed process left behind a day ago."""
    limit = time.time() - _SWEEP_AFTER
    for old in within.glob("child-*"):
        if old.stat().st_mtime < limit:
            shutil.rmtree(old, ignore_errors=True)


class Runner:
    """A warm server and the children forked from it; started when it is first needed.

    Parameters
    ----------
    preload : sequence of str
        Modules that the children need.
    """

    def __init__(self, preload: Sequence[str]) -> None:
        self._preload = tuple(preload)
        self._learnt: set[str] = set()
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._mail: dict[str, SimpleQueue[dict[str, Any]]] = {}
        self._link: Link | None = None
        self._thread: threading.Thread | None = None
        self._owner = 0
        self._closed = False

    def close(self) -> None:
        """End the server and every child; the next use starts another."""
        with self._lock:
            link, self._link, self._closed = self._link, None, True
            if self._thread is not None:
                self._thread.join()
            if link is not None:
                link.close()
            self._closed = False

    def warm(self) -> Link:
        """Start the server unless it runs, and return the line to it; does not wait for it."""
        with self._lock:
            if self._link is None or self._link.dead or self._owner != os.getpid():
                ready: SimpleQueue[Link] = SimpleQueue()
                # the server dies with the thread that started it: one that lives for good
                self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
                self._thread.start()
                self._link, self._owner = ready.get(), os.getpid()
                self._learnt.clear()
            return self._link

    def learn(self, modules: Sequence[str]) -> None:
        """Have the server import *modules*, unless it has: the children that follow need not."""
        link = self.warm()
        new = [name for name in modules if name not in self._learnt]
        if new:
            self._learnt.update(new)
            link.send(learn=new)

    def start(self, call: str, request: Mapping[str, Any], limits: Limits, place: Path) -> Child:
        """Have a child call *call* with *request* and return at once.

        Parameters
        ----------
        call : str
            ``"module:function"``; the function gets the request and *place*, and returns JSON
            values.
        request : mapping
            JSON values.
        limits : Limits
            What the child may cost.
        place : Path
            An empty folder, the child's own.
        """
        _write(place / "request.json", {"call": call, "request": request})
        link, name = self.warm(), f"{os.getpid()}-{next(self._numbers)}"
        mail: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._mail[name] = mail
        link.send(run=name, place=str(place), **asdict(limits))
        return Child(name, link, mail, limits, place)

    def run(
        self,
        call: str,
        request: Mapping[str, Any],
        limits: Limits,
        place: Path,
        messages: Mapping[str, Message],
        watch: Watch = UNWATCHED,
    ) -> Any:
        """Have a child call *call* and return its answer; parameters as :meth:`start`.

        *watch* hears how far the child is, and may end it.

        Raises
        ------
        LoupeError
            What the child raised, when its code is one of *messages*.
        Stopped
            When it cost more than is allowed, crashed, or raised anything else.
        """
        child = self.start(call, request, limits, place)
        try:
            return child.answer(messages, watch)
        finally:
            child.stop()
            child.gone()
            self._mail.pop(child.name, None)

    def _serve(self, ready: SimpleQueue[Link]) -> None:
        around = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        link = Link(_ENTRY, {}, self._preload, log=Path(os.devnull), environ=around | KEPT)
        ready.put(link)
        while not (self._closed or link.dead):
            for message in link.receive(LOOK):
                mail = self._mail.get(message.get("job", ""))
                if mail is not None:
                    mail.put(message)


@dataclass
class Child:
    """One child at work."""

    name: str
    link: Link
    mail: SimpleQueue[dict[str, Any]]
    limits: Limits
    place: Path
    pid: int = 0
    ended: bool = False
    _stopped: bool = False

    def answer(self, messages: Mapping[str, Message], watch: Watch = UNWATCHED) -> Any:
        """Wait for the child's end and return its answer; as :meth:`Runner.run`."""
        deadline: float | None = None
        with watch.of(self.place, self.mail):
            while not self.ended:
                message = self._hear()
                if "started" in message:
                    self.pid, deadline = message["pid"], time.monotonic() + self.limits.seconds
                elif "signal" in message:
                    self.ended = True
                    self._judge(message["signal"])
                else:
                    self._check(deadline, watch.look())
        return _answer(self.place / "answer.json", messages)

    def _check(self, deadline: float | None, halted: bool) -> None:
        if halted:
            raise Stopped("stopped")
        if self.link.dead:
            raise Stopped("crash")
        if self.pid and resident(self.pid) > self.limits.megabytes * 1_000_000:
            raise Stopped("memory")
        if deadline is not None and time.monotonic() > deadline:
            raise Stopped("time")

    def stop(self) -> None:
        """End the child now, if it still runs."""
        if not self.ended:
            self._stopped = True
            self.link.send(kill=self.name)

    def gone(self) -> None:
        """Wait a moment until a child that was stopped can write into its folder no more."""
        until = time.monotonic() + _LAST_WORDS
        while not self.ended and not self.link.dead and time.monotonic() < until:
            self.ended = "signal" in self._hear()

    def _hear(self) -> dict[str, Any]:
        try:
            return self.mail.get(timeout=LOOK)
        except Empty:
            return {}

    def _judge(self, number: int) -> None:
        if self._stopped:
            raise Stopped("stopped")
        if number == 24:  # SIGXCPU
            raise Stopped("time")
        if number:
            raise Stopped("crash")


def resident(pgid: int) -> int:
    """Return the bytes of memory that group *pgid* holds."""
    total = 0
    for pid in members(pgid):
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
        except OSError:
            continue
    return total


def _answer(path: Path, messages: Mapping[str, Message]) -> Any:
    try:
        if path.stat().st_size > LONGEST_ANSWER:
            raise Stopped("memory")
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise Stopped("crash") from None
    if "refused" in said:
        raise _error(said["refused"], messages)
    if "stopped" in said:
        raise Stopped("memory" if said["stopped"] == "memory" else "crash")
    return said["answer"]


def _error(said: dict[str, Any], messages: Mapping[str, Message]) -> Exception:
    message = messages.get(said["code"])
    if message is None:
        return Stopped("crash")
    return LoupeError(message, *(Where(**place) for place in said["where"]), **said["facts"])


def _write(path: Path, value: Any) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(value, file)
