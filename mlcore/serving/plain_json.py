"""Bodies that are fine at sight: flat rows, each key once, no number beyond 64 bits.

A quick parser takes the last of two equal keys and turns long whole numbers into floats. Both can
be ruled out from outside: no run of 19 digits, and as many ``":`` in the text as keys were read,
with no space before a colon.
Inside a string that pair of characters only adds to the count, so an equal count proves that no
key was lost. Anything else, and whatever the parser refuses, is for the strict gate to explain.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
import orjson

_DIGITS = bytes(1 if chr(byte).isdecimal() and byte < 128 else 0 for byte in range(256))
LONGEST = 18
"""Digits in a row that are no cause for a closer look."""
_LONG = bytes([1]) * (LONGEST + 1)
_SPACED = (b" :", b"\t:", b"\n:", b"\r:")
LARGE = 4_096
"""Bytes from which arrays are quicker than searches."""
DIGITS = 10
_SCALARS = frozenset({str, int, float, bool, type(None)})


def at_sight(body: bytes) -> dict[str, Any] | None:
    """Return the object of *body*, or None when it has to be looked at more closely."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict):
        return None
    keys = _written(body) if len(body) < LARGE else _written_large(body)
    found = None if keys is None else _counted(value)
    if found is None or found[0] != keys:
        return None
    return value if _opened(body) == found[1] or _flat(value) else None


def _opened(body: bytes) -> int:
    """Return how many objects and lists are opened, those written inside of texts as well."""
    if len(body) < LARGE:
        return body.count(b"{") + body.count(b"[")
    letters = np.frombuffer(body, dtype=np.uint8)
    return int(np.count_nonzero(letters | 32 == ord("{")))  # "[" is "{" less that bit


def _written(body: bytes) -> int | None:
    """Return how often ``":`` is written; None with a long number, or a space before a colon."""
    if _LONG in body.translate(_DIGITS) or any(before in body for before in _SPACED):
        return None
    return body.count(b'":')


def _written_large(body: bytes) -> int | None:
    """Return the same, found by whole arrays."""
    letters = np.frombuffer(body, dtype=np.uint8)
    before, colon = letters[:-1], letters[1:] == ord(":")
    digit = letters - ord("0") < DIGITS  # unsigned: what is below "0" is large
    for step in (1, 2, 4, 8, LONGEST - 15):  # runs of 2, 4, 8, 16 and one more than the longest
        digit = digit[:-step] & digit[step:]
    if digit.any() or np.any(colon & (before <= ord(" "))):
        return None
    return int(np.count_nonzero(colon & (before == ord('"'))))


def _counted(value: dict[str, Any]) -> tuple[int, int] | None:
    """Return how many keys rows have in all, and how many objects and lists there are.

    None when it is not rows. What is inside the values of a row is not counted, so as many opening
    brackets in the text prove that there is nothing inside.
    """
    keys, parts = len(value), 1
    for item in value.values():
        if type(item) in _SCALARS:
            continue
        rows = [item] if isinstance(item, dict) else item
        kinds = set(map(type, rows))
        if not (kinds <= _SCALARS or kinds in ({dict}, {list})):
            return None
        keys += sum(map(len, rows)) if kinds == {dict} else 0
        parts += isinstance(item, list)
        parts += 0 if kinds <= _SCALARS else len(rows)
    return keys, parts


def _flat(value: dict[str, Any]) -> bool:
    """Tell whether all values of all rows are scalars."""
    rows = (row for item in value.values() if isinstance(item, (dict, list)) for row in _rows(item))
    values = chain.from_iterable(row.values() if isinstance(row, dict) else row for row in rows)
    return _SCALARS.issuperset(map(type, values))


def _rows(item: Any) -> list[Any]:
    """Return the rows in one part of the body."""
    if isinstance(item, dict):
        return [item]
    return [row for row in item if type(row) not in _SCALARS]
