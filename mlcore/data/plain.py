"""Columns of plain numbers, typed all at once, as a table may have thousands of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mlcore.data import writing
from mlcore.data.options import ReadOptions


def plain_numbers(columns: Sequence[pl.Series], options: ReadOptions) -> dict[int, pl.Series]:
    """Return those of the text *columns* that hold plain numbers and gaps only, by place.

    As the readers of ``writing`` would type them; a column that needs a second look is
    left to those.
    """
    cells = pl.DataFrame([column.alias(f"c{i}") for i, column in enumerate(columns)])
    if not cells.height:
        return {}
    tokens = [token.strip() for token in options.tokens]
    bare = cells.select(pl.all().str.strip_chars())
    present = bare.select(pl.when(~pl.all().is_in(tokens)).then(pl.all()))
    some = _true(present.select(pl.all().is_not_null().any()))
    some -= _true(present.select((pl.all() == "-0").any()))
    whole = some & _true(present.select(pl.all().str.contains(writing.INTEGER).all()))
    number = some & _true(present.select(pl.all().str.contains(writing.PLAIN).all()))
    found = (
        *_wholes(present.select(sorted(whole))),
        *_decimals(present.select(sorted(number - whole))),
    )
    return {int(values.name[1:]): values for values in found}


def _wholes(text: pl.DataFrame) -> list[pl.Series]:
    """Return the columns within 64 bits."""
    values = text.cast(pl.Int64, strict=False)
    pairs = zip(values, text, strict=True)
    return [after for after, before in pairs if after.null_count() == before.null_count()]


def _decimals(text: pl.DataFrame) -> list[pl.Series]:
    """Return the columns in which nothing was rounded and no point may group thousands."""
    values = text.cast(pl.Float64)
    exact = _true(values.select(pl.all().abs().max() < writing.LARGEST_WHOLE_FLOAT))
    return [c for c in values if c.name in exact and _clear(text[c.name].drop_nulls())]


def _clear(text: pl.Series) -> bool:
    return writing.rounded(text) is None and writing.doubtful(text) is None


def _true(flags: pl.DataFrame) -> set[str]:
    """Return the columns of a one-row table of flags that are true."""
    row = flags.row(0) if flags.height and flags.width else ()
    return {name for name, flag in zip(flags.columns, row, strict=False) if flag}
