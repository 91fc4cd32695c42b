"""JSON: a list of records, an object of columns, or one record per line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mlcore.data import values
from mlcore.data.dataset import Notice, Reject
from mlcore.data.encoding import decode
from mlcore.data.messages import JSON_SHAPE, JSON_TOO_DEEP, NO_TABLE, NOT_JSON
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where

Record = dict[str, Any]
MOST_SPREAD = 20
"""Levels of objects that are spread over columns; what is deeper stays text."""


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def read(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of a JSON document.

    Raises
    ------
    LoupeError
        ``not_json`` with the line, ``json_shape`` or ``json_too_deep``.
    """
    decoded = decode(data, options, filename)
    try:
        body = json.loads(
            decoded.text, object_pairs_hook=_once, parse_int=_whole, parse_float=_fraction
        )
    except json.JSONDecodeError as error:
        where = Where(file=filename, line=error.lineno)
        raise LoupeError(NOT_JSON, where, line=error.lineno, character=error.colno) from error
    except RecursionError as error:
        raise LoupeError(JSON_TOO_DEEP, Where(file=filename)) from error
    except _TwiceError as error:
        found = f"an object with “{str(error)[:40]}” twice"
        raise LoupeError(JSON_SHAPE, Where(file=filename, column=str(error)), found=found) from None
    records, notices, guesses = _records(body, options, filename)
    return _raw(records, (), (*decoded.notices, *notices), options, guesses)


def read_lines(data: bytes, options: ReadOptions, filename: str) -> Raw:
    """Return the columns of a file with one JSON record per line; bad lines are rejected."""
    decoded = decode(data, options, filename)
    records: list[Record] = []
    rejects: list[Reject] = []
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if line.strip():
            _one_line(line, number, records, rejects)
    if not records:
        first = rejects[0].line if rejects else 1
        raise LoupeError(NOT_JSON, Where(file=filename, line=first), line=first, character=1)
    notices = decoded.notices
    if rejects:
        facts = (("count", len(rejects)), ("line", rejects[0].line), ("why", rejects[0].reason))
        notices = (*notices, Notice("rejected", facts))
    return _raw(records, tuple(rejects), notices, options)


def parse_record(line: str) -> Record | str:
    """Return the record that *line* is in JSON, or in words why it is none."""
    try:
        record = json.loads(line, object_pairs_hook=_once, parse_int=_whole, parse_float=_fraction)
    except json.JSONDecodeError as error:
        return f"not proper JSON at character {error.colno}"
    except RecursionError:
        return "nested too deeply"
    except _TwiceError as error:
        return f"“{str(error)[:40]}” stands twice"
    return record if isinstance(record, dict) else "not a record"


def _one_line(line: str, number: int, records: list[Record], rejects: list[Reject]) -> None:
    found = parse_record(line)
    if isinstance(found, dict):
        records.append(found)
    else:
        rejects.append(Reject(number, line.rstrip("\r")[:2000], found))


def _once(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        seen: set[str] = set()
        raise _TwiceError(next(k for k, _ in pairs if k in seen or seen.add(k)))  # type: ignore[func-returns-value]
    return record


def _whole(digits: str) -> int | str:
    # Python refuses to convert very long numbers; nothing reads them as numbers anyway
    return int(digits) if len(digits) <= 30 else digits


def _fraction(digits: str) -> float | str:
    # as above; and what is beyond the largest float would become infinite
    number = float(digits)
    return digits if len(digits) > 30 or math.isinf(number) else number


def _records(
    body: Any, options: ReadOptions, filename: str
) -> tuple[list[Record], tuple[Notice, ...], tuple[Guess, ...]]:
    where = Where(file=filename)
    if isinstance(body, list):
        return _listed(body, where), (), ()
    if not isinstance(body, dict):
        raise LoupeError(JSON_SHAPE, where, found="a single value")
    lists = [key for key, value in body.items() if isinstance(value, list)]
    if len(lists) == len(body) and _columnar(list(body.values())):
        rows = zip(*body.values(), strict=True)
        return [dict(zip(lists, row, strict=True)) for row in rows], (), ()
    tables = [key for key in lists if _of_records(body[key])]
    if tables:
        return _part(body, tables, options, filename)
    if body and not lists:
        return [body], (), ()
    raise LoupeError(JSON_SHAPE, where, found="an object without a list of records")


def _columnar(lists: list[list[Any]]) -> bool:
    """Tell whether the lists are columns: of one length, and of something else than records."""
    same = len({len(column) for column in lists}) == 1
    return same and not any(_of_records(column) for column in lists)


def _part(
    body: Record, tables: list[str], options: ReadOptions, filename: str
) -> tuple[list[Record], tuple[Notice, ...], tuple[Guess, ...]]:
    key = tables[0] if options.table is None else options.table
    if key not in tables:
        listed = ", ".join(f"“{name[:40]}”" for name in tables[:5])
        raise LoupeError(NO_TABLE, Where(file=filename, field="table"), name=key[:80], names=listed)
    others = tuple(name for name in tables if name != key)
    notice = Notice("json_part", (("key", key[:40]),))
    if others:
        notice = Notice("other_lists", (("key", key[:40]), ("others", others)))
    told = (notice,) if options.table is None else ()
    return list(body[key]), told, (Guess("table", key, 1.0, others),)


def _listed(body: list[Any], where: Where) -> list[Record]:
    if not body:
        raise LoupeError(JSON_SHAPE, where, found="an empty list")
    if _of_records(body):
        return body
    if all(isinstance(row, list) for row in body):
        return [{f"column {i}": cell for i, cell in enumerate(row, 1)} for row in body]
    if not any(isinstance(row, (list, dict)) for row in body):
        return [{"value": cell} for cell in body]
    raise LoupeError(JSON_SHAPE, where, found="a list of records mixed with other things")


def _of_records(body: Sequence[Any]) -> bool:
    return bool(body) and all(isinstance(row, dict) for row in body)


def _raw(
    records: list[Record],
    rejects: tuple[Reject, ...],
    notices: Iterable[Notice],
    options: ReadOptions,
    guesses: tuple[Guess, ...] = (),
) -> Raw:
    made: tuple[str, ...] = ()
    if options.flatten:
        before = {name for record in records for name in record}
        records = [_flat(record) for record in records]
        names = tuple(dict.fromkeys(name for record in records for name in record))
        made = tuple(name for name in names if name not in before)
    names = tuple(dict.fromkeys(name for record in records for name in record))
    columns = tuple(values.column([record.get(name) for record in records]) for name in names)
    nested = tuple(
        name
        for name in names
        if any(isinstance(record.get(name), (list, dict)) for record in records)
    )
    found = [*notices]
    found += [Notice("flattened", (), made)] if made else []
    found += [Notice("nested", (), nested)] if nested else []
    return Raw(names, columns, rejects, tuple(found), guesses, written=False)


def _flat(record: Record) -> Record:
    """Return *record* with its objects' keys as ``outer.inner``; lists stay.

    A record where that would make two keys the same stays as it is.
    """
    pairs = list(_pairs(record, "", 0))
    flat = dict(pairs)
    return flat if len(flat) == len(pairs) else record


def _pairs(part: Record, prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in part.items():
        if isinstance(value, dict) and value and depth < MOST_SPREAD:
            yield from _pairs(value, f"{prefix}{key}.", depth + 1)
        else:
            yield f"{prefix}{key}", value
