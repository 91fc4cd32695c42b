"""Databases of tests are migrated once and made again from what that said.

A test has a store of its own, and a migration takes 40 ms: alembic reads and links its scripts
anew each time. Locks, transactions and all else are the real ones. Tests in tests/store migrate
every database (``migrated_anew``), and so does whatever runs in a process of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event

from mlcore.store import migrate

_upgrade = migrate._upgrade
_said: dict[str, list[tuple[str, Any]]] = {}
"""What a whole migration says to a kind of database, in order."""


def _recorded(connection: Connection) -> list[tuple[str, Any]]:
    said: list[tuple[str, Any]] = []

    def hear(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            said.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", hear)
    try:
        _upgrade(connection)
    finally:
        event.remove(connection, "before_cursor_execute", hear)
    return said


def _repeated(connection: Connection) -> None:
    kind = connection.dialect.name
    if migrate._revision_of(connection) is not None:
        _upgrade(connection)
    elif kind not in _said:
        _said[kind] = _recorded(connection)
    else:
        for statement, parameters in _said[kind]:
            own = statement.startswith("INSERT INTO identity")  # a name for each database
            connection.exec_driver_sql(statement, _named(parameters) if own else parameters)


def _named(parameters: Any) -> Any:
    fresh = secrets.token_hex(8)
    return {**parameters, "id": fresh} if isinstance(parameters, dict) else (fresh,)


@pytest.fixture(scope="session", autouse=True)
def _migrated_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "_upgrade", _repeated)
        yield


@pytest.fixture
def migrated_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let alembic migrate every database of this test."""
    monkeypatch.setattr(migrate, "_upgrade", _upgrade)
