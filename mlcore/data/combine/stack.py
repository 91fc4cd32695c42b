"""Many tables of the same columns → one: for the files of months, shops or sensors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from mlcore.data.children import Task, done
from mlcore.data.combine.keys import WORDS, stored
from mlcore.data.combine.messages import COLUMNS_DIFFER, ENDS, TYPES_DIFFER
from mlcore.data.dataset import Dataset, Lineage, Notice, Reject
from mlcore.data.limits import check
from mlcore.data.made import keep
from mlcore.errors import LoupeError, Where
from mlcore.language import translate
from mlcore.settings import Settings, load
from mlcore.types import fingerprint

VERSION = 1
"""Part of each fingerprint: raised when the same tables are put together otherwise."""
_TYPES = {"integer": "Int64", "number": "Float64", "boolean": "Boolean", "date": "Datetime"}
_EMPTY = "empty"
_NUMBERS = {"integer", "number"}
_SHOWN = 3


def stack(
    tables: Sequence[Dataset], *, name: str | None = None, settings: Settings | None = None
) -> Dataset:
    """Return the rows of all *tables*, one below the other, as one.

    Every table must have the columns of the first, in any order, and each column the same sort
    of cells in all of them: whole numbers become decimal ones where that loses nothing, and a
    column without a value fits any.

    Parameters
    ----------
    tables : sequence of Dataset
        One at least.
    name : str or None
        Label of the result; None: what the names begin with.
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        ``columns_differ`` or ``types_differ``, with the table and the columns;
        ``inexact_numbers``; ``table_too_long``; ``combine_memory`` or ``combine_time``.
    """
    settings = settings or load()
    first = tables[0]
    for other in tables[1:]:
        _check_names(first, other)
    columns = [_column(tables, column) for column in first.names]
    label = name or common_name([table.name for table in tables])
    check(sum(table.rows for table in tables), len(columns), settings, label)
    files = [str(table.objects.path(table.object).absolute()) for table in tables]
    request = {"files": files, "columns": columns, "call": "stack"}
    task = Task("mlcore.data.combine.build:stacked", request, label, ENDS)
    with done(task, settings) as (made, place):
        kept = keep(first.objects, place)
    sources = tuple(table.lineage.source for table in tables)
    lineage = Lineage(_listed(sources), (("files", sources),))
    identity = fingerprint("stack", VERSION, [table.fingerprint for table in tables])
    return Dataset(
        label, identity, made.rows, made.columns, kept, first.objects, lineage,
        _rejects(tables), _notices(tables),
    )  # fmt: skip


def common_name(names: Sequence[str]) -> str:
    """Return what all *names* begin with, or the first and how many more there are."""
    letters = takewhile(lambda place: len(set(place)) == 1, zip(*names, strict=False))
    begin = "".join(place[0] for place in letters).rstrip(" _-.(0123456789")
    return begin or f"{names[0]} + {len(names) - 1}"[:120]


def _check_names(first: Dataset, other: Dataset) -> None:
    more = [name for name in other.names if name not in set(first.names)]
    lacking = [name for name in first.names if name not in set(other.names)]
    if not more and not lacking:
        return
    parts = [f"{translate('has')} {_quoted(more)}"] if more else []
    parts += [f"{translate('lacks')} {_quoted(lacking)}"] if lacking else []
    facts = {"name": other.name, "first": first.name, "how": " and ".join(parts)}
    raise LoupeError(COLUMNS_DIFFER, Where(file=other.name, column=(more or lacking)[0]), **facts)


def _column(tables: Sequence[Dataset], name: str) -> dict[str, Any]:
    """Return where the cells of a column lie in each table, and what they become."""
    sorts = [_sort(table, name) for table in tables]
    known = [sort for sort in sorts if sort != _EMPTY] or ["text"]
    into = "number" if set(known) == _NUMBERS else known[0]
    for table, sort in zip(tables, sorts, strict=True):
        if sort not in (into, _EMPTY) and not (into == "number" and sort == "integer"):
            facts = {
                "name": name, "first": tables[sorts.index(into)].name, "other": table.name,
                "left_kind": translate(WORDS[into]), "right_kind": translate(WORDS[sort]),
            }  # fmt: skip
            raise LoupeError(TYPES_DIFFER, Where(file=table.name, column=name), **facts)
    kinds = [t.column(name).kind for t, sort in zip(tables, sorts, strict=True) if sort == into]
    return {
        "name": name, "type": _TYPES.get(into, "String"), "kind": (kinds or ["text"])[0],
        "places": [table.names.index(name) for table in tables],
        "empty": [sort == _EMPTY for sort in sorts],
        "widened": [into == "number" and sort == "integer" for sort in sorts],
    }  # fmt: skip


def _sort(table: Dataset, name: str) -> str:
    return _EMPTY if table.column(name).missing == table.rows else stored(table, name)


def _rejects(tables: Sequence[Dataset]) -> tuple[Reject, ...]:
    """Return the lines set aside of all tables; the reason says of which file they are."""
    return tuple(
        Reject(line.line, line.text, f"{line.reason} ({table.lineage.source})")
        for table in tables
        for line in table.rejects
    )


def _notices(tables: Sequence[Dataset]) -> tuple[Notice, ...]:
    told = Notice("stacked", (("count", len(tables)), ("names", tuple(t.name for t in tables))))
    return (told, *dict.fromkeys(notice for table in tables for notice in table.warnings))


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name[:60]}”" for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    return f"{shown} {translate('and')} {more} {translate('more')}" if more > 0 else shown


def _listed(sources: Sequence[str]) -> str:
    more = len(sources) - _SHOWN
    shown = " + ".join(source[:60] for source in sources[:_SHOWN])
    return f"{shown} + {more}" if more > 0 else shown
