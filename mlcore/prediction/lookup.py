"""Training rows kept with a model, found by what a person types."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from mlcore.errors import LoupeError, Where
from mlcore.numbers import when
from mlcore.prediction import messages
from mlcore.prediction.cells import PARSERS, Bad
from mlcore.prediction.model import Model

_TERM = re.compile(r"\s*(?P<name>.+?)\s*(?P<sign><=|>=|!=|=|<|>)\s*(?P<value>.*?)\s*")
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "!=": operator.ne,
    "=": operator.eq, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
DAY = len("2026-01-31")
Row = tuple[Any, ...]
Test = Callable[[Row], bool]


def look_up(model: Model, text: str, most: int = 50) -> tuple[int, ...]:
    """Return the places, in ``model.sample.rows``, of the rows that fit all terms of *text*.

    Parameters
    ----------
    model : Model
        Whose kept rows are looked through.
    text : str
        Terms with commas between: ``age > 60, ward = icu``, or a word that some value contains.
        Empty text fits every row.
    most : int
        Rows returned.

    Raises
    ------
    LoupeError
        ``unknown_field`` for a comparison with what is no input of the model.
    """
    tests = [_test(model, term) for term in text.split(",") if term.strip()]
    rows = enumerate(model.sample.rows)
    found = (place for place, row in rows if all(test(row) for test in tests))
    return tuple(place for place, _ in zip(found, range(most), strict=False))


def _test(model: Model, term: str) -> Test:
    match = _TERM.fullmatch(term)
    if match is None:
        word = term.strip().casefold()
        return lambda row: any(word in _text(value) for value in row)
    place = _place(model, match["name"])
    compare, wanted = SIGNS[match["sign"]], match["value"]
    return lambda row: _fits(row[place], compare, wanted)


def _place(model: Model, name: str) -> int:
    names = [field.casefold() for field in model.signature.names]
    if name.casefold() not in names:
        known = ", ".join(model.signature.names[:8])
        raise LoupeError(
            messages.UNKNOWN_FIELD, Where(field=name[:60]), name=name[:60], known=known
        )
    return names.index(name.casefold())


def _fits(value: Any, compare: Callable[[Any, Any], Any], wanted: str) -> bool:
    """Compare as numbers where both are, else as texts; a missing value fits no comparison."""
    if value is None:
        return False
    if isinstance(value, datetime):  # a day alone means all of it
        return bool(compare(when(value)[: max(DAY, len(wanted))], wanted.replace("T", " ")))
    if isinstance(value, bool):
        said = PARSERS["boolean"](wanted)
        return not isinstance(said, Bad) and bool(compare(value, said))
    try:
        pair = (float(value), float(wanted))
    except (TypeError, ValueError):
        return bool(compare(_text(value), wanted.casefold()))
    return bool(compare(*pair))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    shown = when(value) if isinstance(value, datetime) else str(value)
    return shown.removesuffix(".0").casefold()
