"""Bringing a database to the newest schema: once, whoever comes first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from mlcore.errors import LoupeError, Where
from mlcore.store.database import WRITE
from mlcore.store.messages import DATABASE_NEWER

HEAD = "20261121_registry"
REVISIONS = ("0001", "0002", "0003", "20261121_watch", "20261121_links", HEAD)
VERSION_TABLE = "loupe_revision"
_LOCK = 0x4C6F757065


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; safe when several processes do it at once.

    Raises
    ------
    LoupeError
        ``database_newer`` when a later release of Loupe has been at work there.
    """
    if engine.dialect.name == "sqlite":
        _migrate_sqlite(engine)
    elif _revision(engine) != HEAD:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _upgrade(connection)


def _migrate_sqlite(engine: Engine) -> None:
    path = Path(str(engine.url.database))
    if path.exists() and _revision(engine) == HEAD:
        return
    with _locked(path):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _use_wal(engine)
        with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            _upgrade(connection)


def _use_wal(engine: Engine) -> None:
    connection = engine.raw_connection()
    connection.cursor().execute("PRAGMA journal_mode=WAL")
    connection.close()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open(path.with_name(f"{path.name}.lock"), "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return _revision_of(connection)


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    if found is not None and found not in REVISIONS:
        raise LoupeError(DATABASE_NEWER, Where(field="LOUPE_DATABASE"))
    return found


def _upgrade(connection: Connection) -> None:
    if _revision_of(connection) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
