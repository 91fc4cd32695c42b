"""What a formula may call: each a plain function of arrays, nan or None where missing.

All are self-contained, so that an exported script can carry their source.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def add(a: Any, b: Any) -> Any:
    """Return a + b."""
    return a + b


def subtract(a: Any, b: Any) -> Any:
    """Return a − b."""
    return a - b


def multiply(a: Any, b: Any) -> Any:
    """Return a · b."""
    return a * b


def divide(a: Any, b: Any) -> Any:
    """Return a / b; by 0 it is nan."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b == 0, np.nan, a / b)


def remainder(a: Any, b: Any) -> Any:
    """Return what is left of a / b, with the sign of b; by 0 it is nan."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b == 0, np.nan, np.mod(a, b))


def power(a: Any, b: Any) -> Any:
    """Return a to the power of b; nan where it is not a real number."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = np.power(a, b)
        return np.where(np.isfinite(found) | ~np.isfinite(a) | ~np.isfinite(b), found, np.nan)


def negative(a: Any) -> Any:
    """Return −a."""
    return -a


def log(a: Any) -> Any:
    """Return the natural logarithm; nan at 0 and below."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(np.where(a > 0, a, np.nan))


def log10(a: Any) -> Any:
    """Return the logarithm to base 10; nan at 0 and below."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(np.where(a > 0, a, np.nan))


def exp(a: Any) -> Any:
    """Return e to the power of a; nan where it is too large to be written."""
    with np.errstate(over="ignore"):
        found = np.exp(a)
    return np.where(np.isinf(found) & np.isfinite(a), np.nan, found)


def sqrt(a: Any) -> Any:
    """Return the square root; nan below 0."""
    with np.errstate(invalid="ignore"):
        return np.sqrt(np.where(a >= 0, a, np.nan))


def absolute(a: Any) -> Any:
    """Return a without its sign."""
    return np.abs(a)


def rounded(a: Any, digits: Any = None) -> Any:
    """Return a rounded to a number of digits, halves to the even one."""
    factor = np.power(10.0, 0.0 if digits is None else digits)
    return np.round(a * factor) / factor


def floor(a: Any) -> Any:
    """Return the next whole number below."""
    return np.floor(a)


def ceiling(a: Any) -> Any:
    """Return the next whole number above."""
    return np.ceil(a)


def smallest(*values: Any) -> Any:
    """Return the smallest of those that are not missing."""
    found = values[0]
    for value in values[1:]:
        found = np.fmin(found, value)
    return found


def largest(*values: Any) -> Any:
    """Return the largest of those that are not missing."""
    found = values[0]
    for value in values[1:]:
        found = np.fmax(found, value)
    return found


def compare(a: Any, b: Any, sign: str) -> Any:
    """Return 1 where a and b compare as *sign* says, 0 where not, nan where one is missing."""
    gaps = missing(a) + missing(b) > 0
    a, b = np.broadcast_arrays(a, b)
    found = np.full(a.shape, np.nan)
    known = ~gaps
    a, b = a[known], b[known]
    found[known] = {
        "=": lambda: a == b, "!=": lambda: a != b, "<": lambda: a < b,
        "<=": lambda: a <= b, ">": lambda: a > b, ">=": lambda: a >= b,
    }[sign]()  # fmt: skip
    return found


def both(a: Any, b: Any) -> Any:
    """Return 1 where both are true, 0 where one is not, else nan."""
    return np.where((a == 0) | (b == 0), 0.0, np.where(np.isnan(a) | np.isnan(b), np.nan, 1.0))


def either(a: Any, b: Any) -> Any:
    """Return 1 where one is true, 0 where none is, else nan."""
    true = ((a != 0) & ~np.isnan(a)) | ((b != 0) & ~np.isnan(b))
    return np.where(true, 1.0, np.where(np.isnan(a) | np.isnan(b), np.nan, 0.0))


def opposite(a: Any) -> Any:
    """Return 1 for 0 and 0 for other numbers."""
    return np.where(np.isnan(a), np.nan, (a == 0).astype(float))


def choose(condition: Any, a: Any, b: Any) -> Any:
    """Return a where the condition is true, b where it is not, missing where it is."""
    gaps = np.isnan(condition)
    found = np.where((condition != 0) & ~gaps, a, b)
    nothing: Any = (
        np.datetime64("NaT")
        if found.dtype.kind == "M"
        else None
        if found.dtype == object
        else np.nan
    )
    return np.where(gaps, nothing, found)


def missing(a: Any) -> Any:
    """Return 1 where a is missing, else 0."""
    a = np.asarray(a)
    if a.dtype == object:
        return np.frompyfunc(lambda value: value is None, 1, 1)(a).astype(float)
    return (np.isnat(a) if a.dtype.kind == "M" else np.isnan(a)).astype(float)


def first_known(*values: Any) -> Any:
    """Return the first value that is not missing."""
    found = values[0]
    for value in values[1:]:
        found = np.where(missing(found) == 1, value, found)
    return found


def days(later: Any, earlier: Any) -> Any:
    """Return the days from *earlier* to *later*, with fractions."""
    gap = (later - earlier) / np.timedelta64(1, "us")
    return gap / 86_400_000_000


def year(a: Any) -> Any:
    """Return the year of a date."""
    found = a.astype("datetime64[Y]").astype(np.int64) + 1970.0
    return np.where(np.isnat(a), np.nan, found)


def month(a: Any) -> Any:
    """Return the month of a date, from 1."""
    found = a.astype("datetime64[M]").astype(np.int64) % 12 + 1.0
    return np.where(np.isnat(a), np.nan, found)


def length(a: Any) -> Any:
    """Return the number of characters of a text."""
    flat = np.ravel(np.asarray(a, dtype=object))
    found = [np.nan if text is None else float(len(text)) for text in flat]
    return np.array(found).reshape(np.shape(a))


def lower(a: Any) -> Any:
    """Return a text in small letters."""
    flat = np.ravel(np.asarray(a, dtype=object))
    made = np.empty(len(flat), dtype=object)
    made[:] = [None if text is None else text.lower() for text in flat]
    return made.reshape(np.shape(a))


def joined(*values: Any) -> Any:
    """Return texts behind one another; missing where one is."""
    arrays = np.broadcast_arrays(*[np.asarray(value, dtype=object) for value in values])
    rows = zip(*[np.ravel(array) for array in arrays], strict=True)
    made = np.empty(arrays[0].size, dtype=object)
    made[:] = [None if any(part is None for part in row) else "".join(row) for row in rows]
    return made.reshape(arrays[0].shape)
