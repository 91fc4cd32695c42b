"""Two datasets → one: a join by key or an append, with its report and both parents named."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mlcore.data.children import Task, done
from mlcore.data.combine import columns
from mlcore.data.combine.keys import WORDS, On, Pairs, pairs_of, stored
from mlcore.data.combine.matches import HOWS, How, Matches
from mlcore.data.combine.messages import ENDS, JOIN_TOO_LONG, KINDS_DIFFER, UNKNOWN_JOIN
from mlcore.data.combine.report import of_append, of_join
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.limits import check
from mlcore.data.made import keep
from mlcore.errors import LoupeError, Where
from mlcore.language import translate
from mlcore.settings import Settings, load
from mlcore.types import fingerprint

VERSION = 1
"""Part of each fingerprint: raised when the same tables are put together otherwise."""
SUFFIX = "_right"
_TYPES = {"integer": "Int64", "number": "Float64", "boolean": "Boolean", "date": "Datetime"}
_PLACE = "mlcore.data.combine.build:"


def matches(first: Dataset, second: Dataset, on: On, settings: Settings | None = None) -> Matches:
    """Return how the rows of two tables meet; nothing is built.

    Parameters
    ----------
    first, second : Dataset
        The tables.
    on : str, or sequence of str or (str, str)
        The key: columns of both, or pairs of a column of each.
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        ``no_keys``, ``no_column``, ``keys_differ``; ``combine_memory`` or ``combine_time``.
    """
    pairs = pairs_of(first, second, on)
    request = {**_files(first, second), "keys": _keys(first, second, pairs)}
    with done(_task("matched", request, first), settings or load()) as (made, _):
        return Matches(**dict(made.facts))


def join(
    first: Dataset,
    second: Dataset,
    on: On,
    how: How = "left",
    *,
    suffix: str = SUFFIX,
    name: str | None = None,
    settings: Settings | None = None,
) -> Dataset:
    """Return the rows of two tables side by side where their keys are equal.

    Rows that meet several partners stand once for each; a row without a key meets none, as in
    SQL. Order: the first table's, then the second's. Its ``warnings`` say how many rows found
    no partner or several.

    Parameters
    ----------
    first, second, on
        As :func:`matches`.
    how : {"left", "inner", "outer"}
        Rows without a partner are kept of the first table, of none, or of both.
    suffix : str
        Added to a column of the second table whose name is taken.
    name : str or None
        Label of the result; None: both names.
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        ``unknown_join``, ``join_too_long`` before anything is built, ``table_too_wide``; and as
        :func:`matches`.
    """
    settings = settings or load()
    if how not in HOWS:
        raise LoupeError(UNKNOWN_JOIN, Where(field="how"), how=str(how)[:40], names=", ".join(HOWS))
    pairs = pairs_of(first, second, on)
    met = matches(first, second, pairs, settings)
    taken = columns.taken(first, second, pairs, suffix)
    label = name or f"{first.name} + {second.name}"
    _check_size(met, how, len(taken), label, settings)
    request = {
        **_files(first, second), "call": "join", "how": how,
        "keys": _keys(first, second, pairs), "columns": [asdict(column) for column in taken],
    }  # fmt: skip
    options = (("join", how), ("on", pairs), ("suffix", suffix))
    told = of_join(met, how, (first.name, second.name), taken)
    return _made(_task("joined", request, first), (first, second), options, label, told, settings)


def append(
    first: Dataset, second: Dataset, *, name: str | None = None, settings: Settings | None = None
) -> Dataset:
    """Return the rows of *second* below those of *first*, columns brought together by name.

    A column that only one table has is missing in the rows of the other; ``warnings`` name it.

    Parameters
    ----------
    first, second : Dataset
        The tables.
    name : str or None
        Label of the result; None: both names.
    settings : Settings or None
        Limits; None: the process's.

    Raises
    ------
    LoupeError
        ``kinds_differ``, ``inexact_numbers``, ``table_too_long``, ``table_too_wide``;
        ``combine_memory`` or ``combine_time``.
    """
    settings = settings or load()
    places = [{n: i for i, n in enumerate(data.names)} for data in (first, second)]
    together = [
        _together(first, second, column, places)
        for column in dict.fromkeys((*first.names, *second.names))
    ]
    label = name or f"{first.name} + {second.name}"
    check(first.rows + second.rows, len(together), settings, label)
    request = {**_files(first, second), "call": "append", "columns": together}
    told = of_append(first, second)
    task = _task("appended", request, first)
    return _made(task, (first, second), (("append", second.rows),), label, told, settings)


def _together(
    first: Dataset, second: Dataset, name: str, places: list[dict[str, int]]
) -> dict[str, Any]:
    """Return where the cells of a column lie in both tables, and what they become."""
    left, right = (place.get(name) for place in places)
    kinds = [
        stored(data, name)
        for data, at in ((first, left), (second, right))
        if at is not None
    ]  # fmt: skip
    if len(set(kinds)) > 1 and set(kinds) != {"integer", "number"}:
        facts = {"left_kind": translate(WORDS[kinds[0]]), "right_kind": translate(WORDS[kinds[1]])}
        raise LoupeError(KINDS_DIFFER, Where(column=name), name=name, **facts)
    widened = ("left" if kinds[0] == "integer" else "right") if len(set(kinds)) > 1 else ""
    into = "number" if widened else kinds[0]
    kind = (second if left is None or widened == "left" else first).column(name).kind
    return {
        "name": name, "left": left, "right": right, "type": _TYPES.get(into, "String"),
        "widened": widened, "kind": kind,
    }  # fmt: skip


def _check_size(met: Matches, how: How, columns: int, label: str, settings: Settings) -> None:
    rows, most = met.rows(how), settings.max_rows
    if rows > most:
        where = Where(file=label)
        multiplied = met.left_multiplied
        raise LoupeError(JOIN_TOO_LONG, where, rows=rows, multiplied=multiplied, most=most)
    check(rows, columns, settings, label)


def _files(first: Dataset, second: Dataset) -> dict[str, str]:
    sides = (("left", first), ("right", second))
    return {side: str(data.objects.path(data.object).absolute()) for side, data in sides}


def _keys(first: Dataset, second: Dataset, pairs: Pairs) -> list[dict[str, Any]]:
    return [
        {
            "left": first.names.index(left), "right": second.names.index(right),
            "left_stored": stored(first, left), "right_stored": stored(second, right),
        }
        for left, right in pairs
    ]  # fmt: skip


def _task(call: str, request: dict[str, Any], first: Dataset) -> Task:
    return Task(f"{_PLACE}{call}", request, first.name, ENDS)


def _made(
    task: Task,
    parents: tuple[Dataset, Dataset],
    options: tuple[tuple[str, Any], ...],
    name: str,
    told: Any,
    settings: Settings,
) -> Dataset:
    first, second = parents
    with done(task, settings) as (made, place):
        stored_as = keep(first.objects, place)
    lineage = Lineage(
        f"{first.name} + {second.name}", options, first.fingerprint, others=(second.fingerprint,)
    )
    identity = fingerprint("combine", VERSION, first.fingerprint, second.fingerprint, options)
    return Dataset(
        name, identity, made.rows, made.columns, stored_as, first.objects, lineage, warnings=told
    )
