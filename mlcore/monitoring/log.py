"""The log of predictions: rows with what was answered, until they are forgotten."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from mlcore.errors import LoupeError, Where
from mlcore.monitoring import messages
from mlcore.monitoring.logged import Key, LoggedRow
from mlcore.store.store import Store
from mlcore.store.tables import predictions

MOST = 10_000
"""Rows that are looked at at once: the newest ones."""
DAY = 86_400.0
SHADOW = "shadow"


def write(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert *rows*, values by column name."""
    if rows:
        connection.execute(insert(predictions), rows)


def recent(
    store: Store,
    key: Key,
    since: float = 0.0,
    until: float | None = None,
    version: int | None = None,
    most: int = MOST,
    shadow: bool = False,
) -> tuple[LoggedRow, ...]:
    """Return the newest rows of a model, oldest first.

    Parameters
    ----------
    key : Key
        Workspace and name.
    since, until : float
        When they came, in seconds since 1970; *until* itself is left out. None: no end.
    version : int or None
        Only what this version answered.
    most : int
        How many at most.
    shadow : bool
        True: what the challenger answered behind the replies, instead of what went out.
    """
    table = predictions.c
    query = select(predictions).where(
        table.workspace == key[0], table.name == key[1], table.time >= since
    )
    query = query.where((table.status == SHADOW) if shadow else (table.status != SHADOW))
    if until is not None:
        query = query.where(table.time < until)
    if version is not None:
        query = query.where(table.version == version)
    with store.read() as connection:
        found = connection.execute(query.order_by(table.time.desc(), table.id.desc()).limit(most))
        return tuple(map(_row, reversed(found.all())))


def of_request(store: Store, workspace: str, request: str) -> tuple[LoggedRow, ...]:
    """Return what was logged under a request id, in the order it came."""
    mine = (predictions.c.workspace == workspace) & (predictions.c.request == request)
    with store.read() as connection:
        return tuple(
            map(
                _row, connection.execute(select(predictions).where(mine).order_by(predictions.c.id))
            )
        )


def forget(store: Store, workspace: str, request: str) -> int:
    """Delete everything logged under a request id and return how many rows that were.

    Raises
    ------
    LoupeError
        ``not_in_the_log`` when there is none.
    """
    mine = (predictions.c.workspace == workspace) & (predictions.c.request == request)
    with store.begin() as connection:
        gone = connection.execute(delete(predictions).where(mine)).rowcount
    if not gone:
        shown = request[:64]
        raise LoupeError(messages.NOT_LOGGED, Where(field="request_id"), request=shown)
    return int(gone)


def purge(store: Store, now: float | None = None) -> int:
    """Delete rows older than the settings keep them, and return how many."""
    before = (time.time() if now is None else now) - store.settings.log_days * DAY
    with store.begin() as connection:
        return int(
            connection.execute(delete(predictions).where(predictions.c.time < before)).rowcount
        )


def size(store: Store, key: Key) -> int:
    """Return how many rows of a model are logged."""
    mine = (predictions.c.workspace == key[0]) & (predictions.c.name == key[1])
    with store.read() as connection:
        return int(connection.scalar(select(func.count()).where(mine)) or 0)


def _row(row: Row[Any]) -> LoggedRow:
    answer = tuple(row.answer) if isinstance(row.answer, list) else row.answer
    return LoggedRow(
        row.request, row.row, row.version, row.time, row.seconds, row.status, row.input or {},
        answer, row.label,
    )  # fmt: skip
