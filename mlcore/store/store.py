"""The store of one home: its database and its objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store import database
from mlcore.store.files import make_folder
from mlcore.store.messages import HOME_UNUSABLE
from mlcore.store.migrate import migrate
from mlcore.store.objects import Objects
from mlcore.store.shared import open_objects
from mlcore.store.tables import identity

_WRITERS = 0x4C6F75706557


class Store:
    """Where everything lasts; opened with :meth:`open`.

    May be used by several threads. A forked child opens its own.
    """

    def __init__(self, settings: Settings, engine: Engine, objects: Objects) -> None:
        self.settings = settings
        self.objects = objects
        self._engine = engine

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open the store of *settings*, making folders and tables as needed.

        Raises
        ------
        LoupeError
            ``home_unusable``, ``bad_database``, ``database_unavailable``,
            ``database_damaged`` or ``database_newer``; as :func:`open_objects`.
        """
        url = database.address(settings)
        with _usable():
            make_folder(settings.home)
            make_folder(settings.home / "logs" / "jobs")
            objects = open_objects(settings)
            if url.drivername == "sqlite":
                make_folder(Path(str(url.database)).absolute().parent)
        engine = database.make_engine(url)
        with database.explained():
            migrate(engine)
        return cls(settings, engine, objects)

    @contextmanager
    def begin(self, serial: bool = True) -> Iterator[Connection]:
        """Yield a connection in a write transaction: committed at the end, undone on an error.

        Keep it short (50 ms), with no network or fit inside.

        Parameters
        ----------
        serial : bool
            True: no other serial write runs meanwhile, so that what was read inside the
            transaction still holds when it commits. False lets PostgreSQL run it beside
            others (SQLite has one writer anyway); for rows nobody else writes.

        Raises
        ------
        LoupeError
            ``database_unavailable``, ``database_damaged`` or ``store_full``.
        """
        with database.explained(), self._engine.connect() as connection:
            connection.execution_options(**{database.WRITE: True})
            with connection.begin():
                if serial and connection.dialect.name == "postgresql":
                    lock = text("SELECT pg_advisory_xact_lock(:key)")
                    connection.execute(lock, {"key": _WRITERS})
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection for reading; errors as :meth:`begin`."""
        with database.explained(), self._engine.connect() as connection:
            yield connection

    @property
    def file(self) -> str | None:
        """The database's file; None when it is a server."""
        url = self._engine.url
        return url.database if url.drivername == "sqlite" else None

    @cached_property
    def id(self) -> str:
        """The name this database was given when it was made; a restored backup keeps it."""
        with self.read() as connection:
            return str(connection.execute(select(identity.c.id)).scalar_one())

    def close(self) -> None:
        """Give the database connections back; the store may be used again afterwards."""
        self._engine.dispose()


@contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise LoupeError(HOME_UNUSABLE, Where(field="LOUPE_HOME"), reason=reason) from error
