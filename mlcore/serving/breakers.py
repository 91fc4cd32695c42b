"""What the breakers of all processes last did, kept for the page and written into the log.

One process's breaker does not speak for another's: what is kept is the last thing that any of
them did, and when.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from mlcore.registry.audit import Deed
from mlcore.registry.registry import Registry
from mlcore.serving.breaker import State
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.store.tables import memos


@dataclass(frozen=True)
class Turned:
    """What the breaker of a version last did, and when (seconds since 1970)."""

    state: State
    time: float


def note(registry: Registry, name: str, version: int, before: State, now: State) -> None:
    """Keep that a breaker opened or closed, and write it into the log.

    Raises
    ------
    LoupeError
        When the database or the log takes nothing.
    """
    own = {"workspace": registry.workspace, "key": _key(name)}
    with registry.journal.writing() as change:
        known = _read(change.connection, registry.workspace, name)
        value = {**known, str(version): [now, time.time()]}
        upsert(change.connection, memos, **own, value=value, revision=1, changed=time.time())
        change.log(Deed("breaker", f"{name}:{version}", before, now))


def last(store: Store, workspace: str, name: str) -> dict[int, Turned]:
    """Return what the breakers of the model *name* last did, by version."""
    with store.read() as connection:
        found = _read(connection, workspace, name)
    return {int(version): Turned(*known) for version, known in found.items()}


def _read(connection: Connection, workspace: str, name: str) -> dict[str, Any]:
    own = (memos.c.workspace == workspace, memos.c.key == _key(name))
    return connection.execute(select(memos.c.value).where(*own)).scalar_one_or_none() or {}


def _key(name: str) -> str:
    return f"breakers:{name}"
