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

import orjson

_DIGITS = bytes(1 if chr(byte).isdecimal() and byte < 128 else 0 for byte in range(256))
_LONG = b"\1" * 19
_SPACED = (b" :", b"\t:", b"\n:", b"\r:")
_SCALARS = frozenset({str, int, float, bool, type(None)})


def at_sight(body: bytes) -> dict[str, Any] | None:
    """Return the object of *body*, or None when it has to be looked at more closely."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict) or _LONG in body.translate(_DIGITS):
        return None
    if any(before in body for before in _SPACED):
        return None
    keys = _keys(value)
    return value if keys is not None and keys == body.count(b'":') else None


def _keys(value: dict[str, Any]) -> int | None:
    """Return how many keys *value* has in all; None when it is not flat rows."""
    total = len(value)
    for item in value.values():
        inner = _inside(item)
        if inner is None:
            return None
        total += inner
    return total


def _inside(item: Any) -> int | None:
    """Return the keys inside one part of the body: a scalar, a row, or a list of either."""
    if type(item) in _SCALARS:
        return 0
    rows = [item] if isinstance(item, dict) else item
    kinds = set(map(type, rows))
    if kinds <= _SCALARS:
        return 0
    if kinds == {dict}:
        values = chain.from_iterable(row.values() for row in rows)
        return sum(map(len, rows)) if _SCALARS.issuperset(map(type, values)) else None
    if kinds == {list}:
        return 0 if _SCALARS.issuperset(map(type, chain.from_iterable(rows))) else None
    return None
