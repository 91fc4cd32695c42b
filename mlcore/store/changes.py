"""Has anything that services go by been committed to the database since it was last asked?"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Any

from anyio import to_thread
from sqlalchemy import text

from mlcore.store.store import Store

FRESH_SECONDS = 0.5
"""How long an answer of a server is believed; a file is asked in each turn of the loop."""
_GOING_BY = "SELECT count(*), total(created), (SELECT max(rowid) FROM audit) FROM workspaces"
"""Tokens, links, versions, aliases and how they are asked never change without a record in the log;
only with a workspace do they go together. The predictions written each second change neither.
"""
_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS TEXT)")


class Changes:
    """What processes that share a database agree by, without telling each other.

    SQLite counts the commits of all other connections, whichever process they are of, and says
    the number in microseconds; after one the file is asked what it was about. PostgreSQL names its
    snapshot, which is asked for twice a second.

    Parameters
    ----------
    store : Store
        Whose database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked = 0.0
        self._seen: Any = None
        self._commits: Any = None
        self._file: sqlite3.Connection | None = None
        self._turn = False
        self._moment = FRESH_SECONDS if store.file is None else 0.0

    async def since_asked(self) -> bool:
        """Tell whether something may have changed since the last call."""
        if not self._due():
            return False
        path = self._store.file
        seen = await to_thread.run_sync(self._snapshot) if path is None else self._of_file(path)
        changed, self._seen = seen != self._seen, seen
        return bool(changed)

    def _due(self) -> bool:
        """Tell whether to ask: a server twice a second, a file once in a turn of the loop.

        What arrives in one turn came before its first question, which answers for all of it.
        """
        if self._moment:
            now = time.monotonic()
            due = now - self._asked >= self._moment
            self._asked = now if due else self._asked
            return due
        if self._turn:
            return False
        self._turn = True
        asyncio.get_running_loop().call_soon(self._next_turn)
        return True

    def _next_turn(self) -> None:
        self._turn = False

    def close(self) -> None:
        """Give the file back; it is opened again when needed."""
        if self._file is not None:
            self._file.close()
        self._file = self._seen = self._commits = None

    def _of_file(self, path: str) -> Any:
        if self._file is None:
            self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        commits = self._file.execute("PRAGMA data_version").fetchone()
        if commits == self._commits:
            return self._seen
        self._commits = commits
        return self._file.execute(_GOING_BY).fetchone()

    def _snapshot(self) -> Any:
        with self._store.read() as connection:
            return connection.scalar(_SNAPSHOT)
