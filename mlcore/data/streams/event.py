"""One event as the server has it → a row, or the reason why it is none."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlcore.data.jsontable import Record, parse_record

MOST_DEPTH = 100
"""Levels of lists and objects inside an event."""
SHOWN = 2_000
"""Characters of a refused event that are kept."""
Fields = Mapping[bytes, bytes]


@dataclass(frozen=True)
class Entry:
    """An event as it came: its place in the stream, ``milliseconds-number``, and its fields."""

    offset: str
    fields: Fields

    @property
    def size(self) -> int:
        """Bytes of names and values."""
        return sum(len(name) + len(value) for name, value in self.fields.items())

    @property
    def seconds(self) -> float:
        """When the server took it, in seconds since 1970."""
        return int(self.offset.partition("-")[0]) / 1000


@dataclass(frozen=True)
class Row:
    """An event that was understood.

    Parameters
    ----------
    entry : Entry
        Where it came from.
    record : dict
        Its values by column.
    line : bytes
        The same as one line of JSON.
    odd : int
        How many values are infinite or not a number.
    """

    entry: Entry
    record: Record
    line: bytes
    odd: int


@dataclass(frozen=True)
class Refused:
    """An event that is set aside: where it is, the beginning of its text, and why."""

    offset: str
    text: str
    reason: str


def parse(entry: Entry, payload: str, most_bytes: int) -> Row | Refused:
    """Return *entry* as a row, or as refused; nothing about it can stop the stream.

    Parameters
    ----------
    entry : Entry
        As it came.
    payload : str
        Field that holds a JSON object; empty: the fields are the columns.
    most_bytes : int
        Largest event that is looked at.
    """
    if entry.size > most_bytes:
        size = f"{entry.size / 1e6:,.1f} MB, more than {most_bytes / 1e6:,.1f} MB"
        return _refused(entry, f"too large: {size}")
    try:
        texts = {name.decode(): value.decode() for name, value in entry.fields.items()}
    except UnicodeDecodeError:
        return _refused(entry, "not UTF-8 text")
    found = texts if not payload else _inside(texts, payload)
    if isinstance(found, str):
        return _refused(entry, found)
    return _row(entry, found)


def _inside(texts: Mapping[str, str], payload: str) -> Record | str:
    if payload not in texts:
        return f"no field “{payload[:40]}”"
    found = parse_record(texts[payload])
    if isinstance(found, dict) and _depth(found) > MOST_DEPTH:
        return "nested too deeply"
    return found


def _row(entry: Entry, record: Record) -> Row | Refused:
    if not record:
        return _refused(entry, "empty")
    try:
        line = json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return _refused(entry, "text with half a character")
    odd = sum(isinstance(v, float) and not math.isfinite(v) for v in record.values())
    return Row(entry, record, line, odd)


def _refused(entry: Entry, reason: str) -> Refused:
    parts = (b"%s=%s" % (name[:80], value[:SHOWN]) for name, value in entry.fields.items())
    text = b" ".join(part for part, _ in zip(parts, range(20), strict=False))[:SHOWN]
    return Refused(entry.offset, text.decode("utf-8", "replace").replace("\0", "␀"), reason)


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [part for parent in level for part in _parts(parent)]
    return depth - 1


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
