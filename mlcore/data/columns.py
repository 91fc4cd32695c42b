"""Raw columns → typed columns: missing values, then numbers, dates and booleans in writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from mlcore.data import writing
from mlcore.data.column import PROBE, Column, Wish, first_reading, refusal, spread, written
from mlcore.data.dataset import Notice
from mlcore.data.options import ReadOptions
from mlcore.data.plain import plain_columns
from mlcore.data.raw import Raw


def typed(
    raw: Raw, names: tuple[str, ...], options: ReadOptions
) -> tuple[list[pl.Series], tuple[Notice, ...]]:
    """Return the columns of *raw* under *names*, typed, and what was noticed.

    Raises
    ------
    LoupeError
        ``not_convertible`` when a column is not of the kind a person asked for.
    """
    found = each(raw, names, options)
    return [column.values for column in found], noticed(found)


def each(raw: Raw, names: tuple[str, ...], options: ReadOptions) -> list[Column]:
    """Return the columns of *raw* under *names*, typed one by one; errors as :func:`typed`."""
    kinds = dict(options.kinds)
    decimal = options.decimal or raw.decimal
    plain = [i for i, s in enumerate(raw.columns) if s.dtype == pl.String and names[i] not in kinds]
    texts = [raw.columns[i] for i in plain] if raw.written else []
    known = {plain[place]: column for place, column in plain_columns(texts, options).items()}
    found = [
        known[i]
        if i in known
        else _column(series, raw, Wish(names[i], options, decimal, kinds.get(names[i])))
        for i, series in enumerate(raw.columns)
    ]
    return [replace(c, values=c.values.alias(n)) for c, n in zip(found, names, strict=True)]


def noticed(found: Sequence[Column]) -> tuple[Notice, ...]:
    """Return what is told about typed columns; of their values only the names are looked at."""
    return (*_merged(found), *_token_notice(found))


def _column(cells: pl.Series, raw: Raw, wish: Wish) -> Column:
    if cells.dtype == pl.Null:
        cells = cells.cast(pl.String)
    if cells.dtype != pl.String:
        return Column(_as_text(cells) if wish.kind in ("text", "category") else cells)
    return written(cells, wish) if raw.written else _dated(cells.alias("cells"), wish)


def _dated(cells: pl.Series, wish: Wish) -> Column:
    """Texts of a typed source stay texts, except dates, for which JSON has no type."""
    missing, kind = cells.is_null() | cells.is_in(list(wish.options.missing or ())), wish.kind
    values = cells.filter(~missing)
    if kind in ("text", "category") or not len(values):
        return Column(pl.select(pl.when(missing).then(None).otherwise(cells)).to_series())
    found = writing.dates(values) if writing.dates(values.head(PROBE)) else None
    if kind is not None and kind != "date":
        found = first_reading(values.str.strip_chars(), "", kind)
        if found is None:
            raise refusal(wish.name, values, kind, "")
    return Column(spread(found.values, ~missing)) if found else Column(cells)


def _as_text(series: pl.Series) -> pl.Series:
    return series.cast(pl.String)


def _merged(found: Sequence[Column]) -> list[Notice]:
    """Put columns with the same notice into one."""
    groups: dict[tuple[str, tuple[tuple[str, object], ...]], list[str]] = {}
    for column in found:
        for notice in column.notices:
            groups.setdefault((notice.code, notice.facts), []).extend(notice.columns)
    return [Notice(code, facts, tuple(names)) for (code, facts), names in groups.items()]


def _token_notice(found: Sequence[Column]) -> list[Notice]:
    counts: Counter[str] = Counter()
    names = []
    for column in found:
        if column.tokens:
            names.append(column.values.name)
            counts.update(dict(column.tokens))
    tokens = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return [Notice("missing_tokens", (("tokens", tokens),), tuple(names))] if tokens else []
