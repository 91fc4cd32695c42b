"""Which separator a text is cut at: one character, several, or runs of blanks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from mlcore.data import dialect
from mlcore.data.dataset import Reject
from mlcore.data.messages import BAD_SEPARATOR
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Raw
from mlcore.errors import LoupeError, Where

NONE = "\x1f"
"""Stands between no cells: the text is one column."""
STAND_IN = "\x1e"
"""Stands for a separator of several characters while the text is cut."""
BLANKS = "blanks"
LONGEST = 5
LONGER = ("||", "::", "~|~", "|~|", ";;", "^|^")
"""Separators of several characters that are looked for."""
_RUN = re.compile(r"(?<=\S)[ \t]+(?=\S)")
_WORDS = {"\\t": "\t", "tab": "\t", "space": " ", "none": NONE}


@dataclass(frozen=True)
class Cut:
    """A text with one character between its cells.

    Parameters
    ----------
    text : str
        To be cut at ``character``.
    character : str
        What stands between cells in it.
    separator : str
        What stands between cells in the source; ``"none"``, ``"blanks"``.
    confidence : float
        How sure that is.
    others : tuple of str
        Other separators that cut it about as well.
    """

    text: str
    character: str
    separator: str
    confidence: float = 1.0
    others: tuple[str, ...] = ()

    def restored(self, raw: Raw) -> Raw:
        """Return *raw* with the separator of the source where the stand-in is left in cells."""
        if self.character != STAND_IN:
            return raw
        there = " " if self.separator == BLANKS else self.separator
        columns = (c.str.replace_all(STAND_IN, there, literal=True) for c in raw.columns)
        names = tuple(name.replace(STAND_IN, there) for name in raw.names)
        rejects = tuple(
            Reject(r.line, r.text.replace(STAND_IN, there), r.reason) for r in raw.rejects
        )
        return replace(raw, columns=tuple(columns), names=names, rejects=rejects)


def chosen(text: str, options: ReadOptions, filename: str) -> Cut:
    """Return *text* with the separator that *options* name, or that it shows.

    Raises
    ------
    LoupeError
        ``bad_separator``.
    """
    if options.separator is None:
        return _seen(text)
    separator = _WORDS.get(options.separator, options.separator)
    if separator == BLANKS:
        return _at_blanks(text, 1.0)
    if not 0 < len(separator) <= LONGEST or set(separator) & set('"\r\n' + (options.quote or "")):
        where = Where(file=filename, field="separator")
        raise LoupeError(BAD_SEPARATOR, where, separator=options.separator)
    if len(separator) > 1:
        if STAND_IN in text:
            where = Where(file=filename, field="separator")
            raise LoupeError(BAD_SEPARATOR, where, separator=options.separator)
        return Cut(text.replace(separator, STAND_IN), STAND_IN, separator)
    return Cut(text, separator, "none" if separator == NONE else separator)


def _seen(text: str) -> Cut:
    longer = _longer(text)
    if longer is not None:
        return longer
    ranked = dialect.readings(text)
    best = ranked[0]
    if dialect.is_prose(text, best):
        return Cut(text, NONE, "none", 0.8, (best.separator,))
    if best.width == 1 and dialect.in_blanks(text):
        return _at_blanks(text, 0.8)
    return Cut(text, best.separator, best.separator, *dialect.doubt(ranked))


def _longer(text: str) -> Cut | None:
    """Return the cut at a separator of several characters, when most lines have as many."""
    sample = text[:100_000]
    if STAND_IN in text:
        return None
    for separator in LONGER:
        if separator in sample and any(
            _even(part, separator) for part in (sample, _without_quoted(sample, separator))
        ):
            cut = text.replace(separator, STAND_IN)
            return Cut(cut, STAND_IN, separator, 0.9, (separator[0],))
    return None


def _without_quoted(text: str, separator: str) -> str:
    """Return *text* with empty quotes for each cell in quotes; an open quote begins no cell."""
    mark = re.escape(separator)
    cell = rf'(?:(?<={mark})|^)"(?:[^"]|"")*+"(?={mark}|[\r\n]|\Z)'
    return re.sub(cell, '""', text, flags=re.MULTILINE)


def _even(text: str, separator: str) -> bool:
    """Tell whether most lines hold *separator* equally often, and seldom a part of it."""
    lines = [line for line in text.splitlines()[:100] if line.strip()]
    counts = Counter(line.count(separator) for line in lines)
    most, hits = max(counts.items(), key=lambda item: item[1], default=(0, 0))
    even = most > 0 and len(lines) > 1 and hits >= 0.7 * len(lines)
    return even and _together(text, separator)


def _together(text: str, separator: str) -> bool:
    """Tell whether the characters of *separator* seldom stand alone: no empty cells."""
    whole = text.count(separator) * len(separator)
    return whole >= 0.9 * sum(text.count(character) for character in set(separator))


def _at_blanks(text: str, sure: float) -> Cut:
    if STAND_IN in text or '"' in text:
        return Cut(text, " ", " ", sure)
    lines = (_RUN.sub(STAND_IN, line).strip(" \t") for line in text.split("\n"))
    return Cut("\n".join(lines), STAND_IN, BLANKS, sure, ("none",))
