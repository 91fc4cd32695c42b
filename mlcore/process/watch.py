"""How far a limited child is, as it notes it in its folder, and the wish to end it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

_FILE = "progress.json"


@dataclass(frozen=True)
class Mark:
    """How far a child is.

    Parameters
    ----------
    done : int
        Units that are finished.
    total : int
        Units altogether; 0 when nobody knows.
    unit : str
        What is counted: ``"rows"`` or ``"bytes"``.
    """

    done: int
    total: int = 0
    unit: str = "rows"


def note(place: Path, mark: Mark) -> None:
    """Write down, in a child's folder, how far it is."""
    part = place / f"{_FILE}.part"
    part.write_text(json.dumps([mark.done, mark.total, mark.unit]))
    part.rename(place / _FILE)


class Watch:
    """What somebody who waits for children hears of them, one after the other, and may do.

    Parameters
    ----------
    tell : callable, optional
        Given each new :class:`Mark`.
    """

    def __init__(self, tell: Callable[[Mark], None] | None = None) -> None:
        self.halted = False
        self._tell = tell
        self._place: Path | None = None
        self._mail: SimpleQueue[Any] | None = None
        self._last: Mark | None = None

    def halt(self) -> None:
        """Have the child, and any that would follow, ended; may be called by a signal."""
        self.halted = True
        if self._mail is not None:
            self._mail.put({})

    @contextmanager
    def of(self, place: Path, mail: SimpleQueue[Any]) -> Iterator[None]:
        """Watch the child that works in *place* and is waited for at *mail*."""
        if self is UNWATCHED:
            yield
            return
        self._place, self._mail = place, mail
        try:
            yield
            self.look()
        finally:
            self._place = self._mail = None

    def look(self) -> bool:
        """Tell what is new, and return True when the child is to be ended."""
        mark = _noted(self._place) if self._place and self._tell else None
        if mark is not None and mark != self._last and self._tell:
            self._last = mark
            self._tell(mark)
        return self.halted


def _noted(place: Path) -> Mark | None:
    try:
        return Mark(*json.loads((place / _FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


UNWATCHED = Watch()
"""Nobody listens, nobody ends it."""
