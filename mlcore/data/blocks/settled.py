"""The kinds of columns, settled by the first block; each later block is held to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from mlcore.data import columns, plain, writing
from mlcore.data.column import CODES, PROBE, Column, counted, written
from mlcore.data.offers import offers
from mlcore.data.options import WEAK_TOKENS, ReadOptions
from mlcore.data.raw import Raw

Reading = Literal["integer", "number", "boolean", "date", "text"]
"""What a column is when nothing had to be told about it; None: to be seen when all is read."""
DTYPES: dict[Reading | None, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Datetime("us"),
    "text": pl.String(),
    None: pl.String(),
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

    frame: pl.DataFrame
    tokens: list[Counter[str]] = field(default_factory=list)
    violated: set[int] = field(default_factory=set)


def settled(cells: pl.DataFrame, rules: Rules) -> list[Reading | None]:
    """Return what the columns of the first block are."""
    kinds = dict(rules.options.kinds)
    free = [i for i, name in enumerate(rules.names) if name not in kinds]
    names = tuple(rules.names[i] for i in free)
    raw = Raw(names, tuple(cells.to_series(i) for i in free), decimal=rules.decimal)
    found: list[Reading | None] = [
        "text" if kinds.get(name) in ("text", "category") and not _codes(column, rules) else None
        for name, column in zip(rules.names, cells, strict=True)
    ]
    for i, column in zip(free, columns.each(raw, names, rules.options), strict=True):
        found[i] = _reading(column, cells.to_series(i), rules)
    return found


def typed(cells: pl.DataFrame, readings: Sequence[Reading | None], rules: Rules) -> Typed:
    """Return the columns *cells* of a block as what *readings* say they are.

    The columns in which a cell is not so are named; they are all missing then.
    """
    numbers = _numbers(cells, readings, rules)
    values, made = [], Typed(cells)
    for i, reading in enumerate(readings):
        series = cells.to_series(i).alias(rules.names[i])
        column = numbers.get(i) or _column(series, reading, rules)
        found = held(column, reading) if column else None
        if found is None:
            made.violated.add(i)
            found = pl.Series([None], dtype=DTYPES[reading]).new_from_index(0, len(series))
        made.tokens.append(Counter(dict(column.tokens)) if column else Counter())
        values.append(found.alias(rules.names[i]))
    made.frame = pl.DataFrame(values)
    return made


def held(column: Column, reading: Reading | None) -> pl.Series | None:
    """Return the values of *column* when they are of the kind *reading*, told without a word."""
    values = column.values
    if column.notices:
        return None
    if reading in ("text", None):
        return values
    if values.null_count() == len(values):
        return values.cast(DTYPES[reading])
    if reading == "number" and values.dtype == pl.Int64 and (values.abs() < _EXACT).all():
        return values.cast(pl.Float64)
    return values if values.dtype == DTYPES[reading] else None


def _numbers(
    cells: pl.DataFrame, readings: Sequence[Reading | None], rules: Rules
) -> dict[int, Column]:
    found = {}
    for reading in ("integer", "number"):
        places = [i for i, other in enumerate(readings) if other == reading]
        texts = [cells.to_series(i) for i in places]
        numbers = plain.numbers(texts, reading == "integer", rules.options) if texts else {}
        for place, values in numbers.items():
            found[places[place]] = columns.together(texts[place], values)
    return found


def _column(series: pl.Series, reading: Reading | None, rules: Rules) -> Column | None:
    if reading is None:
        return Column(series)
    if reading == "text":
        return _text(series, rules.options)
    column = written(series, rules.decimal, None, rules.options)
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
    kinds: tuple[Reading, ...] = ("integer", "number", "boolean", "date")
    for kind in kinds:
        if column.values.dtype == DTYPES[kind]:
            return kind if kind != "date" or _dashed(column, cells) else None
    return "text" if _surely_text(cells.alias(column.values.name), rules) else None


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
