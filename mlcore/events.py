"""One event protocol: what long work says while it goes on.

Work takes ``emit`` and calls it with frozen events; a job stores them as rows, a notebook
prints them, a test collects them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that happened; subclasses add the facts."""

    def to_dict(self) -> dict[str, Any]:
        """Return the event as JSON values, its class name under ``"event"``."""
        return {"event": type(self).__name__, **asdict(self)}


@dataclass(frozen=True)
class Started(Event):
    """Work begins: *total* units are ahead, of which *done* were finished earlier."""

    total: int
    done: int = 0


@dataclass(frozen=True)
class Progress(Event):
    """*done* of *total* units are finished; *doing* says what runs now."""

    done: int
    total: int
    doing: str = ""
    model: str = ""
    fold: int | None = None


@dataclass(frozen=True)
class UnitFinished(Event):
    """One (model, parameters, fold) ended, with a score or the reason why not."""

    model: str
    trial: str
    fold: int
    score: float | None = None
    failure: str = ""


@dataclass(frozen=True)
class Note(Event):
    """A sentence a person should read, by code."""

    code: str
    message: str


Emit = Callable[[Event], None]


def silent(event: Event) -> None:
    """Ignore *event*: the emitter for work nobody watches."""
