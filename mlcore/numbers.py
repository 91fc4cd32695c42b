"""Numbers and times as people read them: three digits, a unit, never ``nan``."""

from __future__ import annotations

import math
from datetime import datetime, tzinfo

from mlcore.language import count, translate

MISSING = "–"
MINUS = "−"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def known(value: float | None) -> bool:
    """Return True for a finite number."""
    return value is not None and math.isfinite(value)


def decimals(value: float, digits: int = 3) -> int:
    """Return how many places after the point show *digits* significant digits of *value*."""
    if not value:
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(value))))


def fixed(value: float | None, places: int) -> str:
    """Return *value* with thousands commas and exactly *places* decimals."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{value:,.{places}f}"
    return text.replace("-", MINUS) if float(text.replace(",", "")) else text.lstrip("-")


def significant(value: float | None, digits: int = 3) -> str:
    """Return *value* with *digits* significant digits; whole numbers keep all of theirs.

    >>> significant(1.6587), significant(12345.6), significant(-0.5)
    ('1.66', '12,346', '−0.5')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if value and not 1e-4 <= abs(value) < 1e9:
        return _scientific(value, digits)
    return _trim(fixed(value, decimals(value, digits)))


def places(value: float, digits: int = 3) -> int:
    """Return how many decimals show *value*, once rounded, with *digits* significant digits."""
    return decimals(float(f"{value:.{digits - 1}e}"), digits) if math.isfinite(value) else 0


def measured(value: float | None) -> str:
    """Return a score or an error with three significant digits, zeros at the end included.

    The same number reads the same on every page: ``"0.870"``, ``"1.66"``, ``"12.3"``.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if value and abs(value) < 1e-4:
        return significant(value)
    return fixed(value, places(value))


def apart(first: float, second: float) -> str:
    """Return the distance of two numbers, to the place *first* is shown with.

    >>> apart(0.8712, 0.85), apart(0.8712, 0.8711)
    ('0.021', '<0.001')
    """
    to = places(first)
    if first != second and abs(first - second) < 0.5 * 10.0**-to:
        return f"<{10.0**-to:.{to}f}"
    return fixed(abs(first - second), to)


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = str(int(exponent)).translate(_SUPERSCRIPT)
    return f"{_trim(mantissa)} × 10{power}".replace("-", MINUS)


def whole(value: float | None) -> str:
    """Return a count with thousands commas: ``"9,812"``."""
    return fixed(value, 0)


def percent(share: float | None) -> str:
    """Return a share as percent: ``"37%"``, with one decimal below ten; 100% only for all."""
    if share is None or not math.isfinite(share):
        return MISSING
    value = 100 * share
    if 0 < value < 0.1:
        return "<0.1%"
    if 99.5 <= value < 100:
        return f"{_trim(fixed(min(value, 99.9), 1))}%"
    return f"{_trim(fixed(value, 1 if abs(value) < 9.95 else 0))}%"


def chance(probability: float | None) -> str:
    """Return a probability as a count: ``"78 in 100"``; never 0 or all for a mere estimate."""
    if probability is None or not math.isfinite(probability):
        return MISSING
    if 0 < probability < 0.005:
        return translate("fewer than 1 in 100")
    if 0.995 <= probability < 1:
        return translate("more than 99 in 100")
    return f"{round(100 * probability)} in 100"


def spread(mean: float | None, sd: float | None, unit: str = "") -> str:
    """Return ``"1.66 ± 0.07 days"``, both numbers to the same place."""
    if mean is None or not math.isfinite(mean):
        return MISSING
    to = min(places(mean), 6)
    text = fixed(mean, to)
    if sd is not None and math.isfinite(sd):
        text = f"{text} ± {fixed(sd, to)}"
    return f"{text} {unit}".strip()


def between(low: float | None, high: float | None, unit: str = "") -> str:
    """Return a range: ``"4.1 – 10.8 days"``, with more digits where three would read the same."""
    digits = (3, 4, 6, 9, 17) if low != high else (3,)
    pairs = ((significant(low, of), significant(high, of)) for of in digits)
    ends = next((pair for pair in pairs if pair[0] != pair[1]), None)
    first, last = ends or (significant(low), significant(high))
    return f"{first} – {last} {unit}".strip()


def signed(value: float | None, digits: int = 2) -> str:
    """Return *value* with its sign: ``"+1.3"`` or ``"−0.5"``."""
    text = significant(value, digits)
    return f"+{text}" if value is not None and value > 0 and text != MISSING else text


def duration(seconds: float | None) -> str:
    """Return a length of time in its two largest units: ``"3 min 40 s"``."""
    if seconds is None or not math.isfinite(seconds):
        return MISSING
    if seconds < 1:
        return f"{significant(1000 * max(seconds, 0), 2)} ms"
    if seconds < 10:
        return f"{significant(seconds, 2)} s"
    total = round(seconds)
    for size, name, small, smaller in ((86400, "d", 3600, "h"), (3600, "h", 60, "min")):
        if total >= size:
            return _two(total // size, name, total % size // small, smaller)
    return _two(total // 60, "min", total % 60, "s") if total >= 60 else f"{total} s"


def _two(large: int, unit: str, small: int, smaller: str) -> str:
    return f"{large} {unit} {small} {smaller}" if small else f"{large} {unit}"


def remaining(seconds: float | None) -> str:
    """Return a rounded length of time for what is still ahead: ``"about 3 min"``."""
    if seconds is None or not math.isfinite(seconds):
        return MISSING
    if seconds < 55:
        step = 5 if seconds > 10 else 1
        return f"about {max(1, round(seconds / step) * step)} s"
    minutes = round(seconds / 60)
    return f"about {duration(60 * minutes)}"


def ago(time: float, now: float, zone: tzinfo | None = None) -> str:
    """Return a moment as people say it: ``"2 minutes ago"``, then the day and the clock.

    Parameters
    ----------
    time, now : float
        Seconds since 1970 (UTC).
    zone : tzinfo or None
        The reader's time zone; None is the server's.
    """
    passed = now - time
    if passed < 45:
        return translate("just now")
    if passed < 3570:
        return f"{count(max(1, round(passed / 60)), 'minute')} ago"
    return moment(time, now, zone)


def moment(time: float, now: float, zone: tzinfo | None = None) -> str:
    """Return the clock today, ``"yesterday, 17:20"``, or ``"14 May, 17:20"``."""
    then = datetime.fromtimestamp(time, zone).replace(tzinfo=None)
    today = datetime.fromtimestamp(now, zone).replace(tzinfo=None)
    clock = f"{then:%H:%M}"
    days = (today.date() - then.date()).days
    if days <= 0:
        return clock
    if days == 1:
        return f"{translate('yesterday')}, {clock}"
    year = "" if then.year == today.year else f" {then.year}"
    return f"{then.day} {_MONTHS[then.month - 1]}{year}, {clock}"


def when(value: datetime) -> str:
    """Return a date of the data, with its time of day unless that is midnight."""
    return value.isoformat(" ", "minutes").removesuffix(" 00:00")


def listed(names: list[str] | tuple[str, ...], most: int = 4) -> str:
    """Return ``"a, b and c"``; past *most* names ``"a, b, c and 5 more"``; nothing for none."""
    shown = list(names)
    if not shown:
        return ""
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
