"""The answer of a database as a data set: one SELECT, read only, cut at a number of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mlcore.data.children import QUERYING, Task, done
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.made import Made, keep
from mlcore.data.preview import Preview
from mlcore.data.sources import connections, session, statement
from mlcore.data.sources.bound import Value, names
from mlcore.data.sources.databases import database_of, located, needs
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import UNWATCHED, Watch
from mlcore.settings import Settings
from mlcore.store.objects import Objects
from mlcore.types import fingerprint

SHOWN = 50
_GRACE = 5.0
"""Seconds beyond the time of a query in which the database may end it itself."""
_CHILD = "mlcore.data.sources.query"


@dataclass(frozen=True)
class Query:
    """A question to a database.

    Parameters
    ----------
    text : str
        One SELECT.
    connection : str
        Name of a connection that is set up; what is shown and kept.
    url : str
        The database's address when it is not a named connection; never shown, never kept.
    values : tuple of (str, value)
        What stands for each ``:name`` in the text; texts, numbers, True or False, or None.
    """

    text: str
    connection: str = ""
    url: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def label(self) -> str:
        """What the database may be called, without host, user and password."""
        if self.connection:
            return self.connection
        scheme, _, rest = self.url.partition("://")
        last = rest.partition("?")[0].rpartition("/")[2]
        return f"{scheme.partition('+')[0]} {last}".strip()


def split(source: str, values: Mapping[str, Value] | None = None) -> Query:
    """Return what ``URL::SELECT …`` asks, with the *values* of its ``:name``."""
    url, _, text = source.partition("::")
    return Query(text.strip(), url=url, values=tuple((values or {}).items()))


def asked_for(query: Query, settings: Settings) -> tuple[str, ...]:
    """Return the names of the values that the text of *query* asks for, in order.

    A text that cannot be understood asks for none: what is wrong is said when it is run.
    """
    try:
        kind, _ = database_of(query.url or connections.secret(settings, query.connection))
        parsed = statement.check(query.text, kind.dialect, Where(field="query"))
        return names(parsed, query.text, kind.dialect)
    except LoupeError:
        return ()


def read(
    query: Query,
    objects: Objects,
    settings: Settings,
    *,
    name: str | None = None,
    watch: Watch = UNWATCHED,
) -> Dataset:
    """Ask the database and keep its answer.

    Parameters
    ----------
    query : Query
        What is asked.
    objects : Objects
        Where the answer is kept.
    settings : Settings
        Limits, and where connections are found.
    name : str or None
        Label of the result; None: the connection's.
    watch : Watch
        Hears how many rows have come, and may end it, on the server too.

    Raises
    ------
    LoupeError
        When the query is not one SELECT, the database refuses it or cannot be reached, or it
        costs more than is allowed.
    """
    task = _task("rows", query, settings, most=settings.query_rows)
    with done(task, settings, watch) as (made, place):
        stored = keep(objects, place)
    options: tuple[tuple[str, Any], ...] = (("query", query.text),)
    options += (("values", query.values),) if query.values else ()
    lineage = Lineage(query.label, options, renamed=made.renamed)
    identity = fingerprint("sql", query.label, *dict(options).values(), stored)
    return Dataset(
        name or query.label, identity, made.rows, made.columns, stored, objects, lineage, (),
        made.notices,
    )  # fmt: skip


def preview(query: Query, settings: Settings, watch: Watch = UNWATCHED) -> Preview:
    """Return the first rows of the answer; as :func:`read`."""
    with done(_task("rows", query, settings, most=SHOWN), settings, watch) as (made, place):
        frame = made.frame(place)
    notices = tuple(notice for notice in made.notices if notice.code != "rows_cut")
    return Preview(frame, made.columns, made.format, made.guesses, (), notices, made.whole)


def count(query: Query, settings: Settings, watch: Watch = UNWATCHED) -> int:
    """Return how many rows the whole answer has; as :func:`read`."""
    return _made("number", query, settings, watch).rows


def tables(
    connection: str, settings: Settings, watch: Watch = UNWATCHED
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the tables behind a named connection and their columns; as :func:`read`."""
    return _made("tables", Query("", connection), settings, watch).facts


def _made(call: str, query: Query, settings: Settings, watch: Watch) -> Made:
    with done(_task(call, query, settings), settings, watch) as (made, _):
        return made


def _task(call: str, query: Query, settings: Settings, **more: Any) -> Task:
    url = located(query.url or connections.secret(settings, query.connection))
    request = {
        "url": url, "query": query.text, "values": dict(query.values), "name": query.label,
        "seconds": settings.query_seconds, **more,
    }  # fmt: skip
    seconds = settings.query_seconds + _GRACE
    left = session.ending(url)
    return Task(
        f"{_CHILD}:{call}", request, query.label, QUERYING, seconds, left=left,
        needs=needs(_CHILD, url),
    )  # fmt: skip
