"""How far a stream has been taken: numbers that are written together with the rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MOST_MARKS = 100


@dataclass(frozen=True)
class Mark:
    """Something a person should see happened at a place of the stream.

    Parameters
    ----------
    code : str
        A key of :data:`mlcore.data.streams.words.SENTENCES`.
    offset : str
        Where.
    field : str
        The column it is about; may be empty.
    before, after : str
        What was, and what is.
    """

    code: str
    offset: str
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Known:
    """A column that was seen: of which kinds, and whether an event once came without it."""

    kinds: tuple[str, ...] = ()
    missed: bool = False


@dataclass(frozen=True)
class State:
    """A stream so far; ``received = kept + duplicates + quarantined + turned_away``.

    Parameters
    ----------
    offset : str
        The last event that was taken; empty before the first look.
    position : int
        How many events the server had counted up to there.
    received, kept : int
        Events taken; rows made of them.
    duplicates, quarantined : int
        Events whose id was there already; events that could not be understood.
    turned_away : int
        Events that were not kept because the buffer was full of older ones.
    dropped : int
        Rows that left the full buffer to make room for newer ones.
    lost : int
        Events that the server had thrown away before they could be taken.
    rows, size : int
        Rows and bytes in the buffer.
    late, future, untimed, odd : int
        Rows behind the watermark, ahead of the clock, without a readable time; values that
        are infinite or not a number.
    newest : float
        Latest time of an event that is not ahead of the clock (seconds since 1970).
    last : float
        When the last event arrived here.
    fields : dict
        The columns by name.
    marks : tuple of Mark
        The newest hundred.
    pace : tuple of (int, int)
        Events in each of the last seconds.
    """

    offset: str = ""
    position: int = 0
    received: int = 0
    kept: int = 0
    duplicates: int = 0
    quarantined: int = 0
    turned_away: int = 0
    dropped: int = 0
    lost: int = 0
    rows: int = 0
    size: int = 0
    late: int = 0
    future: int = 0
    untimed: int = 0
    odd: int = 0
    newest: float = 0.0
    last: float = 0.0
    fields: tuple[tuple[str, Known], ...] = ()
    marks: tuple[Mark, ...] = ()
    pace: tuple[tuple[int, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)

    @staticmethod
    def from_json(said: dict[str, Any]) -> State:
        """Return what :meth:`to_json` gave."""
        rest = {name: value for name, value in said.items() if name not in _LISTS}
        fields = ((name, Known(tuple(k["kinds"]), k["missed"])) for name, k in said["fields"])
        marks = (Mark(**mark) for mark in said["marks"])
        pace = ((int(second), int(count)) for second, count in said["pace"])
        return State(fields=tuple(fields), marks=tuple(marks), pace=tuple(pace), **rest)


_LISTS = ("fields", "marks", "pace")
