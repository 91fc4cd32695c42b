"""Rows of a text in which quotes may be wrong: what one bad quote costs is one line, and told."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mlcore.data.dataset import Notice, Reject
from mlcore.data.forms import Form
from mlcore.data.messages import CELL_TOO_LONG
from mlcore.errors import LoupeError, Where

MOST_CHARACTERS = 10_000_000
"""Longest cell that is read."""
MOST_SHOWN = 2000
"""Characters of a line that are kept with its rejection."""
MOST_LINES = 1000
"""A quote that is open for more lines counts as never closed."""
MOST_SPAN = 10
"""Lines of a record with a quote that stands wrong."""
_SAMPLE = 500
Row = tuple[int, list[str]]


@dataclass
class Records:
    """What was found: rows with their lines, lines set aside, lines whose quotes are odd."""

    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    glued: list[int] = field(default_factory=list)
    escaped: list[int] = field(default_factory=list)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What a person should know about the quotes."""
        found = (
            ("stray_quotes", self.stray),
            ("glued_lines", self.glued),
            ("escaped_quotes", self.escaped),
        )
        return tuple(
            Notice(code, (("count", len(lines)), ("lines", tuple(lines[:5]))))
            for code, lines in found
            if lines
        )


def records(lines: Sequence[str], form: Form, filename: str) -> Records:
    """Return the rows of *lines*; a line with a wrong quote is read literally or set aside.

    Raises
    ------
    LoupeError
        ``cell_too_long``.
    """
    csv.field_size_limit(MOST_CHARACTERS)
    width = width_of(lines, form)
    found = Records()
    at = 0
    while at < len(lines):
        line = lines[at]
        if len(line) > MOST_CHARACTERS:
            _refuse_long(line, at, form, filename)
        if form.blank(line):
            at += 1
        elif not form.quote or form.quote not in line:
            found.rows.append((at + 1, form.split(line)))
            at += 1
        else:
            at += quoted(lines, at, form, width, found)
    return found


def quoted(lines: Sequence[str], at: int, form: Form, width: int, found: Records) -> int:
    """Add the record at line *at*, which holds quotes, to *found*; return how many lines it spans.

    No more than :data:`MOST_LINES` lines are looked at.
    """
    cells = form.cells(lines[at : at + 1])
    if cells is not None:
        found.rows.append((at + 1, cells))
        return 1
    lenient = form.lenient(lines[at])
    if len(lenient) == width and f"\\{form.quote}" in lines[at]:
        found.rows.append((at + 1, lenient))
        found.escaped.append(at + 1)
        return 1
    span = _span(lines, at, form)
    cells = form.cells(lines[at : at + span]) if span else None
    if cells is not None and (len(cells) == width or len(lenient) != width):
        found.rows.append((at + 1, cells))
        if all(len(form.lenient(line)) == width for line in lines[at : at + span]):
            found.glued.append(at + 1)
        return span
    for end in range(at + 1, min(at + MOST_SPAN, len(lines)) + 1):
        lenient = form.lenient("".join(lines[at:end]))
        if len(lenient) == width and width > 1 and not _opens(lenient[-1], form):
            found.rows.append((at + 1, lenient))
            found.stray.append(at + 1)
            return end - at
    reason = "a quote is never closed or stands where it should not"
    found.rejects.append(Reject(at + 1, lines[at].rstrip("\r\n")[:MOST_SHOWN], reason))
    return 1


def _opens(cell: str, form: Form) -> bool:
    """Tell whether *cell*, the last of its line, opens a quote: its rest may be further down."""
    return cell.startswith(form.quote) and cell.count(form.quote) % 2 == 1


def _span(lines: Sequence[str], at: int, form: Form) -> int:
    """Return over how many lines the record at *at* runs, 0 when its quotes never fit."""
    for end in range(at + 1, min(at + MOST_LINES, len(lines))):
        if form.quote in lines[end] and form.cells(lines[at : end + 1]) is not None:
            return end + 1 - at
        if form.quote in lines[end] and not _open(lines[at : end + 1], form):
            return 0
    return 0


def _open(lines: Sequence[str], form: Form) -> bool:
    """Tell whether a record of these *lines* ends inside a quote, all before being in order."""
    return form.cells([*lines, form.quote]) is not None


def width_of(lines: Sequence[str], form: Form) -> int:
    """Return how many cells a record has: in order if all is in order, else by single lines."""
    sample = lines[:_SAMPLE]
    ordered = _in_order(sample, form)
    single = (form.cells([line]) for line in sample if line.strip())
    widths = Counter(ordered or (len(cells) for cells in single if cells))
    return max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))[0]


def _in_order(lines: Sequence[str], form: Form) -> list[int]:
    """Return the width of each record of *lines* before a quote that stands wrong."""
    found = []
    try:
        for row in form.reader(lines):
            found += [len(row)] if row else []
    except csv.Error:
        return found if len(found) > 1 else []
    return found


def _refuse_long(line: str, at: int, form: Form, filename: str) -> None:
    cells = form.cells([line]) or form.split(line)
    if max(map(len, cells)) > MOST_CHARACTERS:
        where = Where(file=filename, line=at + 1)
        raise LoupeError(CELL_TOO_LONG, where, line=at + 1, most=MOST_CHARACTERS)
