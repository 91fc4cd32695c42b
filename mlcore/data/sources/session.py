"""The session of a database server that a child holds: noted, so that it can be ended with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mlcore.data.sources.databases import database_of

_FILE = "session"


def noting(place: Path) -> Callable[[int], None]:
    """Return what writes the number of a session into a child's folder."""

    def note(session: int) -> None:
        (place / _FILE).write_text(str(session))

    return note


def ending(address: str) -> Callable[[Path], None]:
    """Return what ends, on the server at *address*, the session noted in a child's folder.

    A server goes on computing for a client that was killed until it has something to send; the
    time limit of the query is the last resort where it cannot be reached either.
    """
    kind, url = database_of(address)
    if kind.end is not None:
        url.get_dialect().import_dbapi()  # ahead: there is little time when it is needed

    def end(place: Path) -> None:
        with suppress(Exception):  # it may have ended by itself, or be gone altogether
            number = int((place / _FILE).read_text())
            if kind.end is not None:
                kind.end(url, number)

    return end
