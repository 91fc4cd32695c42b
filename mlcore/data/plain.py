"""Columns of plain numbers, typed all at once, as a table may have thousands of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mlcore.data import writing
from mlcore.data.options import ReadOptions

_PROBE = 1000


def plain_numbers(columns: Sequence[pl.Series], options: ReadOptions) -> dict[int, pl.Series]:
    """Return those of the text *columns* that hold plain numbers and gaps only, by place.

    As the readers of ``writing`` would type them; a column that needs a second look is
    left to those. Cells are cast first and looked at afterwards: patterns over each cell
    would take several times as long.
    """
    cells = pl.DataFrame([column.alias(f"c{i}") for i, column in enumerate(columns)])
    if not cells.height:
        return {}
    tokens = [token.strip() for token in options.tokens]
    bare = cells.select(_candidates(cells.head(_PROBE), tokens)).select(_stripped())
    found = _typed(bare, pl.Int64, tokens)
    rest = bare.drop([values.name for values in found])
    return {
        int(c.name[1:]): c for c in (*found, *_decimals(rest, _typed(rest, pl.Float64, tokens)))
    }


def _stripped() -> pl.Expr:
    return pl.all().str.strip_chars()


def _candidates(probe: pl.DataFrame, tokens: list[str]) -> list[str]:
    """Return the columns whose first cells are plain numbers and gaps."""
    bare = probe.select(_stripped())
    gaps = pl.all().is_null() | pl.all().is_in(tokens)
    return sorted(_true(bare.select((pl.all().str.contains(writing.PLAIN) | gaps).all())))


def _typed(bare: pl.DataFrame, dtype: type[pl.DataType], tokens: list[str]) -> list[pl.Series]:
    """Return the columns that are numbers in plain writing but for gaps, some at least."""
    values = bare.cast(dtype, strict=False)
    tidy = _true(bare.select(~_odd().any()))
    found = []
    for column, text in zip(values, bare, strict=True):
        if column.name not in tidy or column.null_count() == len(column):
            continue
        failed = text.filter(column.is_null()).drop_nulls().unique()
        if failed.is_in(tokens).all() and not _unusual(column):
            found.append(column)
    return found


def _odd() -> pl.Expr:
    """Cells with leading zeros, a plus sign or an exponent, or ``-0``: a second look is due."""
    cell = pl.all()
    size = cell.str.len_bytes()
    zero = cell.str.starts_with("0") & (size > 1) & ~cell.str.starts_with("0.")
    minus = cell.str.starts_with("-0") & ~cell.str.starts_with("-0.")
    power = cell.str.contains("e", literal=True) | cell.str.contains("E", literal=True)
    return (zero | minus | cell.str.starts_with("+") | power).fill_null(value=False)


def _unusual(values: pl.Series) -> bool:
    """Tell whether words like nan and inf were taken for numbers."""
    return values.dtype == pl.Float64 and not bool(values.drop_nulls().is_finite().all())


def _decimals(text: pl.DataFrame, values: Sequence[pl.Series]) -> list[pl.Series]:
    """Return the columns in which nothing was rounded and no point may group thousands."""
    largest = writing.LARGEST_WHOLE_FLOAT
    exact = (c for c in values if float(c.abs().max() or 0) < largest)  # type: ignore[arg-type]
    return [c for c in exact if _clear(text[c.name].drop_nulls())]


def _clear(text: pl.Series) -> bool:
    return writing.rounded(text) is None and writing.doubtful(text) is None


def _true(flags: pl.DataFrame) -> set[str]:
    """Return the columns of a one-row table of flags that are true."""
    row = flags.row(0) if flags.height and flags.width else ()
    return {name for name, flag in zip(flags.columns, row, strict=False) if flag}
