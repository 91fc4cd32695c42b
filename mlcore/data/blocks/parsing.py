"""A block → the cells of its rows, each as text, and what did not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from mlcore.data import layout
from mlcore.data.blocks.cutting import Block
from mlcore.data.blocks.irregular import Irregular
from mlcore.data.blocks.opening import Opening
from mlcore.data.dataset import Reject
from mlcore.data.delimited import AGAIN
from mlcore.data.quotes import MOST_CHARACTERS, MOST_SHOWN
from mlcore.data.rows import columns_of, fast


@dataclass(frozen=True)
class Piece:
    """The rows of one block.

    Parameters
    ----------
    cells : DataFrame
        Texts.
    places : array or None
        At which line of the block each row begins, from 0; None: each at its own.
    rejects : tuple of Reject
        Lines that are not in it, numbered from the beginning of the block, as ``short`` is.
    short : tuple of int
        Lines of rows that had too few cells.
    widths : Counter
        How many rows had how many cells.
    """

    cells: pl.DataFrame
    places: np.ndarray | None = None
    rejects: tuple[Reject, ...] = ()
    short: tuple[int, ...] = ()
    widths: Counter[int] = field(default_factory=Counter)


def parsed(block: Block, start: Opening, tidy: bool) -> Piece:
    """Return the rows of *block*; those of its lines that are not regular are looked at singly.

    Raises
    ------
    Irregular
        When a second table may begin in it, or a line is too long.
    """
    piece = _regular(block, start) or _Lines(block, start, tidy).piece()
    return _without_headers(piece, block, start) if tidy and start.heading.header else piece


def _regular(block: Block, start: Opening) -> Piece | None:
    data = block.data
    if block.odd or data[:1] in (b"\r", b"\n") or b"\n\n" in data or b"\n\r\n" in data:
        return None
    cells = fast(data, start.width, start.form)
    if cells is None or cells.height != data.count(b"\n") + (data[-1:] != b"\n"):
        return None
    return Piece(cells, widths=Counter({start.width: cells.height}))


def _without_headers(piece: Piece, block: Block, start: Opening) -> Piece:
    """Set rows aside that repeat the header."""
    same = piece.cells.to_series(0) == start.first[0]
    for column, name in zip(piece.cells, start.first, strict=True):
        if not same.any():
            return piece
        same &= column == name
    lines, places = block.lines(), _places(piece)
    told = tuple(_reject(lines, places[i], AGAIN) for i in same.arg_true())
    rest, there = piece.cells.filter(~same), places[~same.to_numpy()]
    return replace(piece, cells=rest, places=there, rejects=(*piece.rejects, *told))


def _places(piece: Piece) -> np.ndarray:
    return np.arange(piece.cells.height) if piece.places is None else piece.places


@dataclass
class _Lines:
    """A block line by line: regular lines are put together again, the others kept apart."""

    block: Block
    start: Opening
    tidy: bool
    good: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    others: list[tuple[int, list[str]]] = field(default_factory=list)

    def piece(self) -> Piece:
        """Return the rows of all lines."""
        width, lines = self.start.width, self.block.lines()
        self._sort(lines)
        widths = Counter({width: len(self.good)}) + Counter(len(c) for _, c in self.others)
        kept = [(at, cells) for at, cells in self.others if len(cells) <= width]
        long = tuple(
            _reject(lines, at, f"{len(cells)} cells instead of {width}")
            for at, cells in self.others
            if len(cells) > width
        )
        short = tuple(at + 1 for at, cells in kept if len(cells) < width)
        table, places = self._table(kept)
        return Piece(table, places, (*self.block.found.rejects, *long), short, widths)

    def _sort(self, lines: Sequence[str]) -> None:
        """Tell the lines that are rows as usual from the others."""
        at, gap = 0, False
        while at < len(lines):
            line, odd = lines[at], self.block.odd.get(at)
            if len(line) > MOST_CHARACTERS:
                raise Irregular("long lines")
            if odd is None and self.start.form.blank(line):
                at, gap = at + 1, True
                continue
            if gap and self.tidy:
                self._refuse_table(lines, at)
            gap = False
            if odd is not None:
                self.others += [] if odd.cells is None else [(at, odd.cells)]
                at += odd.lines
            else:
                self._add(at, line)
                at += 1

    def _add(self, at: int, line: str) -> None:
        form = self.start.form
        quoted = bool(form.quote) and form.quote in line
        cells = form.cells([line]) if quoted else None
        if cells is None and quoted:
            raise Irregular("quotes")
        if (line.count(form.separator) + 1 if cells is None else len(cells)) == self.start.width:
            self.good.append(line)
            self.places.append(at)
        else:
            self.others.append((at, form.split(line) if cells is None else cells))

    def _refuse_table(self, lines: Sequence[str], at: int) -> None:
        """Where another table begins after a blank line depends on what stands before."""
        rows = [self.start.form.cells([line]) or [line] for line in lines[at : at + 2]]
        if layout.begins_table(rows[0], rows[1] if len(rows) > 1 else ["1"], self.start.first):
            raise Irregular("a second table")

    def _table(self, others: list[tuple[int, list[str]]]) -> tuple[pl.DataFrame, np.ndarray]:
        """Return the good lines and *others* as rows in the order of the file."""
        width = self.start.width
        table = columns_of([], width)
        if self.good:
            lines = self.good if self.good[-1].endswith("\n") else [*self.good, "\n"]
            found = fast("".join(lines).encode(), width, self.start.form)
            if found is None or found.height != len(self.good):
                raise Irregular("rows")
            table = found
        places = np.array([*self.places, *(at for at, _ in others)], dtype=np.int64)
        if not others:
            return table, places
        order = np.argsort(places, kind="stable")
        both = pl.concat([table, columns_of([cells for _, cells in others], width)])
        return both[order], places[order]


def _reject(lines: Sequence[str], at: int, reason: str) -> Reject:
    return Reject(int(at) + 1, lines[at].rstrip("\r\n")[:MOST_SHOWN], reason)
