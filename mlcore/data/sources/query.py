"""Asking a database: the limited child's side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from mlcore.data import names as labels
from mlcore.data.children import settings_of
from mlcore.data.columns import typed
from mlcore.data.dataset import Notice
from mlcore.data.limits import check as check_size
from mlcore.data.made import Made, write
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw
from mlcore.data.sources import cells, failures, session, statement
from mlcore.data.sources.bound import Question, bound
from mlcore.data.sources.databases import Answer, Database, Rows, database_of
from mlcore.data.sources.messages import NO_RESULT
from mlcore.errors import LoupeError, Where
from mlcore.process.watch import Mark, note

WHERE = Where(field="query")
_ROWS_A_MARK = 5_000


def rows(request: dict[str, Any], place: Path) -> Any:
    """Return the first ``request["most"]`` rows that the query gives."""
    kind, _ = database_of(request["url"])
    answer = _ask(kind, request, place)
    if not answer.names:
        raise LoupeError(NO_RESULT, WHERE)
    settings = settings_of(request)
    check_size(0, len(answer.names), settings, request["name"])
    most = request["most"]
    with failures.told(kind, request):
        found = _taken(answer.rows, most + 1, place)
    made = made_of(cells.raw(answer.names, found[:most]), kind.dialect, place)
    if len(found) <= most:
        return made.to_json()
    cut = Notice("rows_cut", (("count", most),))
    return replace(made, whole=False, notices=(*made.notices, cut)).to_json()


def number(request: dict[str, Any], place: Path) -> Any:
    """Return how many rows the query gives altogether."""
    kind, _ = database_of(request["url"])
    answer = _ask(kind, request, place, "SELECT COUNT(*) AS n FROM (\n{}\n) AS counted")
    with failures.told(kind, request):
        return Made((), int(next(answer.rows)[0]), kind.dialect).to_json()


def tables(request: dict[str, Any], place: Path) -> Any:
    """Return the tables of the database with the names of their columns."""
    found: dict[str, list[str]] = {}
    for table, column in failures.columns(request["url"]):
        found.setdefault(table, []).append(column)
    facts = tuple((table, tuple(columns)) for table, columns in found.items())
    return Made((), 0, "tables", facts=facts).to_json()


def made_of(raw: Raw, form: str, place: Path) -> Made:
    """Write the columns of *raw*, typed, to *place* and describe them."""
    clean, renamed = labels.clean(raw.names)
    columns, noticed = typed(raw, clean, ReadOptions())
    notices = (*raw.notices, *labels.notices(clean, renamed), *noticed)
    specs = write(columns, place, None, {})
    return Made(specs, len(columns[0]), form, True, raw.rejects, notices, raw.guesses, renamed)


def _ask(kind: Database, request: dict[str, Any], place: Path, around: str = "{}") -> Answer:
    """Send the query of *request*, with *around* about it; that holds no other braces."""
    _, address = database_of(request["url"])
    text = request["query"]
    query = statement.check(text, kind.dialect, WHERE)
    asked = Question(statement.bare(text, kind.dialect), request["seconds"], request["values"])
    made = bound(query, asked, kind.dialect)
    with failures.told(kind, request):
        begun = session.noting(place)
        return kind.ask(address, replace(made, text=around.replace("{}", made.text)), begun)


def _taken(rows: Rows, most: int, place: Path) -> list[Sequence[Any]]:
    """Return the first *most* rows, and note on the way how many there are."""
    found: list[Sequence[Any]] = []
    while part := list(islice(rows, min(_ROWS_A_MARK, most - len(found)))):
        found += part
        note(place, Mark(len(found)))
    return found
