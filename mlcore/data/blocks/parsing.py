"""A block → the cells of its rows, each as text, and what did not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
    cells : Table
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

    cells: pa.Table
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
    cells = None if block.odd else fast(data, start.width, start.form, block=True)
    if cells is None or cells.num_rows != block.count + (data[-1:] != b"\n"):
        return None  # a line is no row: it is blank, or something is wrong
    return Piece(cells.combine_chunks(), widths=Counter({start.width: cells.num_rows}))


def _without_headers(piece: Piece, block: Block, start: Opening) -> Piece:
    """Set rows aside that repeat the header."""
    same = pc.equal(piece.cells.column(0), start.first[0])
    for column, name in zip(piece.cells.columns[1:], start.first[1:], strict=True):
        if not pc.any(same).as_py():
            return piece
        same = pc.and_(same, pc.equal(column, name))
    lines, places, again = block.lines(), _places(piece), same.to_numpy()
    told = tuple(_reject(lines, at, AGAIN) for at in places[again])
    rest = piece.cells.filter(pc.invert(same)).combine_chunks()
    return replace(piece, cells=rest, places=places[~again], rejects=(*piece.rejects, *told))


def _places(piece: Piece) -> np.ndarray:
    return np.arange(piece.cells.num_rows) if piece.places is None else piece.places


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

    def _table(self, others: list[tuple[int, list[str]]]) -> tuple[pa.Table, np.ndarray]:
        """Return the good lines and *others* as rows in the order of the file."""
        places = np.array([*self.places, *(at for at, _ in others)], dtype=np.int64)
        order = np.argsort(places, kind="stable")
        kept = columns_of([cells for _, cells in others], self.start.width).to_arrow()
        schema = pa.schema([(name, pa.string()) for name in kept.column_names])
        table = pa.concat_tables([self._regular(schema), kept.cast(schema)])
        return table.take(pa.array(order)).combine_chunks(), places[order]

    def _regular(self, schema: pa.Schema) -> pa.Table:
        if not self.good:
            return schema.empty_table()
        found = fast("".join(self.good).encode(), self.start.width, self.start.form)
        if found is None or found.num_rows != len(self.good):
            raise Irregular("rows")
        return found.cast(schema)


def _reject(lines: Sequence[str], at: int, reason: str) -> Reject:
    return Reject(int(at) + 1, lines[at].rstrip("\r\n")[:MOST_SHOWN], reason)
