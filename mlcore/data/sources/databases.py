"""The kinds of databases that are read: how each is opened so that nothing can be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from mlcore.data.sources.bound import Question
from mlcore.data.sources.messages import BAD_DATABASE_URL
from mlcore.errors import LoupeError, Where

PATIENCE = 10
"""Seconds to reach a server."""
NOTICES_DEATH, NOTICE_DEATH = 140_000, "SET client_connection_check_interval = '1s'"
"""From this version on PostgreSQL can be told to end the query of a client that has died."""
_LONGEST_VALUE = 10_000_000
_MAY = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_COLUMNS = (
    "SELECT table_schema, table_name, column_name FROM information_schema.columns "
    "WHERE table_schema NOT IN ('information_schema', 'pg_catalog', 'mysql', 'sys', "
    "'performance_schema') ORDER BY 1, 2, ordinal_position"
)

Rows = Iterator[Sequence[Any]]
Begun = Callable[[int], None]
"""Told which session of the server is ours, before the query is sent."""


@dataclass(frozen=True)
class Answer:
    """The names of the columns of a result, and its rows as they come."""

    names: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class Database:
    """One kind of database.

    Parameters
    ----------
    schemes : tuple of str
        How its URLs begin.
    title : str
        What people call it.
    dialect : str
        sqlglot's name of its SQL.
    ask : callable
        (URL, question, begun) → :class:`Answer`, in a connection that cannot write.
    columns : str
        A query for (schema, table, column) of everything there is.
    modules : tuple of str
        What is imported to ask it.
    end : callable or None
        (URL, session): ends the query of another session of ours; None where the database is
        a file and the query ends with its process.
    """

    schemes: tuple[str, ...]
    title: str
    dialect: str
    ask: Callable[[URL, Question, Begun], Answer]
    columns: str = _COLUMNS
    modules: tuple[str, ...] = ()
    end: Callable[[URL, int], None] | None = None


def _sqlite(url: URL, question: Question, begun: Begun) -> Answer:
    path = Path(url.database or "").absolute()
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=1.0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.text_factory = _text
    connection.set_authorizer(_may)
    return _answer(connection.execute(question.text, question.values))


def _may(action: int, first: str | None, *_: str | None) -> int:
    """Allow reading, and looking up the columns of a table.

    For the lookup SQLite asks to update its catalogue, in memory: the file is opened read only.
    """
    lookup = (action, first) in (
        (sqlite3.SQLITE_PRAGMA, "table_info"),
        (sqlite3.SQLITE_UPDATE, "sqlite_master"),
    )
    return sqlite3.SQLITE_OK if action in _MAY or lookup else sqlite3.SQLITE_DENY


def _postgresql(url: URL, question: Question, begun: Begun) -> Answer:
    import psycopg

    _, options = _connect_args(url)
    wait = int(question.seconds * 1000)
    settings = f"-c default_transaction_read_only=on -c statement_timeout={wait} -c timezone=UTC"
    connection = psycopg.connect(**{
        "connect_timeout": PATIENCE, **options, "options": settings,
    })  # fmt: skip
    connection.read_only = True
    if connection.info.server_version >= NOTICES_DEATH:
        connection.execute(NOTICE_DEATH)
    begun(connection.info.backend_pid)
    cursor = connection.cursor()
    # the extended protocol takes one statement only, whatever the text says
    rows = cursor.stream(question.text, question.values or None, size=1000)
    first = list(islice(rows, 1))
    return Answer(_names(cursor), (row for part in (first, rows) for row in part))


def _end_postgresql(url: URL, session: int) -> None:
    import psycopg

    options = {"connect_timeout": 2, **_connect_args(url)[1]}
    with psycopg.connect(**options, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", [session])


def _mysql(url: URL, question: Question, begun: Begun) -> Answer:
    import pymysql  # type: ignore[import-untyped]
    from pymysql.cursors import SSCursor  # type: ignore[import-untyped]

    _, options = _connect_args(url)
    connection = pymysql.connect(
        **options, connect_timeout=PATIENCE, local_infile=False, charset="utf8mb4", autocommit=True
    )
    with connection.cursor() as setting:
        setting.execute("SET SESSION TRANSACTION READ ONLY")
        setting.execute("SET SESSION time_zone = '+00:00'")
        variable, value = _timeout(connection.get_server_info(), question.seconds)
        setting.execute(f"SET SESSION {variable} = {value}")
    begun(connection.thread_id())
    cursor = connection.cursor(SSCursor)
    cursor.execute(question.text, question.values or None)
    return _answer(cursor)


def _end_mysql(url: URL, session: int) -> None:
    import pymysql

    with pymysql.connect(**_connect_args(url)[1], connect_timeout=2) as connection:
        connection.cursor().execute(f"KILL {int(session)}")


def _timeout(version: str, seconds: float) -> tuple[str, int]:
    if "maria" in version.lower():
        return "max_statement_time", int(seconds)
    return "max_execution_time", int(seconds * 1000)


def _duckdb(url: URL, question: Question, begun: Begun) -> Answer:
    import duckdb

    config: dict[str, Any] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "lock_configuration": "true",
    }
    path = str(Path(url.database or "").absolute())
    connection = duckdb.connect(path, read_only=True, config=config)
    statements = connection.extract_statements(question.text)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise duckdb.ParserException("one SELECT only")
    return _answer(connection.execute(statements[0], dict(question.values) or None))


def _connect_args(url: URL) -> tuple[list[Any], dict[str, Any]]:
    made = url.get_dialect()().create_connect_args(url)
    return list(made[0]), dict(made[1])


def _answer(cursor: Any) -> Answer:
    return Answer(_names(cursor), _fetched(cursor))


def _names(cursor: Any) -> tuple[str, ...]:
    return tuple(column[0] for column in cursor.description or ())


def _fetched(cursor: Any) -> Rows:
    while part := cursor.fetchmany(1000):
        yield from part


def _text(data: bytes) -> str | bytes:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


DATABASES: tuple[Database, ...] = (
    Database(
        ("sqlite",), "SQLite", "sqlite", _sqlite,
        "SELECT '', m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
        "WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' ORDER BY 2, c.cid",
    ),
    Database(
        ("postgresql", "postgres"), "PostgreSQL", "postgres", _postgresql,
        modules=("psycopg", "sqlalchemy.dialects.postgresql.psycopg"), end=_end_postgresql,
    ),
    Database(
        ("mysql", "mariadb"), "MySQL", "mysql", _mysql,
        modules=("pymysql", "sqlalchemy.dialects.mysql.pymysql"), end=_end_mysql,
    ),
    Database(("duckdb",), "DuckDB", "duckdb", _duckdb, modules=("duckdb",)),
)  # fmt: skip
_DRIVERS = {"postgres": "postgresql+psycopg", "mysql": "mysql+pymysql"}


def database_of(address: str) -> tuple[Database, URL]:
    """Return the kind of database that *address* names, and the address taken apart.

    Raises
    ------
    LoupeError
        ``bad_database_url``; it never shows the address, which may hold a password.
    """
    scheme = address.partition(":")[0].partition("+")[0].lower()
    for kind in DATABASES:
        if scheme in kind.schemes:
            try:
                url = make_url(address)
            except (ArgumentError, ValueError):
                break
            return kind, url.set(drivername=_DRIVERS.get(kind.dialect, kind.dialect))
    listed = ", ".join(kind.title for kind in DATABASES)
    raise LoupeError(BAD_DATABASE_URL, Where(field="source"), names=listed)


def needs(child: str, address: str) -> tuple[str, ...]:
    """Return the modules that the module *child* needs to ask the database at *address*.

    Raises
    ------
    LoupeError
        ``bad_database_url``.
    """
    kind, _ = database_of(address)
    return (child, f"sqlglot.dialects.{kind.dialect}", *kind.modules)


def located(address: str) -> str:
    """Return *address* with the place of a database's file written out, as seen from here.

    Raises
    ------
    LoupeError
        ``bad_database_url``.
    """
    kind, url = database_of(address)
    if kind.end is not None or not url.database:
        return address
    scheme, query = address.partition("://")[0], address.partition("?")[2]
    made = f"{scheme}:///{Path(url.database).absolute()}"
    return f"{made}?{query}" if query else made
