"""A data set into a table of a database: new, in place of one, or added to one; all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from mlcore.data.children import WRITING, Task, done
from mlcore.data.dataset import Dataset
from mlcore.data.sources import connections, session
from mlcore.data.sources.databases import located, needs
from mlcore.data.sources.messages import BAD_TABLE_NAME
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import UNWATCHED, Watch
from mlcore.settings import Settings
from mlcore.types import to_json

SECTION = "targets"
"""Only databases set up for it are written to, never those that are set up for reading."""
Mode = Literal["create", "replace", "append"]
MODES: tuple[Mode, ...] = get_args(Mode)
_LONGEST_NAME = 63
_CHILD = "mlcore.data.sources.insert"


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


def write(data: Dataset, target: Target, settings: Settings, watch: Watch = UNWATCHED) -> int:
    """Write all rows of *data* to *target* in one transaction and return how many.

    Whole numbers become BIGINT, decimal ones DOUBLE PRECISION, dates timestamps with
    microseconds, the others BOOLEAN and TEXT, as the database calls them. Rows that are added
    to a table must fit its columns exactly.

    Parameters
    ----------
    data : Dataset
        What is written.
    target : Target
        Where to.
    settings : Settings
        Limits, and where connections are found.
    watch : Watch
        Hears how many rows were sent, and may end it, on the server too.

    Raises
    ------
    LoupeError
        ``no_connection``; ``table_exists``, ``table_unknown``, ``table_lacks``,
        ``table_types``, ``table_values`` or ``bad_table_name``; ``cannot_connect``,
        ``wrong_password`` or ``not_written``; ``write_time``, ``write_memory`` or
        ``write_crashed``. The database is then as it was.
    """
    url = located(connections.secret(settings, target.connection, SECTION))
    request = {
        "url": url, "table": _checked(target.table), "mode": target.mode, "rows": data.rows,
        "file": str(data.objects.path(data.object).absolute()), "columns": to_json(data.columns),
    }  # fmt: skip
    task = Task(
        f"{_CHILD}:all_rows", request, target.table, WRITING, settings.write_seconds,
        left=session.ending(url), writes=True, needs=needs(_CHILD, url),
    )  # fmt: skip
    with done(task, settings, watch) as (made, _):
        return made.rows


def _checked(name: str) -> str:
    if not 0 < len(name.strip()) <= _LONGEST_NAME or not name.isprintable():
        raise LoupeError(BAD_TABLE_NAME, Where(field="table"), most=_LONGEST_NAME)
    return name
