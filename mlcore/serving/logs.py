"""Where the lines of the log go: to the standard error stream, as JSON, a few times a second.

Of an exception its kind and its place in the code are told, never its words: they may quote a row.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TextIO

from mlcore.errors import LoupeError, Where
from mlcore.settings import BAD_SETTING

PAUSE = 0.2
LAST_SECONDS = 1.0
MOST = 10_000
"""Lines that wait at most."""
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
REQUESTS = "loupe.requests"
"""The logger whose lines are JSON already."""
_OURS, _REQUESTS = logging.getLogger("loupe"), logging.getLogger(REQUESTS)


def begin(level: str, stream: TextIO | None = None) -> None:
    """Write what the service logs from *level* on.

    Parameters
    ----------
    level : str
        One of :data:`LEVELS`, in any case.
    stream : file or None
        None: the standard error stream.

    Raises
    ------
    LoupeError
        ``bad_setting``.
    """
    wanted = level.upper()
    if wanted not in LEVELS:
        known = f"one of {', '.join(LEVELS[:-1])} and {LEVELS[-1]}"
        facts = {"name": "LOUPE_LOG_LEVEL", "value": level, "wanted": known}
        raise LoupeError(BAD_SETTING, Where(field="LOUPE_LOG_LEVEL"), **facts)
    for old in [handler for handler in _OURS.handlers if isinstance(handler, Lines)]:
        _OURS.removeHandler(old)
    handler = Lines(stream or sys.stderr)
    handler.setFormatter(Plain())
    _OURS.addHandler(handler)
    _OURS.setLevel(wanted)
    _OURS.propagate = False


def tell(line: str) -> None:
    """Write the *line* of a request, JSON already; without a record where nobody else wants one."""
    handlers = _OURS.handlers
    alone = len(handlers) == 1 and not (_OURS.propagate or _REQUESTS.handlers)
    if alone and isinstance(handlers[0], Lines):
        handlers[0].take(line)
    else:
        _REQUESTS.info(line)


class Lines(logging.Handler):
    """Gathers lines, which a thread of its own writes; who logs never waits for who reads.

    Parameters
    ----------
    stream : file
        Where to.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._lost = 0
        self._writing = False
        self._news = threading.Event()
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record."""
        self.take(self.format(record))

    def take(self, line: str) -> None:
        """Take one line; beyond :data:`MOST` that nobody reads, lines are counted only."""
        if len(self._waiting) >= MOST:
            self._lost += 1
            return
        self._waiting.append(line)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="lines", daemon=True)
            self._thread.start()
        if not self._news.is_set():
            self._news.set()

    def flush(self) -> None:
        """Wait until everything is written, for a second at most."""
        end = time.monotonic() + LAST_SECONDS
        while (self._news.is_set() or self._writing) and time.monotonic() < end:
            time.sleep(PAUSE / 10)

    def _run(self) -> None:
        while self._news.wait():
            time.sleep(PAUSE)
            self._writing = True
            self._news.clear()
            with suppress(OSError, ValueError):  # nobody reads it any more
                self._stream.write("".join(self._taken()))
                self._stream.flush()
            self._writing = False

    def _taken(self) -> Iterator[str]:
        for _ in range(len(self._waiting)):
            yield f"{self._waiting.popleft()}\n"
        if self._lost:
            said = {"logger": "loupe", "message": f"{self._lost} lines were lost: nobody read them"}
            self._lost = 0
            yield f"{json.dumps(said)}\n"


class Plain(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = record.getMessage()
        if record.name == REQUESTS:
            return said
        line: dict[str, Any] = {
            "time": round(record.created, 3),
            "level": record.levelname,
            "logger": record.name,
            "message": said,
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= _fault(record.exc_info[1])
        return json.dumps(line)


def _fault(error: BaseException) -> dict[str, Any]:
    """Return the kind of an error and where in the code it was raised, the innermost last."""
    places = traceback.extract_tb(error.__traceback__)
    found: dict[str, Any] = {
        "error": type(error).__name__,
        "at": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
    }
    if isinstance(error, LoupeError):
        found["code"] = error.code
    if error.__cause__ is not None:
        found["cause"] = _fault(error.__cause__)
    return found
