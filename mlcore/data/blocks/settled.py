"""The kinds of columns, settled by the first block; each later block is held to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
import pyarrow as pa

from mlcore.data import columns, writing
from mlcore.data.blocks import quick
from mlcore.data.column import CODES, PROBE, Column, Wish, counted, written
from mlcore.data.offers import offers
from mlcore.data.options import WEAK_TOKENS, ReadOptions
from mlcore.data.raw import Raw

Reading = Literal["integer", "number", "boolean", "date", "text"]
"""What a column is when nothing had to be told about it; None: to be seen when all is read."""
KINDS: dict[Reading | None, pa.DataType] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.timestamp("us"),
    "text": pa.large_string(),
    None: pa.large_string(),
}
"""How each is stored."""
_DTYPES: dict[Reading, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Datetime("us"),
    "text": pl.String(),
}
_EXACT = writing.LARGEST_WHOLE_FLOAT


@dataclass(frozen=True)
class Rules:
    """How cells are read: names of the columns, decimal mark, a person's options."""

    names: tuple[str, ...]
    decimal: str
    options: ReadOptions


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
    found: list[Reading | None] = [
        "text" if kinds.get(name) in ("text", "category") and not _codes(column, rules) else None
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
        values.append(pa.nulls(cells.num_rows, KINDS[reading]) if found is None else found)
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
    column = _carefully(_series(cells), reading, Wish(name, rules.options, rules.decimal))
    values = None if column is None else _held(column, reading)
    if column is None or values is None:
        return None, Counter()
    return values.to_arrow().cast(KINDS[reading]), Counter(dict(column.tokens))


def _quickly(cells: pa.Array, reading: Reading, rules: Rules) -> pa.Array | None:
    if cells.offset:
        return None
    if reading == "text":
        return quick.texts(cells, [token.strip() for token in rules.options.tokens])
    # a person's own tokens may be numbers, dates, words for yes: those are looked at one by one
    return quick.READERS[reading](cells) if rules.options.missing is None else None


def _held(column: Column, reading: Reading) -> pl.Series | None:
    """Return the values of *column* when they are of the kind *reading*, told without a word."""
    values, dtype = column.values, _DTYPES[reading]
    if column.notices:
        return None
    if values.dtype == dtype:
        return values
    if values.null_count() == len(values):
        return values.cast(dtype)
    if reading == "number" and values.dtype == pl.Int64 and (values.abs() < _EXACT).all():
        return values.cast(dtype)
    return None


def _carefully(series: pl.Series, reading: Reading, wish: Wish) -> Column | None:
    if reading == "text":
        return _text(series, wish.options)
    column = written(series, wish)
    return column if reading != "date" or _dashed(column, series) else None


def _text(series: pl.Series, options: ReadOptions) -> Column:
    bare = series.str.strip_chars()
    missing = bare.is_in([token.strip() for token in options.tokens])
    if not missing.any():
        return Column(series)
    values = pl.select(pl.when(missing).then(None).otherwise(series)).to_series()
    return Column(values, counted(bare, missing))


def _dashed(column: Column, series: pl.Series) -> bool:
    """Tell whether dates are written as ISO says: all such forms can stand in one column."""
    there = series.filter(column.values.is_not_null()).head(1).str.strip_chars()
    return bool(there.str.contains(r"^\d{4}-").all())


def _reading(column: Column, cells: pl.Series, rules: Rules) -> Reading | None:
    if column.notices or column.values.null_count() == len(cells):
        return None
    kind = next(kind for kind, dtype in _DTYPES.items() if column.values.dtype == dtype)
    if kind == "text":
        return kind if _surely_text(cells, rules) else None
    return kind if kind != "date" or _dashed(column, cells) else None


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
        reader(probe) is not None or writing.may_be_infinite(reader, probe)
        for reader in writing.readers(rules.decimal)
        for probe in probes
    )


def _series(cells: pa.ChunkedArray) -> pl.Series:
    found = pl.from_arrow(cells)
    assert isinstance(found, pl.Series)
    return found
