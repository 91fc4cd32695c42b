"""Cutting a text into rows: at full speed when it is regular, line by line when it is not."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv

from mlcore.data.dataset import Reject
from mlcore.data.messages import CELL_TOO_LONG
from mlcore.errors import LoupeError, Where

MOST_CHARACTERS = 10_000_000
"""Longest cell that is read."""
MOST_SHOWN = 2000
"""Characters of a line that are kept with its rejection."""
_FIRST = 250
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Parsed:
    """Rows of a text: as columns when all have one width, as lists with line numbers if not."""

    width: int
    height: int
    first: list[list[str]]
    columns: pl.DataFrame | None = None
    """All rows, when they have one width; there are no ``ragged`` ones then."""
    ragged: Sequence[Row] = ()
    rejects: tuple[Reject, ...] = ()
    lines: Sequence[str] = ()

    def row(self, i: int) -> list[str]:
        """Return the cells of row *i*, one of the first."""
        return self.first[i] if i < len(self.first) else []

    def reject(self, line: int, reason: str) -> Reject:
        """Return the row that begins at *line* as set aside, with the text of that line."""
        return Reject(line, self.lines[line - 1].rstrip("\r\n")[:MOST_SHOWN], reason)

    def set_aside(self, most: int, reason: str) -> tuple[Reject, ...]:
        """Return the first *most* rows as set aside."""
        return tuple(self.reject(line, reason) for line, _ in self.ragged[:most])

    def from_row(self, start: int) -> Parsed:
        """Return the rows from *start* on."""
        if self.columns is not None:
            rest = self.columns[start:]
            return replace(self, columns=rest, height=rest.height, first=self.first[start:])
        rest_rows = self.ragged[start:]
        width = _usual_width([cells for _, cells in rest_rows], self.width)
        return replace(
            self, ragged=rest_rows, height=len(rest_rows), width=width, first=self.first[start:]
        )

    def cells(self, place: int) -> list[str]:
        """Return the cells at *place* of the rows that have the usual width."""
        if self.columns is not None:
            return self.columns.to_series(place).to_list()
        return [cells[place] for _, cells in self.ragged if len(cells) == self.width]

    def mostly(self, width: int) -> bool:
        """Tell whether at least nine rows in ten have *width* cells."""
        if self.columns is not None:
            return self.width == width
        return sum(len(cells) == width for _, cells in self.ragged) >= 0.9 * self.height

    def table(self, width: int) -> tuple[pl.DataFrame, list[int], list[Reject]]:
        """Return the rows of at most *width* cells, the lines of short ones, and the long ones."""
        if self.columns is not None:
            return self.columns, [], []
        good = [(line, cells) for line, cells in self.ragged if len(cells) <= width]
        short = [line for line, cells in good if len(cells) < width]
        long = [
            self.reject(line, f"{len(cells)} cells instead of {width}")
            for line, cells in self.ragged
            if len(cells) > width
        ]
        return _columns([cells for _, cells in good], width), short, long


def parse(text: str, separator: str, filename: str) -> Parsed:
    """Cut *text* into rows; blank lines are left out.

    Raises
    ------
    LoupeError
        ``cell_too_long``.
    """
    # the fast reader would silently end a quote that is never closed at the end of the file
    if text.count('"') % 2 == 0:
        columns = _fast(text, separator)
        if columns is not None:
            first = [list(row) for row in columns.head(_FIRST).rows()]
            return Parsed(columns.width, columns.height, first, columns)
    return parse_lines(text, separator, filename)


def _fast(text: str, separator: str) -> pl.DataFrame | None:
    """Return the columns when every row has the same width, else None."""
    width = _width_of_first(text, separator)
    names = [f"f{i}" for i in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(text.encode("utf-8", "surrogatepass")),
            pyarrow.csv.ReadOptions(column_names=names, block_size=1 << 24),
            pyarrow.csv.ParseOptions(delimiter=separator, newlines_in_values='"' in text),
            pyarrow.csv.ConvertOptions(
                column_types={name: pa.large_string() for name in names},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    found: Any = pl.from_arrow(table)
    return found


def _width_of_first(text: str, separator: str) -> int:
    head = io.StringIO(text[:MOST_CHARACTERS].lstrip("\r\n"), newline="")
    try:
        return len(next(csv.reader(head, delimiter=separator), []))
    except csv.Error:
        return 0


def parse_lines(text: str, separator: str, filename: str) -> Parsed:
    """Cut *text* into rows that know their lines; as :func:`parse`, but slowly."""
    lines = list(io.StringIO(text, newline=""))
    rows, rejects = _listed_rows(lines, separator, filename)
    width = _usual_width([cells for _, cells in rows], 0)
    first = [cells for _, cells in rows[:_FIRST]]
    return Parsed(width, len(rows), first, None, rows, tuple(rejects), lines)


def _listed_rows(lines: list[str], separator: str, filename: str) -> tuple[list[Row], list[Reject]]:
    """Return all rows with their lines; a quote that is never closed costs only its own line."""
    rows: list[Row] = []
    rejects: list[Reject] = []
    start = 0
    while start < len(lines):
        opened = _read_from(lines, start, separator, rows, filename)
        if opened is None:
            break
        rejects.append(
            Reject(opened + 1, lines[opened].rstrip("\r\n")[:MOST_SHOWN], "a quote is never closed")
        )
        start = opened + 1
    return rows, rejects


def _read_from(
    lines: list[str], start: int, separator: str, rows: list[Row], filename: str
) -> int | None:
    """Append rows from line *start*; return the line of a quote that is never closed."""
    csv.field_size_limit(MOST_CHARACTERS)
    reader = csv.reader(lines[start:], delimiter=separator)
    at = start
    try:
        for cells in reader:
            end = start + reader.line_num
            if end == len(lines) and _open_quote(lines[at:end], separator):
                return at
            if cells:
                rows.append((at + 1, cells))
            at = end
    except csv.Error:
        where = Where(file=filename, line=at + 1)
        raise LoupeError(CELL_TOO_LONG, where, line=at + 1, most=MOST_CHARACTERS) from None
    return None


def _open_quote(lines: list[str], separator: str) -> bool:
    """Tell whether the last record, which spans *lines*, ends inside a quote."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _usual_width(rows: Sequence[Sequence[str]], default: int) -> int:
    widths = Counter(map(len, rows))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else default


def _columns(rows: list[list[str]], width: int) -> pl.DataFrame:
    padded = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    columns = zip(*padded, strict=True) if padded else [()] * width
    return pl.DataFrame(
        [pl.Series(f"f{i}", list(column), dtype=pl.String) for i, column in enumerate(columns)]
    )
