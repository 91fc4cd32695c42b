"""Aliases move by compare-and-set, and every move is written down."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from mlcore.errors import LoupeError, Where
from mlcore.registry import messages
from mlcore.registry.audit import Change, Deed
from mlcore.store.tables import aliases, moves, versions

Key = tuple[str, str]
"""Workspace and name."""


def current(connection: Connection, key: Key, alias: str) -> int | None:
    """Return the version *alias* points at, or None."""
    query = select(aliases.c.version).where(*_at(key, alias))
    return connection.execute(query).scalar_one_or_none()


def _at(key: Key, alias: str) -> tuple[ColumnElement[bool], ...]:
    return aliases.c.workspace == key[0], aliases.c.name == key[1], aliases.c.alias == alias


@dataclass(frozen=True)
class Step:
    """A move of an alias.

    Parameters
    ----------
    version : int
        Where to.
    action : str
        ``register``, ``promote`` or ``rollback``.
    expected : int or None
        Where the alias was seen; None: wherever it is.
    note : str
        What the decision rests on.
    """

    version: int
    action: str
    expected: int | None = None
    note: str = ""


def move(change: Change, name: str, alias: str, step: Step) -> None:
    """Point *alias* of the model *name* elsewhere, and log it.

    Raises
    ------
    LoupeError
        ``moved_meanwhile`` when the alias is not where it was seen; ``registry_restored``.
    """
    connection, key = change.connection, (change.workspace, name)
    now = current(connection, key, alias)
    if step.expected is not None and now != step.expected:
        place = Where(model=name, version=now)
        raise LoupeError(messages.MOVED_MEANWHILE, place, alias=alias, name=name, now=now)
    if now == step.version:
        return
    own = {"workspace": key[0], "name": name, "alias": alias}
    values = {"version": step.version, "changed": time.time()}
    if now is None:
        connection.execute(insert(aliases).values(**own, **values))
    else:
        connection.execute(update(aliases).where(*_at(key, alias)).values(**values))
    row = {**own, "version": step.version, "previous": now, "action": step.action}
    connection.execute(insert(moves).values(**row, time=time.time()))
    if step.action != "register":
        before = "" if now is None else f"v{now}"
        change.log(Deed(step.action, f"{name}@{alias}", before, f"v{step.version}", note=step.note))


def drop(change: Change, name: str, alias: str) -> None:
    """Take *alias* of the model *name* away, and log it; nothing happens when it is not there."""
    key = (change.workspace, name)
    now = current(change.connection, key, alias)
    if now is not None:
        change.connection.execute(delete(aliases).where(*_at(key, alias)))
        change.log(Deed("drop_alias", f"{name}@{alias}", f"v{now}"))


def before(connection: Connection, key: Key, alias: str) -> tuple[int, int]:
    """Return the version *alias* is at, and the one it was at before.

    Rolling back twice goes two promotions back: a move that was rolled back does not count, nor
    does a version that was deleted since.

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
    alive = set(connection.execute(_alive(key)).scalars())
    for version, action in connection.execute(query):
        if action == "rollback":
            while past and past[-1] != version:
                past.pop()
            past = past or [version]
        else:
            past.append(version)
    past = [version for version, _ in groupby(v for v in past if v in alive)]
    if len(past) < 2:
        raise LoupeError(messages.NO_EARLIER, Where(model=key[1]), alias=alias, name=key[1])
    return past[-1], past[-2]


def _alive(key: Key) -> Select[tuple[int]]:
    own = (versions.c.workspace == key[0], versions.c.name == key[1])
    return select(versions.c.version).where(*own)
