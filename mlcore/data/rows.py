"""Cutting a text into rows: at full speed when it is regular, line by line when it is not."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv

from mlcore.data.dataset import Notice, Reject
from mlcore.data.forms import Form, regular
from mlcore.data.quotes import MOST_CHARACTERS, MOST_SHOWN, Row, records

_FIRST = 250
_LAST = 20


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
    notices: tuple[Notice, ...] = ()

    def row(self, i: int) -> list[str]:
        """Return the cells of row *i*, one of the first."""
        return self.first[i] if i < len(self.first) else []

    def last(self) -> list[list[str]]:
        """Return the last rows."""
        if self.columns is not None:
            return [list(row) for row in self.columns.tail(_LAST).rows()]
        return [cells for _, cells in self.ragged[-_LAST:]]

    def reject(self, line: int, reason: str) -> Reject:
        """Return the row that begins at *line* as set aside, with the text of that line."""
        return Reject(line, self.lines[line - 1].rstrip("\r\n")[:MOST_SHOWN], reason)

    def set_aside(self, rows: slice, reason: str) -> tuple[Reject, ...]:
        """Return these *rows* as set aside."""
        return tuple(self.reject(line, reason) for line, _ in self.ragged[rows])

    def part(self, start: int, end: int | None = None) -> Parsed:
        """Return the rows from *start* to *end*."""
        if self.columns is not None:
            rest = self.columns[start:end]
            return replace(self, columns=rest, height=rest.height, first=self.first[start:])
        rows = self.ragged[start:end]
        width = usual_width([cells for _, cells in rows], self.width)
        first = [cells for _, cells in rows[:_FIRST]]
        return replace(self, ragged=rows, height=len(rows), width=width, first=first)

    def without(self, header: Sequence[str], reason: str) -> Parsed:
        """Return the rows that do not repeat *header*; the others are set aside."""
        again = [line for line, cells in self.ragged if cells == list(header)]
        if not again:
            return self
        rest = [row for row in self.ragged if row[1] != list(header)]
        told = tuple(self.reject(line, reason) for line in again)
        return replace(self, ragged=rest, height=len(rest), rejects=(*self.rejects, *told))

    def repeats(self, header: Sequence[str]) -> bool:
        """Tell whether a row is the same as *header*."""
        if self.columns is None:
            return any(cells == list(header) for _, cells in self.ragged)
        if self.width != len(header):
            return False
        found = self.columns.filter(self.columns.to_series(0) == header[0])
        return tuple(header) in found.rows() if found.height < self.height else False

    def cells(self, place: int) -> list[str]:
        """Return the cells at *place* of the rows that have the usual width."""
        if self.columns is not None:
            return self.columns.to_series(place).to_list()
        return [cells[place] for _, cells in self.ragged if len(cells) == self.width]

    def mostly(self, width: int) -> bool:
        """Tell whether at least four rows in five have *width* cells."""
        if self.columns is not None:
            return self.width == width
        return sum(len(cells) == width for _, cells in self.ragged) >= 0.8 * self.height

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
        return columns_of([cells for _, cells in good], width), short, long


def parse(text: str, form: Form, filename: str) -> Parsed:
    """Cut *text* into rows; blank lines are left out.

    Raises
    ------
    LoupeError
        ``cell_too_long``.
    """
    # the fast reader would silently glue lines and cells at a quote that stands wrong
    if regular(text, form):
        encoded = text.encode("utf-8", "surrogatepass")
        table = fast(encoded, _width_of_first(text, form), form)
        if table is not None:
            columns: Any = pl.from_arrow(table)
            first = [list(row) for row in columns.head(_FIRST).rows()]
            return Parsed(columns.width, columns.height, first, columns)
    return parse_lines(text, form, filename)


def parse_lines(text: str, form: Form, filename: str) -> Parsed:
    """Cut *text* into rows that know their lines; as :func:`parse`, but slowly."""
    lines = list(io.StringIO(text, newline=""))
    found = records(lines, form, filename)
    width = usual_width([cells for _, cells in found.rows], 0)
    first = [cells for _, cells in found.rows[:_FIRST]]
    rejects = tuple(found.rejects)
    return Parsed(width, len(found.rows), first, None, found.rows, rejects, lines, found.notices)


def usual_width(rows: Sequence[Sequence[str]], default: int) -> int:
    """Return how many cells most *rows* have; of two equally usual numbers the larger."""
    widths = Counter(map(len, rows))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else default


def fast(data: bytes | bytearray, width: int, form: Form, block: bool = False) -> pa.Table | None:
    """Return the cells of UTF-8 *data* when every row has *width* of them, else None.

    Blank lines are left out; quotes have to be in order (:func:`forms.regular`). A *block* is less
    than 2 GB, and others are worked on at the same time.
    """
    texts = pa.string() if block else pa.large_string()
    size = 1 << (20 if block else 24)  # of what one thread works on: it stays near the processor
    quote = form.quote if form.quote and form.quote.encode() in data else False
    names = [f"f{i}" for i in range(width)]
    try:
        return pyarrow.csv.read_csv(
            pa.BufferReader(data),
            pyarrow.csv.ReadOptions(column_names=names, block_size=size, use_threads=not block),
            pyarrow.csv.ParseOptions(delimiter=form.separator, quote_char=quote),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, texts),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _width_of_first(text: str, form: Form) -> int:
    head = io.StringIO(text[:MOST_CHARACTERS].lstrip("\r\n"), newline="")
    line = next(head, "")
    return len(form.cells([line]) or [])


def columns_of(rows: list[list[str]], width: int) -> pl.DataFrame:
    """Return *rows* of at most *width* cells as columns; what is not there is blank."""
    padded = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    columns = zip(*padded, strict=True) if padded else [()] * width
    return pl.DataFrame(
        [pl.Series(f"f{i}", list(column), dtype=pl.String) for i, column in enumerate(columns)]
    )
