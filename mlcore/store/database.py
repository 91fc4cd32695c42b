"""The engine: SQLite or PostgreSQL, with the same promises on both."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store.messages import (
    BAD_DATABASE,
    DATABASE_DAMAGED,
    DATABASE_UNAVAILABLE,
    STORE_FULL,
)
from mlcore.types import to_json

WRITE = "loupe_write"
_PLACE = Where(field="LOUPE_DATABASE")
_PRAGMAS = (
    "busy_timeout=10000",
    "foreign_keys=ON",
    "synchronous=FULL",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
_POSTGRES_OPTIONS = "-c lock_timeout=30s -c idle_in_transaction_session_timeout=120s"
_TEXT_OF_DAMAGE = ("not a database", "malformed")


def address(settings: Settings) -> URL:
    """Return the database's URL with the driver Loupe uses.

    Raises
    ------
    LoupeError
        ``bad_database`` for anything that is neither SQLite on a file nor PostgreSQL.
    """
    if not settings.database:
        return URL.create("sqlite", database=str(settings.home / "loupe.db"))
    try:
        url = make_url(settings.database)
    except ArgumentError as error:
        raise LoupeError(BAD_DATABASE, _PLACE) from error
    if url.drivername.partition("+")[0] in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername.partition("+")[0] == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite")
    raise LoupeError(BAD_DATABASE, _PLACE)


def make_engine(url: URL) -> Engine:
    """Return an engine for *url* whose write transactions begin at once.

    A connection with the execution option ``loupe_write`` begins its transaction with the
    right to write, so that two writers queue instead of failing in the middle.
    """
    if url.drivername == "sqlite":
        engine = create_engine(url, json_serializer=json_text, pool_size=10, max_overflow=30)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        json_serializer=json_text,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": _POSTGRES_OPTIONS},
    )


def json_text(value: Any) -> str:
    """Return *value* as strict JSON: dataclasses as objects, NaN and infinities as null."""
    plain = to_json(value)
    try:
        return json.dumps(plain, allow_nan=False, default=_scalar)
    except ValueError:
        return json.dumps(_finite(plain), allow_nan=False, default=_scalar)


@contextmanager
def explained() -> Iterator[None]:
    """Turn a failure of the database itself inside the block into words for a person.

    Raises
    ------
    LoupeError
        ``database_unavailable``, ``database_damaged`` or ``store_full``.
    """
    try:
        yield
    except DatabaseError as error:
        text = str(error.orig)
        if any(words in text for words in _TEXT_OF_DAMAGE):
            raise LoupeError(DATABASE_DAMAGED, _PLACE) from error
        if "disk is full" in text or "No space left" in text:
            raise LoupeError(STORE_FULL) from error
        if isinstance(error, OperationalError) and "no such" not in text:
            raise LoupeError(DATABASE_UNAVAILABLE, _PLACE) from error
        raise


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _scalar(value: Any) -> Any:
    if hasattr(value, "item"):
        return _finite(value.item())
    raise TypeError(f"{type(value).__name__} is not JSON")


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
