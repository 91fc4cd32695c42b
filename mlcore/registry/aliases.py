"""Aliases move by compare-and-set, and every move is written down."""

from __future__ import annotations

import time

from sqlalchemy import ColumnElement, Connection, insert, select, update

from mlcore.errors import LoupeError, Where
from mlcore.registry import messages
from mlcore.store.tables import aliases, moves

Key = tuple[str, str]
"""Workspace and name."""


def current(connection: Connection, key: Key, alias: str) -> int | None:
    """Return the version *alias* points at, or None."""
    query = select(aliases.c.version).where(*_at(key, alias))
    return connection.execute(query).scalar_one_or_none()


def _at(key: Key, alias: str) -> tuple[ColumnElement[bool], ...]:
    return aliases.c.workspace == key[0], aliases.c.name == key[1], aliases.c.alias == alias


def move(
    connection: Connection, key: Key, alias: str, version: int, action: str, expected: int | None
) -> None:
    """Point *alias* at *version*, inside the caller's write transaction.

    Raises
    ------
    LoupeError
        ``moved_meanwhile`` when the alias is not at *expected* (None: whatever it is).
    """
    now = current(connection, key, alias)
    if expected is not None and now != expected:
        place = Where(model=key[1], version=now)
        raise LoupeError(messages.MOVED_MEANWHILE, place, alias=alias, name=key[1], now=now)
    if now == version:
        return
    own = {"workspace": key[0], "name": key[1], "alias": alias}
    values = {"version": version, "changed": time.time()}
    if now is None:
        connection.execute(insert(aliases).values(**own, **values))
    else:
        connection.execute(update(aliases).where(*_at(key, alias)).values(**values))
    row = {**own, "version": version, "previous": now, "action": action, "time": time.time()}
    connection.execute(insert(moves).values(**row))


def before(connection: Connection, key: Key, alias: str) -> tuple[int, int]:
    """Return the version *alias* is at, and the one it was at before.

    Rolling back twice goes two promotions back: a move that was rolled back does not count.

    Raises
    ------
    LoupeError
        ``no_earlier_version``.
    """
    query = (
        select(moves.c.version, moves.c.action)
        .where(moves.c.workspace == key[0], moves.c.name == key[1], moves.c.alias == alias)
        .order_by(moves.c.id)
    )
    past: list[int] = []
    for version, action in connection.execute(query):
        if action == "rollback":
            past.pop()
        else:
            past.append(version)
    if len(past) < 2:
        raise LoupeError(messages.NO_EARLIER, Where(model=key[1]), alias=alias, name=key[1])
    return past[-1], past[-2]
