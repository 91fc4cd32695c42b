"""Writing a table to a database: the limited child's side, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import URL, Connection

from mlcore.data.made import Made
from mlcore.data.sources import failures, fitting, session
from mlcore.data.sources.databases import NOTICE_DEATH, NOTICES_DEATH, Database, database_of
from mlcore.data.sources.messages import NOT_WRITTEN, TABLE_EXISTS, TABLE_LACKS, TABLE_UNKNOWN
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import Mark, note
from mlcore.types import ColumnSpec

ROWS_AT_ONCE = 5_000
_LONGEST_NAME = 63
_SESSION: dict[str, Callable[[Any], int]] = {
    "postgresql": lambda driver: driver.info.backend_pid,
    "mysql": lambda driver: driver.thread_id(),
}
"""How a driver says which session of the server is ours."""
There = dict[str, str]
"""Columns of a table that is there, and their types in the database's words."""


@dataclass(frozen=True)
class _Asked:
    """The rows that are written, and where to."""

    table: str
    mode: str
    rows: pl.LazyFrame
    count: int
    columns: tuple[ColumnSpec, ...]
    place: Path


def all_rows(request: dict[str, Any], place: Path) -> Any:
    """Write the rows of a Parquet file to a table; all of them or none."""
    kind, url = database_of(request["url"])
    columns = tuple(ColumnSpec(**column) for column in request["columns"])
    rows = pl.scan_parquet(request["file"])
    asked = _Asked(request["table"], request["mode"], rows, request["rows"], columns, place)
    with _told(kind, asked.table):
        (_into_duckdb if kind.dialect == "duckdb" else _into_others)(asked, url)
    return Made((), asked.count, kind.dialect).to_json()


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


def _into_others(asked: _Asked, url: URL) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    dialect = engine.dialect.name
    if dialect == "sqlite":
        _real_transactions(engine)
    with engine.begin() as connection:
        _note_session(connection, asked.place)
        known = sa.inspect(connection).has_table(asked.table)
        there = _columns(connection, asked.table) if known else None
        _check(asked, there, bounded=dialect != "sqlite")
        swapped = dialect == "mysql" and asked.mode != "append"
        name = f"loupe_{asked.table}"[:_LONGEST_NAME] if swapped else asked.table
        table = sa.Table(name, sa.MetaData(), *_schema(asked.columns, dialect))
        try:
            if asked.mode != "append":
                table.drop(connection, checkfirst=True)
                table.create(connection)
            _insert(connection, table, asked)
            if swapped:
                _swap(connection, table, asked.table, known)
        except Exception:
            if swapped:  # there a table cannot be taken back with the transaction
                table.drop(connection, checkfirst=True)
            raise


def _note_session(connection: Connection, place: Path) -> None:
    driver: Any = connection.connection.dbapi_connection
    found = _SESSION.get(connection.dialect.name)
    if found is not None:
        session.noting(place)(found(driver))
    if connection.dialect.name == "postgresql" and driver.info.server_version >= NOTICES_DEATH:
        connection.exec_driver_sql(NOTICE_DEATH)


def _insert(connection: Connection, table: sa.Table, asked: _Asked) -> None:
    written = 0
    for rows in _rows(asked):
        connection.execute(table.insert(), rows)
        written += len(rows)
        note(asked.place, Mark(written, asked.count))


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


def _columns(connection: Connection, table: str) -> There:
    found = sa.inspect(connection).get_columns(table)
    return {column["name"]: str(column["type"]) for column in found}


def _check(asked: _Asked, there: There | None, bounded: bool = True) -> None:
    """Refuse what the mode does not allow; *there* are the columns of a table of that name."""
    where = Where(field="table")
    if asked.mode == "create" and there is not None:
        raise LoupeError(TABLE_EXISTS, where, name=asked.table)
    if asked.mode != "append":
        return
    if there is None:
        raise LoupeError(TABLE_UNKNOWN, where, name=asked.table)
    lacking = [f"“{column.name}”" for column in asked.columns if column.name not in there]
    if lacking:
        raise LoupeError(TABLE_LACKS, where, name=asked.table, names=", ".join(lacking[:3]))
    fitting.check(asked.rows, asked.columns, there, bounded)


def _schema(columns: tuple[ColumnSpec, ...], dialect: str) -> list[sa.Column[Any]]:
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
        for place, spec in enumerate(columns)
    ]


def _rows(asked: _Asked) -> Iterator[list[dict[str, Any]]]:
    keys = [f"c{place}" for place in range(len(asked.columns))]
    for start in range(0, asked.count, ROWS_AT_ONCE):
        part = asked.rows.slice(start, ROWS_AT_ONCE).collect()
        yield [dict(zip(keys, row, strict=True)) for row in part.iter_rows()]


# -------------------------------------------------------------------------- DuckDB


def _into_duckdb(asked: _Asked, url: URL) -> None:
    import duckdb

    rows = asked.rows.collect().to_arrow()
    with duckdb.connect(url.database or "") as connection:
        known = connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() "
            "WHERE table_name = ? AND NOT internal",
            [asked.table],
        ).fetchall()
        _check(asked, dict(known) if known else None)
        connection.register("loupe_rows", rows)
        name = _quoted(asked.table)
        columns = ", ".join(_quoted(column.name) for column in asked.columns)
        start = {
            "create": f"CREATE TABLE {name} AS",
            "replace": f"CREATE OR REPLACE TABLE {name} AS",
            "append": f"INSERT INTO {name} ({columns})",
        }
        # one statement is one transaction there
        connection.execute(f"{start[asked.mode]} SELECT * FROM loupe_rows")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
