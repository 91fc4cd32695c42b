"""Database files that were handed over: one table is read; nothing in them can act.

Views and generated columns run inside the engine, so the engine is shut in first: no writing,
no other files, no extensions, a limit on steps and memory.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.data import arrowtable, values
from mlcore.data.dataset import Notice
from mlcore.data.limits import check
from mlcore.data.messages import DAMAGED, LOCKED, NO_TABLE, NO_TABLES, TABLE_FAILED
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings

if TYPE_CHECKING:
    import duckdb

SECONDS = 60.0
"""How long one table of a SQLite file may take."""
_STEPS = 100_000
_CELL = 10_000_000
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_ACTING = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
_WAL_AT = slice(18, 20)
_SHUT_IN = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
    "max_temp_directory_size": "0MB",
    "threads": "1",
    "lock_configuration": "true",
}


# ------------------------------------------------------------------------------------ SQLite


def read_sqlite(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return one table of a SQLite file.

    Raises
    ------
    LoupeError
        ``no_table``, ``no_tables``, ``table_failed`` or ``damaged_file``.
    """
    where = Where(file=filename)
    base = sqlite3.connect(":memory:")
    try:
        waiting = data[_WAL_AT] == b"\x02\x02"
        _shut_in(base, data)
        names = _sqlite_names(base)
        table = _chosen(names, options, filename, "SQLite")
        header, rows = _sqlite_rows(base, table, filename)
    except sqlite3.Error as error:
        raise LoupeError(DAMAGED, where, kind="SQLite") from error
    finally:
        base.close()
    columns = tuple(values.column([_cell(row[i]) for row in rows]) for i in range(len(header)))
    told = _others(table, names, options)
    told += (Notice("write_ahead"),) if waiting else ()
    return Raw(tuple(header), columns, (), told, (_guess(table, names),), written=False)


def _shut_in(base: sqlite3.Connection, data: bytes) -> None:
    # a copy in memory cannot have the second file of this mode beside it
    head = bytearray(data[:100])
    if head[_WAL_AT] == b"\x02\x02":
        head[_WAL_AT] = b"\x01\x01"
    base.deserialize(bytes(head) + data[100:])
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA query_only = ON")
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _CELL)
    base.text_factory = _decoded
    base.set_authorizer(_allowed)


def _allowed(action: int, first: str | None, second: str | None, *_: object) -> int:
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _ACTING:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _sqlite_names(base: sqlite3.Connection) -> list[str]:
    """Return tables, then views, without the engine's own."""
    query = (
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite#_%' ESCAPE '#' ORDER BY type, rowid"
    )
    return [name for (name,) in base.execute(query)]


def _sqlite_rows(
    base: sqlite3.Connection, table: str, filename: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    most, deadline = Settings().max_rows, time.monotonic() + SECONDS
    base.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        cursor = base.execute(f"SELECT * FROM {_quoted(table)}")
        header = [column[0] for column in cursor.description]
        check(0, len(header), Settings(), filename)
        rows = cursor.fetchmany(most + 1)
    except (sqlite3.Error, OverflowError) as error:
        raise _failed(table, "SQLite", error, filename) from error
    check(len(rows), len(header), Settings(), filename)
    return header, rows


def _cell(value: Any) -> Any:
    return _decoded(value) if isinstance(value, bytes) else value


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeError:
        return value.hex()


# ------------------------------------------------------------------------------------ DuckDB


def read_duckdb(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return one table of a DuckDB file; parameters and errors as :func:`read_sqlite`."""
    with tempfile.TemporaryDirectory(prefix="loupe-") as folder:
        path = Path(folder) / "table.duckdb"
        path.write_bytes(data)
        return _read_duckdb(path, options, filename)


def _read_duckdb(path: Path, options: ReadOptions, filename: str) -> Raw:
    import duckdb

    try:
        base = duckdb.connect(str(path), read_only=True, config=dict(_SHUT_IN))
    except duckdb.Error as error:
        kind = LOCKED if "encrypt" in str(error).lower() else DAMAGED
        raise LoupeError(kind, Where(file=filename), kind="DuckDB") from error
    with base:
        places = _duckdb_places(base)
        table = _chosen(list(places), options, filename, "DuckDB")
        query = f"SELECT * FROM {places[table]} LIMIT {Settings().max_rows + 1}"
        try:
            found = base.sql(query).to_arrow_table()
        except (duckdb.Error, RuntimeError, MemoryError) as error:
            raise _failed(table, "DuckDB", error, filename) from error
    check(found.num_rows, found.num_columns, Settings(), filename)
    raw = arrowtable.raw(found, filename, (_guess(table, list(places)),))
    return Raw(
        raw.names,
        raw.columns,
        (),
        (*_others(table, list(places), options), *raw.notices),
        raw.guesses,
        written=False,
    )


def _duckdb_places(base: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return what a person calls each table and view, and how a query does."""
    query = (
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal UNION ALL "
        "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal"
    )
    return {
        name if schema == "main" else f"{schema}.{name}": f"{_quoted(schema)}.{_quoted(name)}"
        for schema, name in base.execute(query).fetchall()
    }


# -------------------------------------------------------------------------------------- both


def _chosen(names: Sequence[str], options: ReadOptions, filename: str, kind: str) -> str:
    if not names:
        raise LoupeError(NO_TABLES, Where(file=filename), kind=kind)
    if options.table is None:
        return names[0]
    if options.table not in names:
        listed = ", ".join(f"“{name[:40]}”" for name in names[:5])
        where = Where(file=filename, field="table")
        raise LoupeError(NO_TABLE, where, name=options.table[:80], names=listed)
    return options.table


def _guess(table: str, names: Sequence[str]) -> Guess:
    return Guess("table", table, 1.0, tuple(name for name in names if name != table))


def _others(table: str, names: Sequence[str], options: ReadOptions) -> tuple[Notice, ...]:
    if options.table is not None or len(names) < 2:
        return ()
    others = tuple(name for name in names if name != table)
    return (Notice("other_tables", (("table", table), ("others", others))),)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _failed(table: str, kind: str, error: Exception, filename: str) -> LoupeError:
    words = str(error).lower()
    reasons = (
        ("interrupted", "it takes too long"),
        ("too big", "a cell is too large"),
        ("memory", "it needs too much memory"),
        ("permission", "it reaches outside the file"),
        ("not authorized", "it does more than read"),
        ("prohibited", "it does more than read"),
        ("malformed", "the file is damaged"),
    )
    reason = next((said for key, said in reasons if key in words), "the engine refuses it")
    where = Where(file=filename, field="table")
    return LoupeError(TABLE_FAILED, where, name=table[:80], kind=kind, reason=reason)
