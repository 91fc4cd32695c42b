"""Writing a row that may be there already, in the words of either database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def _insert(connection: Connection, table: Table) -> Any:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def upsert(connection: Connection, table: Table, **values: Any) -> None:
    """Insert a row, or replace the given columns of the one with the same primary key.

    Parameters
    ----------
    connection : Connection
        Of a write transaction.
    table : Table
        Where the row goes.
    **values
        All key columns, and what to store beside them.
    """
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in values.items() if name not in keys}
    statement = _insert(connection, table).values(**values)
    if rest:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=rest)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement)


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless one with the same key (primary or unique) is there.

    Returns
    -------
    bool
        True when this call inserted the row.
    """
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing()
    return connection.execute(statement.returning(*table.primary_key)).first() is not None
