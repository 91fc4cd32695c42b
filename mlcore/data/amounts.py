"""Numbers with thousands, percent and currency signs: offered, converted when a person asks."""

from __future__ import annotations

import re

import polars as pl

from mlcore.data.dataset import Notice
from mlcore.data.writing import Typed

GROUPS = {",": ",", ".": r"\.", "'": "['’]", " ": "[   ]"}
"""What may group digits → its pattern."""
SIGNS = "[$€£¥₹₽₩]|USD|EUR|GBP|CHF|JPY|kr|zł"
_BLANK = "[   ]"
_MOST_DISTINCT = 5000
_FORMS = (
    ("percent", r"^[-+]?\d+([.,]\d+)?\s?[%‰]$"),
    ("currency", rf"^[-+(]*({SIGNS})\s?[-+]?\d[\d.,' ]*\)?$|^[-+(]?\d[\d.,' ]*\s?({SIGNS})\)?$"),
    ("thousands", rf"^\(?[-+]?[1-9]\d{{0,2}}([,.'’]|{_BLANK})\d{{3}}(\D\d{{3}})*([.,]\d+)?\)?$"),
    ("negative in brackets", r"^\(\d[\d.,]*\)$"),
)
_PLAIN = r"^[-+]?\d+([.,]\d+)?$"
YES = ("true", "t", "yes", "y", "1", "on", "wahr", "ja", "oui", "si", "да")
NO = ("false", "f", "no", "n", "0", "off", "falsch", "nein", "non", "нет")


def kinds_of_writing(text: pl.Series) -> tuple[str, ...]:
    """Return which writings of numbers the values of *text* use, when all are numbers so written.

    Plain numbers may stand between; empty when a value is no number or all are plain.
    """
    left = ~text.str.contains(_PLAIN)
    found = []
    for name, pattern in _FORMS:
        hit = left & text.str.contains(pattern)
        if hit.any():
            found.append(name)
            left &= ~hit
    return () if left.any() else tuple(found)


def numbers(text: pl.Series, decimal: str, thousands: str | None) -> Typed | None:
    """Return the numbers that *text* writes with signs and groups; percents count as written.

    Parameters
    ----------
    text : Series
        Values without blanks around them.
    decimal : str
        What stands before decimals; ``""``: seen from the values.
    thousands : str or None
        What groups digits; None: seen from the values.
    """
    bare = text.str.replace_all(rf"{SIGNS}|[%‰]", "").str.strip_chars()
    bare = bare.str.replace(r"^\((.*)\)$", "-$1").str.replace(r"^([-+])\s+", "$1")
    decimal, group = _marks(bare, decimal, thousands)
    if group and not bare.str.contains(_grouped(group, decimal)).all():
        return None
    if group:
        bare = bare.str.replace_all(GROUPS[group], "")
    bare = bare.str.replace(decimal, ".", literal=True).str.replace("^[+]", "")
    if not bare.str.contains(r"^-?(\d+\.?\d*|\.\d+)$").all():
        return None
    values = bare.cast(pl.Float64, strict=False)
    if values.null_count() or (values.abs() >= 2**53).any():
        return None
    facts = (("decimal", decimal), ("thousands", group), ("percent", bool(_any(text, "[%‰]"))))
    return Typed(values, Notice("numbers_in_writing", facts))


def grouped(text: pl.Series, thousands: str, decimal: str) -> Typed | None:
    """Return the numbers of *text* whose digits are grouped by *thousands*, some at least."""
    if thousands not in GROUPS or not _any(text, rf"\d{GROUPS[thousands]}\d{{3}}"):
        return None
    return numbers(text, decimal, thousands) if not _any(text, SIGNS + "|[%‰()]") else None


def mixed_booleans(text: pl.Series) -> bool:
    """Tell whether the values are yes and no in several ways of writing."""
    low = text.unique().str.to_lowercase() if len(text) < _MOST_DISTINCT else _few(text)
    words = set(low.to_list())
    pair = {"1", "0"} >= words
    return not pair and bool(words & set(YES)) and bool(words & set(NO)) and words <= {*YES, *NO}


def booleans(text: pl.Series) -> Typed | None:
    """Return *text* as true and false, however each is written; only when a person asks."""
    low = text.str.to_lowercase()
    if not low.is_in([*YES, *NO]).all():
        return None
    pairs = ((word, word in YES) for word in sorted(set(low.unique().to_list())))
    return Typed(low.is_in(YES), Notice("booleans_in_writing", (("words", tuple(pairs)),)))


def _few(text: pl.Series) -> pl.Series:
    return text.head(_MOST_DISTINCT).str.to_lowercase() if len(text) else text


def _marks(bare: pl.Series, decimal: str, thousands: str | None) -> tuple[str, str]:
    """Return which of the marks in the values stands before decimals and which groups digits."""
    if thousands is not None:
        return decimal or ("," if thousands == "." else "."), thousands
    if decimal:
        other = "," if decimal == "." else "."
        return decimal, next((g for g in (other, "'", " ") if _any(bare, rf"\d{GROUPS[g]}\d")), "")
    if _any(bare, r"\.\d{3}(\.|,\d)") or (_any(bare, r",(\d{1,2}|\d{4,})$")):
        return ",", "." if _any(bare, r"\d\.\d") else ""
    if _any(bare, r",\d{3}"):
        return ".", ","
    return ".", next((g for g in ("'", " ") if _any(bare, rf"\d{GROUPS[g]}\d")), "")


def _grouped(group: str, decimal: str) -> str:
    return rf"^[-+]?(\d{{1,3}}({GROUPS[group]}\d{{3}})*|\d+)({re.escape(decimal)}\d*)?$"


def _any(text: pl.Series, pattern: str) -> bool:
    return bool(text.str.contains(pattern).any())
