"""Numbers, dates and booleans in writing → values, only when nothing is lost by it.

Each reader takes the distinct-or-not text values of one column (no missing ones, blanks around
them removed) and returns typed values, or None when one of them is not of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from mlcore.data.dataset import Notice

INTEGER = r"^-?(0|[1-9]\d*)$"
PLAIN = r"^-?((0|[1-9]\d*)(\.\d*)?|\.\d+)$"
SCIENTIFIC = r"^-?\d+((\.\d+)[eE][-+]?|[eE][-+])\d+$"
COMMA = r"^-?(0|[1-9]\d*)?,\d+$"
COMMA_OR_WHOLE = r"^-?(0|[1-9]\d*)?(,\d+)?$"
THOUSANDS = r"^-?[1-9]\d{0,2},\d{3}$"
DOTTED = r"^-?[1-9]\d{0,2}(\.\d{3})+$"
INFINITE = r"^[-+]?[iI]nf(inity)?$"
ISO_TIME = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?(Z|[-+]\d\d:?\d\d)?$"
PROBE = 100
MANY_DIGITS = 18
LARGEST_WHOLE_FLOAT = 2**53


@dataclass(frozen=True)
class Typed:
    """Values with what was noticed on the way."""

    values: pl.Series
    notice: Notice | None = None
    also: Notice | None = None


def integers(text: pl.Series) -> Typed | None:
    """Whole numbers as they are: no leading zeros, no plus sign, within 64 bits."""
    if not _all(text, INTEGER) or _any(text, r"^-0$"):
        return None
    values = text.cast(pl.Int64, strict=False)
    return None if values.null_count() else Typed(values)


def decimals(text: pl.Series) -> Typed | None:
    """Numbers with a decimal point or exponent; ``1e5`` alone is more likely a code."""
    plain = text.str.contains(PLAIN)
    infinite = text.str.contains(INFINITE)
    if not (plain | text.str.contains(SCIENTIFIC) | infinite).all() or infinite.all():
        return None
    values = text.str.to_lowercase().str.replace("^[+]", "").cast(pl.Float64, strict=False)
    if values.null_count() or (values.is_infinite() & ~infinite).any():
        return None
    if (text.str.contains(INTEGER) & _beyond(values)).any():
        return None
    count = int(infinite.sum())
    if count:
        return Typed(values, Notice("infinite", (("count", count),)))
    return Typed(values, rounded(text) or doubtful(text))


def _beyond(values: pl.Series) -> pl.Series:
    """Tell which values are too large for a float to keep each whole number."""
    return values.abs() >= LARGEST_WHOLE_FLOAT


def clear_decimals(text: pl.Series) -> Typed | None:
    """As :func:`decimals`, where commas stand before decimals and ``1.234`` may be 1234."""
    return None if may_be_grouped(text) else decimals(text)


def may_be_grouped(text: pl.Series) -> bool:
    """Tell whether each point in the values may stand between thousands."""
    pointed = text.filter(text.str.contains(".", literal=True))
    return len(pointed) > 0 and _all(pointed, DOTTED)


def doubtful(text: pl.Series) -> Notice | None:
    """Return a notice when each point might stand between thousands."""
    probe = text.head(PROBE)
    return Notice("maybe_thousands") if may_be_grouped(probe) and may_be_grouped(text) else None


def rounded(text: pl.Series) -> Notice | None:
    """Return a notice when numbers have more digits than a float can keep."""
    signs = text.str.starts_with("-").cast(pl.UInt32) + 1  # and the point
    long = text.filter(text.str.len_bytes() >= MANY_DIGITS + signs)
    if long.is_empty():
        return None
    count = int((digits(long) >= MANY_DIGITS).sum())
    return Notice("long_decimals", (("count", count),)) if count else None


def digits(numbers: pl.Series) -> pl.Series:
    """Return how many digits of *numbers* in writing tell their value."""
    bare = numbers.str.replace("[eE].*$", "").str.replace_all(r"^-?[0.]*|\.|0+$", "")
    return bare.str.len_bytes()


def decimal_commas(text: pl.Series) -> Typed | None:
    """Numbers like ``1,5``."""
    if not _all(text, COMMA_OR_WHOLE) or not _any(text, COMMA):
        return None
    pointed = text.str.replace(",", ".", literal=True)
    values = pointed.cast(pl.Float64, strict=False)
    if values.null_count() or (text.str.contains(INTEGER) & _beyond(values)).any():
        return None
    return Typed(values, Notice("decimal_comma"), rounded(pointed))


def clear_decimal_commas(text: pl.Series) -> Typed | None:
    """Numbers like ``1,5``, unless each might be thousands (``1,234``)."""
    return None if _all(text, THOUSANDS) else decimal_commas(text)


def booleans(text: pl.Series) -> Typed | None:
    """``true`` and ``false`` in any case; other pairs of words stay words."""
    low = text.str.to_lowercase()
    return Typed(low == "true") if low.is_in(["true", "false"]).all() else None


def dates(text: pl.Series) -> Typed | None:
    """Dates with or without a time, in one unambiguous form for the whole column."""
    even = _even(text)
    if even is not None:
        return even
    if not _all(text, r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"):
        return None
    return _iso(text) or _ordered(text)


def _even(text: pl.Series) -> Typed | None:
    """Dates, or times to the second, that are all as long as ISO writes them: no patterns."""
    lengths = text.str.len_bytes()
    shortest, longest = lengths.min(), lengths.max()
    if shortest != longest or longest not in (10, 19):
        return None
    if not _all(text.head(PROBE), ISO_TIME) or _any(text.head(PROBE), "[Z+]"):
        return None
    mark = text[0][10:11]
    return _parsed(text, f"%Y-%m-%d{mark}%H:%M:%S" if mark else "%Y-%m-%d")


def _iso(text: pl.Series) -> Typed | None:
    if _all(text, r"^\d{4}-\d\d-\d\d$"):
        return _parsed(text, "%Y-%m-%d")
    if _all(text, r"^\d{4}/\d\d?/\d\d?$"):
        return _parsed(text, "%Y/%m/%d")
    if not _all(text, ISO_TIME):
        return None
    zone = text.str.extract(r"[T ].*(Z|[-+]\d\d:?\d\d)$", 1)
    zones = zone.unique()
    if len(zones) > 1:
        return None
    bare = text.str.replace(r"(T.*|\s.*)(Z|[-+]\d\d:?\d\d)$", "$1").str.replace("T", " ")
    short = bare.str.contains(r"^\S+$")
    bare = pl.select(pl.when(short).then(bare + " 00:00").otherwise(bare)).to_series()
    minutes = bare.str.contains(r" \d\d:\d\d$")
    full = pl.select(pl.when(minutes).then(bare + ":00").otherwise(bare)).to_series()
    typed = _parsed(full, "%Y-%m-%d %H:%M:%S%.f")
    if typed and zones[0] is not None:
        return Typed(typed.values, Notice("time_zone", (("zone", str(zones[0])),)))
    return typed


def _ordered(text: pl.Series) -> Typed | None:
    """Day first or month first, when a number over 12 (or the dots) decides it."""
    pattern = r"^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})(?:[ T](\d\d:\d\d)(:\d\d)?)?$"
    if not _all(text, pattern):
        return None
    first = text.str.extract(pattern, 1).cast(pl.Int64)
    second = text.str.extract(pattern, 3).cast(pl.Int64)
    marks = text.str.extract(pattern, 2).unique()
    day_first = bool((first > 12).any()) or marks.to_list() == ["."]
    month_first = bool((second > 12).any())
    if day_first == month_first or len(marks) > 1:
        return None
    return day_order(text, day_first)


def day_order(text: pl.Series, day_first: bool) -> Typed | None:
    """Dates like 31/12/2024 or 12/31/2024, the order given."""
    even = text.str.replace_all(r"[-.]", "/").str.replace("T", " ")
    form = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    for time in ("", " %H:%M", " %H:%M:%S"):
        typed = _parsed(even, form + time)
        if typed:
            facts = (("order", "day" if day_first else "month"),)
            return Typed(typed.values, Notice("date_order", facts))
    return None


def ambiguous_dates(text: pl.Series) -> bool:
    """Tell whether the values are dates in either order."""
    slashed = r"^\d{1,2}[-/]\d{1,2}[-/]\d{4}(?:[ T].*)?$"
    return _all(text, slashed) and dates(text) is None and day_order(text, True) is not None


def _parsed(text: pl.Series, form: str) -> Typed | None:
    try:
        if "%H" in form:
            values = text.str.to_datetime(form, time_unit="us", strict=False)
        else:
            values = text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    except pl.exceptions.PolarsError:
        return None
    return None if values.null_count() else Typed(values)


def _all(text: pl.Series, pattern: str) -> bool:
    return bool(text.str.contains(pattern).all())


def _any(text: pl.Series, pattern: str) -> bool:
    return bool(text.str.contains(pattern).any())


Reader = Callable[[pl.Series], Typed | None]


def undecided(reader: Reader, probe: pl.Series) -> bool:
    """Tell whether *reader* refuses *probe* only for want of other values.

    All its numbers are infinite or may be codes; all its dates may be read in either order.
    """
    if reader is dates:
        return ambiguous_dates(probe)
    if reader not in (decimals, clear_decimals):
        return False
    return _all(probe, f"{PLAIN}|{SCIENTIFIC}|{INFINITE}")


def readers(decimal: str, thousands: str = "") -> Sequence[Reader]:
    """Return what to try on a column, in order; the marks are the file's habit, if known."""
    comma = decimal_commas if decimal == "," else clear_decimal_commas
    point = clear_decimals if decimal == "," or thousands == "." else decimals
    plain: tuple[Reader, ...] = (integers, point, booleans, dates)
    return plain if decimal == "." else (*plain, comma)
