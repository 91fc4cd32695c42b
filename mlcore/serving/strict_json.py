"""The gate before any parsing of a request: bytes → JSON values, or a plain refusal.

The standard parser takes NaN, huge numbers, lone surrogates and repeated keys, and recursion
depth is the interpreter's; here each is refused with the path of the value.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from mlcore.errors import LoupeError, Where
from mlcore.serving import messages
from mlcore.serving.plain_json import at_sight

DEEPEST = 32
INT64 = (-(2**63), 2**63 - 1)
LONGEST_INTEGER = 4000
_SURROGATES = re.compile("[\ud800-\udfff]")
_HARMLESS = frozenset({bool, int, float, type(None)})


@dataclass(frozen=True)
class _Odd:
    """A number the parser met that JSON or 64 bits don't have."""

    reason: str


class _Object(dict[str, Any]):
    """An object that had one key twice."""

    twice = ""


def loads(body: bytes) -> Any:
    """Return the JSON value of *body*.

    Raises
    ------
    LoupeError
        ``empty_body``, ``bad_json`` (with line and column) or ``bad_json_value`` (with the
        path): everything the reply to which would otherwise be undefined.
    """
    if not body.strip():
        raise LoupeError(messages.EMPTY_BODY)
    body = body.removeprefix(b"\xef\xbb\xbf")
    plain = at_sight(body)
    if plain is not None:
        return plain
    text = _text(body)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        place = Where(line=error.lineno, field=f"column {error.colno}")
        raise LoupeError(messages.BAD_JSON, place, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise _deep("") from None
    _refuse(value, "", 0)
    return value


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise LoupeError(messages.NOT_UTF8, Where(line=line), line=line) from None


def _constant(name: str) -> Any:
    return _Odd(f"{name} is not JSON; send null for a missing value")


def _float(text: str) -> Any:
    value = float(text)
    return value if math.isfinite(value) else _Odd("the number is too large for 64 bits")


def _int(text: str) -> Any:
    if len(text) < LONGEST_INTEGER and INT64[0] <= (value := int(text)) <= INT64[1]:
        return value
    return _Odd("the whole number is beyond 64 bits")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    odd = _Object(made)
    for key, _ in pairs:
        if key in seen:
            odd.twice = key
        seen.add(key)
    return odd


def _refuse(value: Any, path: str, depth: int) -> None:
    """Raise for the first value below *path* that must not go on."""
    if isinstance(value, str):
        if not value.isascii() and _SURROGATES.search(value):
            raise _bad(path, "the text has half of a character pair (a lone surrogate)")
    elif isinstance(value, _Odd):
        raise _bad(path, value.reason)
    elif depth >= DEEPEST:
        raise _deep(path)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            if item.__class__ not in _HARMLESS:
                _refuse(item, f"{path}[{position}]", depth + 1)
    elif isinstance(value, dict):
        _refuse_object(value, path, depth + 1)


def _refuse_object(value: dict[str, Any], path: str, depth: int) -> None:
    if isinstance(value, _Object):
        raise _bad(f"{path}.{value.twice}" if path else value.twice, "the key is there twice")
    for key, item in value.items():
        if not key.isascii() and _SURROGATES.search(key):
            raise _bad(path, "a key has half of a character pair (a lone surrogate)")
        if item.__class__ not in _HARMLESS:
            _refuse(item, f"{path}.{key}" if path else key, depth)


def _bad(path: str, reason: str) -> LoupeError:
    shown = _SURROGATES.sub("?", path)[:200] or "the top"
    return LoupeError(messages.BAD_JSON_VALUE, Where(field=shown), path=shown, reason=reason)


def _deep(path: str) -> LoupeError:
    shown = _SURROGATES.sub("?", path)[:200] or "the top"
    return LoupeError(messages.TOO_DEEP, Where(field=shown), most=DEEPEST)
