"""What a column is beyond how it is stored: an id, an order of levels, money, a place …"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mlcore.profiling.column import ColumnProfile, Role

SHARE = 0.9
"""So many of the different texts must fit a pattern."""
LOOKED_AT = 1_000
"""Different texts that are compared with the patterns, the most frequent ones."""
FEWEST_ROWS = 20
NEARLY = 0.98
LONGEST_ID = 100
"""Longer texts are prose, which differs from row to row and yet is worth learning from."""
MOST_RATINGS = 10

ORDERS: tuple[tuple[str, ...], ...] = (
    ("very low", "low", "medium low", "medium", "medium high", "high", "very high"),
    ("low", "moderate", "high", "severe"),
    ("low", "mid", "high"),
    ("none", "mild", "moderate", "severe", "critical"),
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    ("extra small", "small", "medium", "large", "extra large"),
    ("very poor", "poor", "fair", "average", "good", "very good", "excellent"),
    ("fair", "good", "very good", "premium", "ideal"),
    ("bad", "ok", "good"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("very unsatisfied", "unsatisfied", "neutral", "satisfied", "very satisfied"),
    ("primary", "secondary", "tertiary"),
    ("bronze", "silver", "gold", "platinum"),
    ("first", "second", "third", "fourth", "fifth"),
    ("1st", "2nd", "3rd", "4th", "5th"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    ("january", "february", "march", "april", "may", "june", "july", "august", "september",
     "october", "november", "december"),
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
)  # fmt: skip
"""Levels whose order everybody knows, in that order."""
_ANSWERS = (
    frozenset(("yes", "no")), frozenset(("y", "n")), frozenset(("true", "false")),
    frozenset(("t", "f")), frozenset(("on", "off")), frozenset(("0", "1")),
)  # fmt: skip
_BRACKET = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)\s?(?:-|–|to)\s?\d+(?:\.\d+)?|(?P<under>[<≤]=?\s?\d+(?:\.\d+)?)"
    r"|(?:[>≥]=?\s?(?P<over>\d+(?:\.\d+)?))|(?P<plus>\d+(?:\.\d+)?)\s?\+"
)
_AMOUNT = r"\d[\d.,'’ ]*"
_MONEY = r"(?:[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY)\b)"
CURRENCY = re.compile(rf"[-+(]?\s?{_MONEY}\s?[-+]?{_AMOUNT}\)?|[-+(]?{_AMOUNT}\s?{_MONEY}\)?")
PERCENT = re.compile(r"[-+]?\s?\d+([.,]\d+)?\s?%")
_CLOCK = re.compile(r"(\d+):[0-5]\d:[0-5]\d(\.\d+)?")
_SPAN = re.compile(
    r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
    r"|(\d+(\.\d+)?\s?(days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|sec|ms)\s?)+",
    re.IGNORECASE,
)
_LATITUDE = re.compile(r"(?:^|[^a-z])lat(?:itude)?(?:$|[^a-z])|latitude", re.IGNORECASE)
_LONGITUDE = re.compile(
    r"(?:^|[^a-z])(?:lon|lng|long)(?:gitude)?(?:$|[^a-z])|longitude", re.IGNORECASE
)


@dataclass(frozen=True)
class Seen:
    """What the role is told from: numbers, storage type, and the most frequent texts."""

    column: ColumnProfile
    dtype: str = ""
    values: tuple[str, ...] = ()
    rows: int = 0


def role(seen: Seen) -> Role:
    """Return what the column is: the first role of the table below that fits."""
    return next(name for name, fits in _ROLES if fits(seen))


def geographic_pairs(columns: Iterable[ColumnProfile]) -> tuple[tuple[str, str], ...]:
    """Return (latitude, longitude) columns that belong together: by what is left of their names."""
    sides: dict[str, dict[str, str]] = {"latitude": {}, "longitude": {}}
    for column in columns:
        if column.role in sides:
            sides[column.role].setdefault(_rest(column.name), column.name)
    found = sides["longitude"]
    return tuple((name, found[rest]) for rest, name in sides["latitude"].items() if rest in found)


def latitude_name(name: str) -> bool:
    """Tell whether a column of this name holds latitudes."""
    return bool(_LATITUDE.search(name))


def longitude_name(name: str) -> bool:
    """Tell whether a column of this name holds longitudes."""
    return bool(_LONGITUDE.search(name))


def in_order(values: Sequence[str]) -> tuple[str, ...] | None:
    """Return *values* in the order everybody knows (low, medium, high; 18-24, 25-34); or None."""
    plain = {value: " ".join(re.sub(r"[_-]", " ", value).split()).casefold() for value in values}
    if len(set(plain.values())) < 3:
        return None
    for order in ORDERS:
        if set(plain.values()) <= set(order):
            return tuple(sorted(values, key=lambda value: order.index(plain[value])))
    starts = [(_start(value), value) for value in values]
    if any(start is None for start, _ in starts):
        return None
    return tuple(value for _, value in sorted(starts, key=lambda pair: pair[0] or 0.0))


def names_rows(column: ColumnProfile, rows: int) -> bool:
    """Tell whether nearly every row has a value of its own that only names it.

    Whole numbers count when they leave no more gaps than values (1, 2, 3 …), so that a
    measurement in fine units does not; texts when they are short.
    """
    if rows < FEWEST_ROWS or column.unique < NEARLY * rows:
        return False
    if column.kind == "integer" and column.quantiles is not None:
        low, high = float(column.quantiles.low), float(column.quantiles.high)
        return high - low < 2 * column.unique
    return column.longest is not None and column.longest <= LONGEST_ID


def mostly(values: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Tell whether nine in ten of *values* are written as *pattern* says."""
    fitting = sum(bool(pattern.fullmatch(value)) for value in values)
    return bool(values) and fitting >= SHARE * len(values)


def _rest(name: str) -> str:
    return _LONGITUDE.sub("|", _LATITUDE.sub("|", name)).casefold()


def _start(value: str) -> float | None:
    found = _BRACKET.fullmatch(value.strip())
    if found is None:
        return None
    if found["under"]:
        return float("-inf")
    # "65+" and "> 65" come after "55-65"
    return float(found["low"] or found["over"] or found["plus"])


def _boolean(seen: Seen) -> bool:
    if seen.column.kind == "boolean":
        return True
    answers = frozenset(value.casefold() for value in seen.values)
    if seen.column.kind == "integer" and seen.column.quantiles is not None:
        ends = (seen.column.quantiles.low, seen.column.quantiles.high)
        return seen.column.unique == 2 and ends == (0, 1)
    return answers in _ANSWERS


def _degrees(reach: float, named: Callable[[str], bool]) -> Callable[[Seen], bool]:
    def fits(seen: Seen) -> bool:
        quantiles = seen.column.quantiles
        if not seen.column.numeric or quantiles is None or not named(seen.column.name):
            return False
        # a few impossible values are a finding, not another role
        return -reach <= float(quantiles.q05) and float(quantiles.q95) <= reach

    return fits


def _ordinal(seen: Seen) -> bool:
    column = seen.column
    if column.kind == "integer" and column.quantiles is not None:
        few = 3 <= column.unique <= MOST_RATINGS
        return few and (column.quantiles.low, column.quantiles.high) == (1, column.unique)
    return column.kind in ("category", "text") and in_order(seen.values) is not None


def _duration(seen: Seen) -> bool:
    if seen.dtype.startswith("timedelta"):
        return True
    if mostly(seen.values, _SPAN):
        return True
    hours = [found for value in seen.values if (found := _CLOCK.fullmatch(value))]
    named = re.search(r"duration|elapsed|lap", seen.column.name, re.IGNORECASE) is not None
    whole = bool(seen.values) and len(hours) >= SHARE * len(seen.values)
    return whole and (named or any(int(found[1]) >= 24 for found in hours))


_ROLES: tuple[tuple[Role, Callable[[Seen], bool]], ...] = (
    ("empty", lambda seen: seen.column.unique == 0),
    ("constant", lambda seen: seen.column.unique == 1),
    ("boolean", _boolean),
    ("duration", _duration),
    ("date", lambda seen: seen.column.kind == "date"),
    ("latitude", _degrees(90, latitude_name)),
    ("longitude", _degrees(180, longitude_name)),
    ("percent", lambda seen: mostly(seen.values, PERCENT)),
    ("currency", lambda seen: mostly(seen.values, CURRENCY)),
    ("ordinal", _ordinal),
    ("id", lambda seen: names_rows(seen.column, seen.rows)),
    ("integer", lambda seen: seen.column.kind == "integer"),
    ("numeric", lambda seen: seen.column.kind == "number"),
    ("category", lambda seen: seen.column.kind == "category"),
    ("text", lambda seen: True),
)
