"""JSON: a list of records, an object of columns, or one record per line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from mlcore.data import values
from mlcore.data.dataset import Notice, Reject
from mlcore.data.encoding import decode
from mlcore.data.messages import JSON_SHAPE, JSON_TOO_DEEP, NOT_JSON
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess, Raw
from mlcore.errors import LoupeError, Where

Record = dict[str, Any]


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
        body = json.loads(decoded.text, object_pairs_hook=_once, parse_int=_whole)
    except json.JSONDecodeError as error:
        where = Where(file=filename, line=error.lineno)
        raise LoupeError(NOT_JSON, where, line=error.lineno, character=error.colno) from error
    except RecursionError as error:
        raise LoupeError(JSON_TOO_DEEP, Where(file=filename)) from error
    except _TwiceError as error:
        found = f"an object with “{str(error)[:40]}” twice"
        raise LoupeError(JSON_SHAPE, Where(file=filename, column=str(error)), found=found) from None
    records, notices = _records(body, filename)
    return _raw(records, (), (*decoded.notices, *notices))


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
    return _raw(records, tuple(rejects), notices)


def _one_line(line: str, number: int, records: list[Record], rejects: list[Reject]) -> None:
    try:
        record = json.loads(line, object_pairs_hook=_once, parse_int=_whole)
        if isinstance(record, dict):
            records.append(record)
            return
        reason = "not a record"
    except json.JSONDecodeError as error:
        reason = f"not proper JSON at character {error.colno}"
    except RecursionError:
        reason = "nested too deeply"
    except _TwiceError as error:
        reason = f"“{str(error)[:40]}” stands twice"
    rejects.append(Reject(number, line.rstrip("\r")[:2000], reason))


def _once(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        seen: set[str] = set()
        raise _TwiceError(next(k for k, _ in pairs if k in seen or seen.add(k)))  # type: ignore[func-returns-value]
    return record


def _whole(digits: str) -> int | str:
    # Python refuses to convert very long numbers; nothing reads them as numbers anyway
    return int(digits) if len(digits) <= 30 else digits


def _records(body: Any, filename: str) -> tuple[list[Record], tuple[Notice, ...]]:
    where = Where(file=filename)
    if isinstance(body, dict):
        lists = [key for key, value in body.items() if isinstance(value, list)]
        lengths = {len(body[key]) for key in lists}
        if len(lists) == len(body) and len(lengths) == 1 and not _of_records(body[lists[0]]):
            return [
                dict(zip(lists, row, strict=True)) for row in zip(*body.values(), strict=True)
            ], ()
        tables = [key for key in lists if _of_records(body[key])]
        if len(tables) == 1:
            return list(body[tables[0]]), (Notice("json_part", (("key", tables[0][:40]),)),)
        if body and not lists:
            return [body], ()
        raise LoupeError(JSON_SHAPE, where, found="an object without one list of records")
    if not isinstance(body, list):
        raise LoupeError(JSON_SHAPE, where, found="a single value")
    return _listed(body, where), ()


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


def _raw(records: list[Record], rejects: tuple[Reject, ...], notices: Iterable[Notice]) -> Raw:
    names = tuple(dict.fromkeys(name for record in records for name in record))
    columns = tuple(values.column([record.get(name) for record in records]) for name in names)
    nested = tuple(
        name
        for name in names
        if any(isinstance(record.get(name), (list, dict)) for record in records)
    )
    found = (*notices, *((Notice("nested", (), nested),) if nested else ()))
    return Raw(names, columns, rejects, found, (Guess("header", True),), written=False)
