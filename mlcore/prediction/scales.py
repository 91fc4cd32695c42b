"""What a column's name and values say of its scale: the unit, and the ends it cannot pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mlcore.types import Field

_WRITTEN: Mapping[str, str] = {
    "mm": "mm", "cm": "cm", "km": "km", "mg": "mg", "kg": "kg", "lb": "lb", "lbs": "lb", "ml": "ml",
    "ms": "ms", "sec": "s", "secs": "s", "seconds": "s", "min": "min", "mins": "min",
    "minutes": "min", "hours": "h", "hrs": "h", "days": "days", "weeks": "weeks",
    "months": "months", "years": "years", "pct": "%", "percent": "%", "percentage": "%",
    "celsius": "°C", "fahrenheit": "°F", "usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF",
    "kmh": "km/h", "mph": "mph", "hpa": "hPa", "mmhg": "mmHg", "kwh": "kWh", "kw": "kW",
    "mgl": "mg/l", "mgdl": "mg/dl", "sqft": "sq ft", "sqm": "m²", "km2": "km²", "m2": "m²",
}  # fmt: skip
"""Endings of names that are units, and how they are written."""
_IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]{1,12}?)\s*[)\]]\s*$")
_LETTER = re.compile(r"[^\W\d_]|[%°€$£]")
_RATED = re.compile(r"(?:^|[_\W])(?:rating|stars|satisfaction|likert|grade)s?(?:$|[_\W])", re.I)
_ENDS: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(r"(?:^|[_\W])hour(?:_of_day)?$", re.I), 0, 23),
    (re.compile(r"(?:^|[_\W])month$", re.I), 1, 12),
    (re.compile(r"(?:^|[_\W])weekday$|day_of_week$", re.I), 0, 6),
    (re.compile(r"(?:^|[_\W])weekday$|day_of_week$", re.I), 1, 7),
)
"""Whole numbers that can only lie between these, by their names."""
MOST_RATING = 10
NEARLY = 0.1
"""A share reaches so near to 0 and to 1, else it may be another small number."""


@dataclass(frozen=True)
class Bounds:
    """Where a number must lie, whatever training had."""

    low: float
    high: float
    step: float


def moments(field: Field) -> bool:
    """Tell whether the dates of *field* have times of day, by those known from training."""
    return any("T" in str(known) for known in (field.low_date, field.high_date, field.typical))


def unit(name: str) -> str:
    """Return the unit that a column's name ends with, as it is written; empty where it has none.

    Parameters
    ----------
    name : str
        ``"bill_length_mm"`` gives ``"mm"``, ``"temp (°C)"`` gives ``"°C"``.
    """
    found = _IN_BRACKETS.search(name)
    if found is not None:
        inside = found[1]
        return _WRITTEN.get(inside.casefold(), inside) if _LETTER.search(inside) else ""
    words = re.split(r"[_\s.]+", name.strip())
    return _WRITTEN.get(words[-1].casefold(), "") if len(words) > 1 else ""


def bounds(field: Field) -> Bounds | None:
    """Return the ends of a number that cannot lie elsewhere; None where there are none.

    Percentages, shares from nearly 0 to nearly 1, ratings, hours, months and days of the week:
    each only where all training values lie within.
    """
    if field.low is None or field.high is None or field.kind not in ("integer", "number"):
        return None
    found = _whole(field) if field.kind == "integer" else _share(field)
    low, high = (found.low, found.high) if found else (0.0, 100.0)
    if found is None and unit(field.name) != "%":
        return None
    inside = low <= field.low and field.high <= high
    return (found or Bounds(low, high, _step(field))) if inside else None


def _whole(field: Field) -> Bounds | None:
    assert field.low is not None
    assert field.high is not None
    for named, low, high in _ENDS:
        if named.search(field.name) and low <= field.low and field.high <= high:
            return Bounds(low, high, 1)
    rated = _RATED.search(field.name) is not None and field.high <= MOST_RATING
    return Bounds(field.low, field.high, 1) if rated and 0 <= field.low < field.high else None


def _share(field: Field) -> Bounds | None:
    assert field.low is not None
    assert field.high is not None
    near = 0 <= field.low <= NEARLY and 1 - NEARLY <= field.high <= 1
    return Bounds(0.0, 1.0, _step(field)) if near else None


def _step(field: Field) -> float:
    if field.kind == "integer":
        return 1
    return float(10.0 ** -min(3, max(1, field.decimals)))
