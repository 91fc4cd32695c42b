"""A database file that is damaged: found out without writing, and put aside, never deleted."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store import database
from mlcore.store.messages import DATABASE_UNAVAILABLE, NOT_A_FILE

BESIDE = ("", "-wal", "-shm")
"""What belongs to one database file."""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def path_of(settings: Settings) -> Path:
    """Return the database file of *settings*.

    Raises
    ------
    LoupeError
        ``database_not_a_file`` for a server, which has backups and tools of its own.
    """
    url = database.address(settings)
    if url.drivername != "sqlite":
        raise LoupeError(NOT_A_FILE, Where(field="LOUPE_DATABASE"))
    return Path(str(url.database))


def damaged(settings: Settings) -> bool:
    """Tell whether the database file cannot be read whole; one that is not there is not damaged.

    Raises
    ------
    LoupeError
        ``database_not_a_file``; ``database_unavailable`` when it cannot be looked at (locked,
        not to be opened), which says nothing of damage.
    """
    path = path_of(settings)
    if not path.is_file():
        return False
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=2.0)
        try:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _DAMAGE:
            return True
        raise LoupeError(DATABASE_UNAVAILABLE, Where(field="LOUPE_DATABASE")) from error


def put_aside(settings: Settings) -> str:
    """Rename a damaged database file, so that a new one can be made, and return its new name.

    Returns
    -------
    str
        Empty when it is not damaged.

    Raises
    ------
    LoupeError
        ``database_not_a_file``.
    """
    if not damaged(settings):
        return ""
    path = path_of(settings)
    aside = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    for end in BESIDE:
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(path.with_name(aside + end))
    return aside
