"""One value of one input: is it what the model was trained on, and what is it then?

A reader takes a field and a cell and returns the value, ``None`` for missing, or a
:class:`Bad`. JSON is strict (``"1.5"`` is no number); text cells of files are parsed first.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mlcore.types import Field, Kind

LONGEST = 100_000
"""Characters of one text value."""
INT64 = (-(2**63), 2**63 - 1)
YES = frozenset({"true", "yes", "1", "t", "y"})
NO = frozenset({"false", "no", "0", "f", "n"})


@dataclass(frozen=True)
class Bad:
    """A value that does not fit; the code says why."""

    code: str


Read = Callable[[Any], Any]


def form(field: Field) -> Kind:
    """Return the kind of value a field stores: a category of numbers stores numbers."""
    if field.kind not in ("category", "text"):
        return field.kind
    dtype = field.dtype.lower()
    for prefix, kind in STORED:
        if dtype.startswith(prefix):
            return kind
    return "text"


STORED: tuple[tuple[str, Kind], ...] = (
    ("int", "integer"),
    ("uint", "integer"),
    ("float", "number"),
    ("bool", "boolean"),
    ("datetime", "date"),
)


def number(cell: Any) -> Any:
    """Read a JSON number."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return Bad("not_a_number")
    try:
        value = float(cell)
    except OverflowError:
        return Bad("too_large")
    return value if math.isfinite(value) else Bad("not_finite")


def integer(cell: Any) -> Any:
    """Read a JSON whole number; 3.0 is one."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return Bad("not_a_number")
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return Bad("not_finite")
        if not cell.is_integer():
            return Bad("not_whole")
    value = int(cell)
    return value if INT64[0] <= value <= INT64[1] else Bad("too_large")


def boolean(cell: Any) -> Any:
    """Read a JSON true or false."""
    return cell if isinstance(cell, bool) else Bad("not_a_boolean")


def text(cell: Any) -> Any:
    """Read a JSON string."""
    if not isinstance(cell, str):
        return Bad("not_text")
    if len(cell) > LONGEST:
        return Bad("too_long")
    return cell if cell.isascii() or _storable(cell) else Bad("bad_text")


def _storable(cell: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in cell)


def moment(cell: Any) -> Any:
    """Read a date in ISO 8601 form, or a date object of a form."""
    if isinstance(cell, str):
        try:
            cell = datetime.fromisoformat(cell.strip())
        except ValueError:
            return Bad("not_a_date")
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime(cell.year, cell.month, cell.day)
    if not isinstance(cell, datetime):
        return Bad("not_a_date")
    return Bad("date_zone") if cell.tzinfo else cell


STRICT: dict[Kind, Read] = {
    "number": number,
    "integer": integer,
    "boolean": boolean,
    "text": text,
    "date": moment,
}


def json_reader(field: Field) -> Read:
    """Return the strict reader for JSON values of *field*.

    A category whose training values were numbers or booleans also takes their text, because
    that is how the choices are shown.
    """
    kind = form(field)
    strict = STRICT[kind]
    if field.kind != "category" or kind in ("text", "date"):
        return strict
    parse = text_reader(field)
    return lambda cell: parse(cell) if isinstance(cell, str) else _choice(strict(cell))


def text_reader(field: Field) -> Read:
    """Return the reader for text cells of a file; blank is missing except for text."""
    kind = form(field)
    parse = PARSERS[kind]
    wrap = _choice if field.kind == "category" and kind not in ("text", "date") else _same

    def read(cell: Any) -> Any:
        blank = isinstance(cell, str) and not cell.strip()
        return None if blank else wrap(parse(cell))

    return read


def loose_reader(field: Field) -> Read:
    """Return the reader for cells of a data frame: typed values as they are, text parsed."""
    kind = form(field)
    strict, parse = STRICT[kind], text_reader(field)

    def read(cell: Any) -> Any:
        if isinstance(cell, str):
            return strict(cell) if kind == "text" else parse(cell)
        if kind == "text" and isinstance(cell, (bool, int, float)):
            return _as_text(cell)
        if kind == "boolean" and cell in (0, 1):
            return bool(cell)
        return strict(cell)

    return read


def _same(value: Any) -> Any:
    return value


def _choice(value: Any) -> Any:
    return Bad("not_a_choice") if isinstance(value, Bad) else value


def _as_text(cell: bool | int | float) -> str:
    whole = isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15
    return str(int(cell)) if whole else str(cell)


def _parse_number(cell: str) -> Any:
    try:
        value = number(float(cell)) if "_" not in cell else Bad("unreadable_number")
    except ValueError:
        return Bad("unreadable_number")
    return value


def _parse_integer(cell: str) -> Any:
    plain = cell.strip()
    if plain.lstrip("+-").isdigit() and plain.isascii():
        return integer(int(plain)) if len(plain) < 30 else Bad("too_large")
    value = _parse_number(cell)
    return value if isinstance(value, Bad) else integer(value)


def _parse_boolean(cell: str) -> Any:
    plain = cell.strip().lower()
    return True if plain in YES else False if plain in NO else Bad("not_a_boolean")


PARSERS: dict[Kind, Read] = {
    "number": _parse_number,
    "integer": _parse_integer,
    "boolean": _parse_boolean,
    "text": text,
    "date": moment,
}
