"""Small named values of a workspace that outlive the page: controls, the open data set, recipes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.store import tables
from mlcore.store.store import Store
from mlcore.workspace import messages

MEMOS = tables.memos


@dataclass(frozen=True)
class Memo:
    """A stored value, how often it was written (0: never) and when."""

    value: Any = None
    revision: int = 0
    changed: float = 0.0


def read(store: Store, workspace: str, key: str) -> Memo:
    """Return what is stored under *key*, or an empty memo of revision 0."""
    with store.read() as connection:
        return _memo(_row(connection, workspace, key))


def read_prefix(store: Store, workspace: str, prefix: str) -> dict[str, Any]:
    """Return the values of all keys that begin with *prefix*, by the rest of the key."""
    query = select(MEMOS.c.key, MEMOS.c.value).where(
        MEMOS.c.workspace == workspace, MEMOS.c.key.startswith(prefix, autoescape=True)
    )
    with store.read() as connection:
        return {key[len(prefix) :]: value for key, value in connection.execute(query)}


def latest(store: Store, workspace: str) -> float:
    """Return when any value was last written, in seconds since 1970; 0 when none was."""
    query = select(func.max(MEMOS.c.changed)).where(MEMOS.c.workspace == workspace)
    with store.read() as connection:
        return float(connection.execute(query).scalar() or 0.0)


def write(store: Store, workspace: str, key: str, value: Any, expected: int | None = None) -> int:
    """Store *value* under *key* and return its new revision.

    Parameters
    ----------
    expected : int or None
        The revision the writer has seen; None overwrites whatever is there.

    Raises
    ------
    LoupeError
        ``changed_elsewhere`` when *expected* is no longer the stored revision.
    """
    with store.begin() as connection:
        memo = _memo(_row(connection, workspace, key))
        if expected is not None and expected != memo.revision:
            ago = count(max(1, round(time.time() - memo.changed)), "second")
            raise LoupeError(messages.CHANGED_ELSEWHERE, Where(field=key), ago=f"{ago} ago")
        _put(connection, workspace, key, value, memo.revision)
        return memo.revision + 1


def value(connection: Connection, workspace: str, key: str) -> Any:
    """Return what is stored under *key* as this transaction sees it, or None."""
    return _memo(_row(connection, workspace, key)).value


def put(connection: Connection, workspace: str, key: str, value: Any) -> None:
    """Store *value* under *key* inside a transaction."""
    _put(connection, workspace, key, value, _memo(_row(connection, workspace, key)).revision)


def forget(connection: Connection, workspace: str, key: str) -> None:
    """Remove what is stored under *key* inside a transaction."""
    where = (MEMOS.c.workspace == workspace, MEMOS.c.key == key)
    connection.execute(delete(MEMOS).where(*where))


def _row(connection: Connection, workspace: str, key: str) -> Row[Any] | None:
    query = select(MEMOS).where(MEMOS.c.workspace == workspace, MEMOS.c.key == key)
    return connection.execute(query).first()


def _memo(row: Row[Any] | None) -> Memo:
    return Memo(row.value, row.revision, row.changed) if row else Memo()


def _put(connection: Connection, workspace: str, key: str, value: Any, revision: int) -> None:
    values = {"value": value, "revision": revision + 1, "changed": time.time()}
    if revision:
        where = (MEMOS.c.workspace == workspace, MEMOS.c.key == key)
        connection.execute(update(MEMOS).where(*where).values(**values))
    else:
        connection.execute(insert(MEMOS).values(workspace=workspace, key=key, **values))
