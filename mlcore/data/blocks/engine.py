"""A large text → a Parquet file, block by block: the same table that reading it whole would give.

The beginning of the file decides how it is cut, the first block what its columns are. Each later
block is held to that: a column in which it finds something else is kept as text and typed when all
is read. What only a look at the whole file could settle ends this way of reading (``Irregular``).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from mlcore.data import columns, delimited, names
from mlcore.data.blocks import storing
from mlcore.data.blocks.cutting import Block, blocks
from mlcore.data.blocks.ending import ended
from mlcore.data.blocks.irregular import Foreign, Irregular
from mlcore.data.blocks.opening import Opening, opened
from mlcore.data.blocks.parsing import Piece, parsed
from mlcore.data.blocks.settled import Reading, Rules, Typed, settled, typed
from mlcore.data.column import Column
from mlcore.data.dataset import Notice, Reject
from mlcore.data.encoding import Decoded
from mlcore.data.limits import check
from mlcore.data.made import FILE
from mlcore.data.options import ReadOptions
from mlcore.data.quotes import Records
from mlcore.data.raw import Raw
from mlcore.data.source import Source
from mlcore.data.transcoding import transcoded
from mlcore.settings import Settings
from mlcore.types import ColumnSpec

LARGE = 20_000_000
"""Bytes from which a text is read by blocks."""
SIZE = 8_000_000
"""Bytes of a block."""
FIRST = 2_000_000
"""Bytes of the first one, which settles what the columns are: nothing else is done meanwhile."""
_WORKERS = 2


@dataclass(frozen=True)
class Large:
    """A table that was written by blocks.

    Parameters
    ----------
    columns : tuple of ColumnSpec
        Its schema.
    rows : int
        Number of rows.
    raw : Raw
        What was found about it; the cells are in the file.
    notices : tuple of Notice
        About the types of columns.
    """

    columns: tuple[ColumnSpec, ...]
    rows: int
    raw: Raw
    notices: tuple[Notice, ...]


@dataclass
class _Seen:
    """What the blocks add up to."""

    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    below: tuple[Reject, ...] = ()
    quotes: Records = field(default_factory=Records)
    widths: Counter[int] = field(default_factory=Counter)
    tokens: list[Counter[str]] = field(default_factory=list)
    violated: set[int] = field(default_factory=set)

    def add(self, block: Block, piece: Piece, made: Typed) -> None:
        line = block.line
        self.rows += made.table.num_rows
        self.rejects += (replace(r, line=r.line + line) for r in piece.rejects)
        self.short += (at + line for at in piece.short)
        for name in ("stray", "glued", "escaped"):
            getattr(self.quotes, name).extend(at + line for at in getattr(block.found, name))
        self.widths += piece.widths
        self.tokens = [a + b for a, b in zip(self.tokens, made.tokens, strict=True)]
        self.violated |= made.violated


@dataclass
class _Work:
    """What is done with each block; the first one settles what the columns are."""

    start: Opening
    rules: Rules
    readings: list[Reading | None]

    def __call__(self, block: Block) -> tuple[Block, Piece, Typed]:
        piece = parsed(block, self.start, self.rules.options.tidy)
        if not self.readings:
            self.readings = settled(piece.cells, self.rules)
        return block, piece, typed(piece.cells, self.readings, self.rules)


def read(found: Source, options: ReadOptions, settings: Settings, place: Path) -> Large:
    """Write the table in the text *found* to the folder *place*; what is not UTF-8 is made so.

    Raises
    ------
    Irregular
        When only reading the whole text at once gives the table.
    LoupeError
        As the reader of small texts.
    """
    try:
        return _read(found, options, settings, place)
    except Foreign:
        text = transcoded(found, options, place / "text")
        if text is None:
            raise
    made = _read(text.source, options, settings, place, text.decoded)
    (place / "text").unlink()
    return made


def _read(
    found: Source, options: ReadOptions, settings: Settings, place: Path,
    known: Decoded | None = None,
) -> Large:  # fmt: skip
    start = opened(found, options, known)
    rules = _rules(start, options)
    path, work = place / FILE, _Work(start, rules, [])
    store = storing.Store(path)
    seen = _pass(found, work, store)
    if seen.violated:
        work.readings = [None if i in seen.violated else r for i, r in enumerate(work.readings)]
        store = storing.Store(path)
        seen = _pass(found, work, store)
    check(seen.rows, start.width, settings, found.filename)
    late = _late(path, work)
    told = [
        late.get(i) or _column(name, work.readings[i], seen.tokens[i])
        for i, name in enumerate(rules.names)
    ]
    specs = storing.specs(
        lambda i: late[i].values if i in late else store.column(i),
        rules.names, dict(options.kinds),
    )  # fmt: skip
    return Large(specs, seen.rows, _raw(start, seen), columns.noticed(told))


def _column(name: str, reading: Reading | None, tokens: Counter[str]) -> Column:
    """Return what is told about a column whose values are in the file."""
    notice = None if reading is None else reading.notice
    told = () if notice is None else (replace(notice, columns=(name,)),)
    return Column(pl.Series(name, []), tuple(tokens.items()), told)


def _rules(start: Opening, options: ReadOptions) -> Rules:
    clean, _ = names.clean(_names(start))
    return Rules(clean, options.decimal or start.decimal, options)


def _names(start: Opening) -> tuple[str, ...]:
    return start.heading.names or ("",) * start.width


def _pass(found: Source, work: _Work, store: storing.Store) -> _Seen:
    """Read all blocks and write them as *work* types them, unless something is violated."""
    start = work.start
    seen = _Seen(
        tokens=[Counter() for _ in work.rules.names], widths=Counter(map(len, start.above))
    )
    with found.open() as file, store:
        file.seek(start.offset)
        cut = _tables(blocks(file, start, SIZE, min(FIRST, SIZE)), work, seen)
        for block, piece, made in _worked(cut, work):
            seen.add(block, piece, made)
            if not seen.violated:
                store.add(made.table)
    if not seen.rows or 2 * seen.widths[start.width] <= seen.widths.total() + start.heading.start:
        raise Irregular("widths")
    return seen


def _tables(found: Iterator[Block], work: _Work, seen: _Seen) -> Iterator[Block]:
    """Yield the blocks, the last without what stands below the table."""
    for block in found:
        if block.last and work.rules.options.tidy:
            table, seen.below = ended(block, work.start)
            yield table
        else:
            yield block


def _worked(cut: Iterator[Block], work: _Work) -> Iterator[tuple[Block, Piece, Typed]]:
    """Yield the work on each block in their order; some blocks are worked on ahead."""
    yield work(next(cut))
    ahead: deque[Future[tuple[Block, Piece, Typed]]] = deque()
    with ThreadPoolExecutor(_WORKERS) as pool:
        for block in cut:
            ahead.append(pool.submit(work, block))
            if len(ahead) > _WORKERS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _late(path: Path, work: _Work) -> dict[int, Column]:
    """Type the columns that were kept as text, now that all their cells are there."""
    found = {}
    for i, reading in enumerate(work.readings):
        if reading is None:
            name = (work.rules.names[i],)
            raw = Raw(name, (storing.column(path, i).alias("cells"),), decimal=work.rules.decimal)
            found[i] = columns.each(raw, name, work.rules.options)[0]
    if found:
        storing.replace(path, {i: column.values.to_arrow() for i, column in found.items()})
    return found


def _raw(start: Opening, seen: _Seen) -> Raw:
    """Return what was found about the table, in the order in which small ones are told of."""
    top = start.heading
    around = (delimited.footer(len(seen.below)),) if seen.below else ()
    aside = sorted((*start.units, *seen.rejects, *seen.below), key=lambda reject: reject.line)
    notices = (
        *start.notices,
        *seen.quotes.notices,
        *top.notices(around),
        *delimited.unfit(seen.short, aside),
    )
    guesses = (*start.guesses, *top.guesses(around))
    return Raw(_names(start), (), (*start.before, *aside), notices, guesses)
