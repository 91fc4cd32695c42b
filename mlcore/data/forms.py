"""How a line of text is cut into cells: what separates them, what stands around them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl


@dataclass(frozen=True)
class Form:
    """How cells are cut: what separates them and what stands around them (``""``: nothing)."""

    separator: str
    quote: str = '"'

    def cells(self, lines: Sequence[str]) -> list[str] | None:
        """Return the cells of the record on *lines*, None when its quotes are wrong or open."""
        try:
            found = list(self.reader(lines))
        except csv.Error:
            return None
        return found[0] if len(found) == 1 else None

    def reader(self, lines: Sequence[str]) -> Iterator[list[str]]:
        """Return the records of *lines*; a quote that stands wrong raises ``csv.Error``."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            strict=True,
        )

    def blank(self, line: str) -> bool:
        """Tell whether *line* holds no record."""
        return not line.strip(" \r\n") if self.separator != " " else not line.strip()

    def split(self, line: str) -> list[str]:
        """Return the cells of *line* when quotes mean nothing."""
        return line.rstrip("\r\n").split(self.separator)

    def lenient(self, line: str) -> list[str]:
        """Return the cells of *line*; those whose quotes stand wrong are taken as they are.

        A quote after a backslash belongs to its cell.
        """
        text = line.rstrip("\r\n")
        found, at = [], 0
        while at <= len(text):
            match = self._cell.match(text, at)
            assert match is not None, "the second branch takes anything"
            found.append(self._bare(match["quoted"], match["plain"]))
            at = match.end() + 1
        return found

    def _bare(self, quoted: str | None, plain: str) -> str:
        if quoted is None:
            return plain
        return quoted.replace(f"\\{self.quote}", self.quote).replace(self.quote * 2, self.quote)

    @cached_property
    def _cell(self) -> re.Pattern[str]:
        q, s = re.escape(self.quote), re.escape(self.separator)
        inside = rf"(?:[^{q}\\]|\\{q}|\\(?!{q})|{q}{q})*+"
        return re.compile(rf"(?:{q}(?P<quoted>{inside}){q}(?={s}|$)|(?P<plain>[^{s}\r\n]*))")


def regular(text: str, form: Form) -> bool:
    """Tell whether each line of *text* is a record by itself with its quotes in order."""
    if not form.quote or form.quote not in text:
        return True
    if "\r" in text.replace("\r\n", ""):
        return False
    return bool(orderly(text, form).all())


def orderly(text: str, form: Form) -> pl.Series:
    """Return for each line of *text* whether it is a record by itself with its quotes in order."""
    quote, separator = _escaped(form.quote), _escaped(form.separator)
    cell = f"(?:{quote}(?:[^{quote}]|{quote}{quote})*{quote}|[^{quote}{separator}][^{separator}]*|)"
    lines = pl.Series([text]).str.split("\n").explode().str.strip_suffix("\r")
    return lines.str.contains(f"^{cell}(?:{separator}{cell})*$")


def _escaped(character: str) -> str:
    return f"\\x{{{ord(character):x}}}"
