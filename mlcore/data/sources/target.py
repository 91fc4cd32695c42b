"""A data set into a table of a database: new, in place of one, or added to one; all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import URL, Connection

from mlcore.data.dataset import Dataset
from mlcore.data.sources import connections, failures
from mlcore.data.sources.databases import Database, database_of
from mlcore.data.sources.messages import (
    BAD_TABLE_NAME,
    NOT_WRITTEN,
    TABLE_EXISTS,
    TABLE_LACKS,
    TABLE_UNKNOWN,
)
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings

SECTION = "targets"
"""Only databases set up for it are written to, never those that are set up for reading."""
Mode = Literal["create", "replace", "append"]
MODES: tuple[Mode, ...] = get_args(Mode)
ROWS_AT_ONCE = 5_000
_LONGEST_NAME = 63


@dataclass(frozen=True)
class Target:
    """Where a table goes: the name of a connection, of a table, and what if that is there.

    ``create`` refuses a table that is there, ``replace`` puts the new one in its place, and
    ``append`` adds the rows to it, columns by name.
    """

    connection: str
    table: str
    mode: Mode = "create"


def names(settings: Settings) -> tuple[str, ...]:
    """Return the names of the connections that may be written to.

    Raises
    ------
    LoupeError
        ``bad_connections`` or ``open_connections``.
    """
    return connections.names(settings, SECTION)


def write(data: Dataset, target: Target, settings: Settings) -> int:
    """Write all rows of *data* to *target* in one transaction and return how many.

    Whole numbers become BIGINT, decimal ones DOUBLE PRECISION, dates timestamps with
    microseconds, the others BOOLEAN and TEXT, as the database calls them.

    Raises
    ------
    LoupeError
        ``no_connection``; ``table_exists``, ``table_unknown``, ``table_lacks`` or
        ``bad_table_name``; ``cannot_connect``, ``wrong_password`` or ``not_written``. The
        database is then as it was.
    """
    kind, url = database_of(connections.secret(settings, target.connection, SECTION))
    table = _checked(target.table)
    with _told(kind, table):
        if kind.dialect == "duckdb":
            _into_duckdb(data, url, target)
        else:
            _into_others(data, url, target)
    return data.rows


def _checked(name: str) -> str:
    if not 0 < len(name.strip()) <= _LONGEST_NAME or not name.isprintable():
        raise LoupeError(BAD_TABLE_NAME, Where(field="table"), most=_LONGEST_NAME)
    return name


@contextmanager
def _told(kind: Database, table: str) -> Iterator[None]:
    """Turn what a driver raises into words; they may hold cells, so they are cut."""
    try:
        yield
    except LoupeError:
        raise
    except Exception as error:  # each driver has a family of its own
        said = str(getattr(error, "orig", error))
        message = failures.unreachable(said) or NOT_WRITTEN
        facts = {"title": kind.title, "name": table, "reason": failures.plain(said)}
        raise LoupeError(message, Where(field="table"), **facts) from None


# ------------------------------------------------------------- through SQLAlchemy


def _into_others(data: Dataset, url: URL, target: Target) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        _real_transactions(engine)
    with engine.begin() as connection:
        known = sa.inspect(connection).has_table(target.table)
        there = _columns(connection, target.table) if known else None
        _check(target, data, there)
        swapped = engine.dialect.name == "mysql" and target.mode != "append"
        name = f"loupe_{target.table}"[:_LONGEST_NAME] if swapped else target.table
        table = sa.Table(name, sa.MetaData(), *_schema(data, engine.dialect.name))
        try:
            if target.mode != "append":
                table.drop(connection, checkfirst=True)
                table.create(connection)
            for rows in _rows(data):
                connection.execute(table.insert(), rows)
            if swapped:
                _swap(connection, table, target.table, known)
        except Exception:
            if swapped:  # there a table cannot be taken back with the transaction
                table.drop(connection, checkfirst=True)
            raise


def _real_transactions(engine: sa.Engine) -> None:
    """Let creating a table be part of the transaction, which this driver must be told."""

    @sa.event.listens_for(engine, "connect")
    def _manual(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _swap(connection: Connection, made: sa.Table, name: str, known: bool) -> None:
    """Give the finished table its name in one step, the old one's place where there is one."""
    quote = connection.dialect.identifier_preparer.quote
    new, final, old = quote(made.name), quote(name), quote(f"loupe_old_{name}"[:_LONGEST_NAME])
    if known:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {old}")
        connection.exec_driver_sql(f"RENAME TABLE {final} TO {old}, {new} TO {final}")
        connection.exec_driver_sql(f"DROP TABLE {old}")
    else:
        connection.exec_driver_sql(f"RENAME TABLE {new} TO {final}")


def _columns(connection: Connection, table: str) -> tuple[str, ...]:
    return tuple(column["name"] for column in sa.inspect(connection).get_columns(table))


def _check(target: Target, data: Dataset, there: tuple[str, ...] | None) -> None:
    """Refuse what *target* does not allow; *there* are the columns of a table of its name."""
    where = Where(field="table")
    if target.mode == "create" and there is not None:
        raise LoupeError(TABLE_EXISTS, where, name=target.table)
    if target.mode == "append":
        if there is None:
            raise LoupeError(TABLE_UNKNOWN, where, name=target.table)
        lacking = [f"“{name}”" for name in data.names if name not in there]
        if lacking:
            raise LoupeError(TABLE_LACKS, where, name=target.table, names=", ".join(lacking[:3]))


def _schema(data: Dataset, dialect: str) -> list[sa.Column[Any]]:
    mine = dialect == "mysql"
    kinds: dict[str, Any] = {
        "int": sa.BigInteger(),
        "float": mysql.DOUBLE() if mine else sa.Double(),
        "bool": sa.Boolean(),
        "date": mysql.DATETIME(fsp=6) if mine else sa.DateTime(),
    }
    text = mysql.LONGTEXT() if mine else sa.Text()
    return [
        sa.Column(
            spec.name,
            next(
                (kind for start, kind in kinds.items() if spec.dtype.lower().startswith(start)),
                text,
            ),
            key=f"c{place}",
        )
        for place, spec in enumerate(data.columns)
    ]


def _rows(data: Dataset) -> Iterator[list[dict[str, Any]]]:
    keys = [f"c{place}" for place in range(len(data.columns))]
    for start in range(0, data.rows, ROWS_AT_ONCE):
        part = data.scan().slice(start, ROWS_AT_ONCE).collect()
        yield [dict(zip(keys, row, strict=True)) for row in part.iter_rows()]


# -------------------------------------------------------------------------- DuckDB


def _into_duckdb(data: Dataset, url: URL, target: Target) -> None:
    import duckdb

    rows = data.scan().collect().to_arrow()
    with duckdb.connect(url.database or "") as connection:
        known = connection.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND NOT internal",
            [target.table],
        ).fetchall()
        _check(target, data, tuple(row[0] for row in known) if known else None)
        connection.register("loupe_rows", rows)
        name, columns = _quoted(target.table), ", ".join(_quoted(name) for name in data.names)
        start = {
            "create": f"CREATE TABLE {name} AS",
            "replace": f"CREATE OR REPLACE TABLE {name} AS",
            "append": f"INSERT INTO {name} ({columns})",
        }
        # one statement is one transaction there
        connection.execute(f"{start[target.mode]} SELECT * FROM loupe_rows")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
