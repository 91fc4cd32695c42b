"""The kinds of columns, settled by the first block; each later block is held to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl
import pyarrow as pa

from mlcore.data import columns, writing
from mlcore.data.blocks import quick
from mlcore.data.column import CODES, PROBE, Column, Wish, counted, written
from mlcore.data.dataset import Notice
from mlcore.data.offers import offers
from mlcore.data.options import WEAK_TOKENS, ReadOptions
from mlcore.data.raw import Raw

Stored = Literal["integer", "number", "boolean", "date", "text"]
KINDS: dict[Stored, pa.DataType] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.timestamp("us"),
    "text": pa.string(),
}
"""How each is stored."""
_DTYPES: dict[Stored, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Datetime("us"),
    "text": pl.String(),
}
_STEADY = ("decimal_comma", "date_order", "time_zone")
"""What is told of a column whichever of its cells are looked at."""
_ISO = "iso"
_EXACT = writing.LARGEST_WHOLE_FLOAT


@dataclass(frozen=True)
class Rules:
    """How cells are read: names of the columns, decimal mark, a person's options."""

    names: tuple[str, ...]
    decimal: str
    options: ReadOptions


@dataclass(frozen=True)
class Reading:
    """What a column is; None in its place: to be seen when all is read.

    Parameters
    ----------
    kind : str
        Its kind.
    notice : Notice or None
        What has to be told about it.
    form : str
        Of dates: how they are written, each digit run a 0.
    """

    kind: Stored
    notice: Notice | None = None
    form: str = ""

    def wish(self, name: str, rules: Rules) -> Wish:
        """Return how the cells of a later block are read."""
        code = self.notice.code if self.notice else ""
        if code == "date_order":
            order = dict(self.notice.facts)["order"] if self.notice else None
            return Wish(name, replace(rules.options, dates=order), rules.decimal)
        return Wish(name, rules.options, "," if code == "decimal_comma" else rules.decimal)


@dataclass
class Typed:
    """The typed columns of a block, how often tokens stood in each, which are not as settled."""

    table: pa.Table
    tokens: list[Counter[str]]
    violated: set[int]


def settled(table: pa.Table, rules: Rules) -> list[Reading | None]:
    """Return what the columns of the first block are."""
    cells = [_series(column) for column in table.columns]
    kinds = dict(rules.options.kinds)
    free = [i for i, name in enumerate(rules.names) if name not in kinds]
    names = tuple(rules.names[i] for i in free)
    raw = Raw(names, tuple(cells[i] for i in free), decimal=rules.decimal)
    found = [
        Reading("text")
        if kinds.get(name) in ("text", "category") and not _codes(column, rules)
        else None
        for name, column in zip(rules.names, cells, strict=True)
    ]
    for i, column in zip(free, columns.each(raw, names, rules.options), strict=True):
        found[i] = _reading(column, cells[i], rules)
    return found


def typed(cells: pa.Table, readings: Sequence[Reading | None], rules: Rules) -> Typed:
    """Return the columns *cells* of a block as what *readings* say they are.

    The columns in which a cell is not so are named; they are all missing then.
    """
    values, tokens, violated = [], [], set()
    for i, reading in enumerate(readings):
        found, counts = _values(cells.column(i), reading, rules.names[i], rules)
        if found is None:
            violated.add(i)
        values.append(pa.nulls(cells.num_rows, _stored(reading)) if found is None else found)
        tokens.append(counts)
    return Typed(pa.table(values, list(rules.names)), tokens, violated)


def _values(
    cells: pa.ChunkedArray, reading: Reading | None, name: str, rules: Rules
) -> tuple[pa.Array | None, Counter[str]]:
    """Return the values of *cells*, None when they are not as settled, and their tokens."""
    if reading is None:
        return cells, Counter()
    found = _quickly(cells.chunk(0), reading, rules) if cells.num_chunks == 1 else None
    if found is not None:
        return found, Counter()
    series = _series(cells)
    column = _carefully(series, reading, reading.wish(name, rules))
    values = _held(column, series, reading)
    if values is None:
        return None, Counter()
    return values.to_arrow().cast(_stored(reading)), Counter(dict(column.tokens))


def _stored(reading: Reading | None) -> pa.DataType:
    return KINDS["text" if reading is None else reading.kind]


def _quickly(cells: pa.Array, reading: Reading, rules: Rules) -> pa.Array | None:
    if cells.offset:
        return None
    if reading.kind == "text":
        return quick.texts(cells, [token.strip() for token in rules.options.tokens])
    code = reading.notice.code if reading.notice else ""
    reader = quick.READERS.get(code or reading.kind)
    # a person's own tokens may be numbers, dates, words for yes: those are looked at one by one
    if reader is None or rules.options.missing is not None:
        return None
    return reader(cells) if reading.form in ("", _ISO) else None


def _held(column: Column, cells: pl.Series, reading: Reading) -> pl.Series | None:
    """Return the values of *column* when they are what *reading* says, and told so."""
    values, dtype = column.values, _DTYPES[reading.kind]
    told = tuple(replace(notice, columns=()) for notice in column.notices)
    if not told:
        if values.null_count() == len(values):
            return values.cast(dtype)
        if reading.kind == "number" and values.dtype == pl.Int64 and (values.abs() < _EXACT).all():
            return values.cast(dtype)
    same = told == (() if reading.notice is None else (reading.notice,)) and values.dtype == dtype
    return values if same and (not reading.form or _form(column, cells) == reading.form) else None


def _carefully(series: pl.Series, reading: Reading, wish: Wish) -> Column:
    return _text(series, wish.options) if reading.kind == "text" else written(series, wish)


def _text(series: pl.Series, options: ReadOptions) -> Column:
    bare = series.str.strip_chars()
    missing = bare.is_in([token.strip() for token in options.tokens])
    if not missing.any():
        return Column(series)
    values = pl.select(pl.when(missing).then(None).otherwise(series)).to_series()
    return Column(values, counted(bare, missing))


def _form(column: Column, cells: pl.Series) -> str:
    """Return how the dates are written; all that ISO allows can stand in one column."""
    there = cells.filter(column.values.is_not_null()).str.strip_chars()
    if re.match(r"\d{4}-", there[0]):
        return _ISO
    return " or ".join(there.str.replace_all(r"\d+", "0").unique().sort().head(3))


def _reading(column: Column, cells: pl.Series, rules: Rules) -> Reading | None:
    if column.values.null_count() == len(cells):
        return None
    kind = next(kind for kind, dtype in _DTYPES.items() if column.values.dtype == dtype)
    told = tuple(replace(notice, columns=()) for notice in column.notices)
    if kind == "text":
        return Reading(kind) if not told and _surely_text(cells, rules) else None
    if len(told) > 1 or any(notice.code not in _STEADY for notice in told):
        return None
    form = _form(column, cells) if kind == "date" else ""
    return Reading(kind, told[0] if told else None, form)


def _codes(cells: pl.Series, rules: Rules) -> bool:
    """Tell whether the first values are codes of two letters, NA maybe among them."""
    return bool(_present(cells, rules.options).head(PROBE).str.contains(CODES).all())


def _present(cells: pl.Series, options: ReadOptions) -> pl.Series:
    bare = cells.str.strip_chars()
    return bare.filter(~bare.is_in([token.strip() for token in options.tokens]))


def _surely_text(cells: pl.Series, rules: Rules) -> bool:
    """Tell whether the first values, by which every reading is decided, allow no other reading."""
    options = rules.options
    present = _present(cells, options)
    strong = present.filter(~present.is_in(WEAK_TOKENS))
    probes = present.head(PROBE), strong.head(PROBE)
    if min(map(len, probes)) < PROBE or options.dates or options.thousands:
        return False
    if _codes(cells, rules) or offers("", probes[0]):
        return False
    return not any(
        reader(probe) is not None or writing.undecided(reader, probe)
        for reader in writing.readers(rules.decimal)
        for probe in probes
    )


def _series(cells: pa.ChunkedArray) -> pl.Series:
    found = pl.from_arrow(cells)
    assert isinstance(found, pl.Series)
    return found
