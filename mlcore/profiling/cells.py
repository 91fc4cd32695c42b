"""Columns of a data set as polars series, taken by position: names are never parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset

CELLS_AT_ONCE = 20_000_000
"""So many cells are held in memory at a time."""


def read(data: Dataset, positions: Sequence[int]) -> pl.DataFrame:
    """Return the columns at *positions*, named by their position; a NaN is a missing value."""
    query = data.scan()
    if len(positions) < len(data.columns):
        query = query.select(pl.nth(list(positions)))
    # renamed first: polars reads "*" and "^…$" as patterns even in a method of one series
    series = zip(positions, query.collect(), strict=True)
    frame = pl.DataFrame([_plain(values.alias(str(i))) for i, values in series])
    return frame.with_columns(pl.selectors.float().fill_nan(None))


def groups(data: Dataset, positions: Sequence[int] | None = None) -> Iterator[Sequence[int]]:
    """Yield runs of *positions* (None: all) that fit in memory together."""
    places = range(len(data.columns)) if positions is None else positions
    size = max(1, CELLS_AT_ONCE // max(data.rows, 1))
    for start in range(0, len(places), size):
        yield places[start : start + size]


def columns(data: Dataset, names: Sequence[str]) -> Iterator[tuple[str, pl.Series]]:
    """Yield the columns *names* with all their values, read a few at a time."""
    for group in groups(data, [data.position(name) for name in names]):
        for place, values in zip(group, read(data, group), strict=True):
            yield data.names[place], values


def some_rows(rows: int, most: int, seed: int = 0) -> np.ndarray | None:
    """Return the sorted positions of *most* random rows, or None when there are not more."""
    if rows <= most:
        return None
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def sample(data: Dataset, names: Sequence[str], most: int, seed: int = 0) -> pl.DataFrame:
    """Return at most *most* random rows of the columns *names*, named "0", "1", … in that order.

    Raises
    ------
    LoupeError
        ``no_column`` when one is not there.
    """
    wanted = [data.position(name) for name in names]
    rows = some_rows(data.rows, most, seed)
    taken: dict[int, pl.Series] = {}
    for group in groups(data, sorted(set(wanted))):
        part = read(data, group)
        part = part if rows is None else part[rows]
        taken.update(zip(group, part, strict=True))
    return pl.DataFrame([taken[place].alias(str(i)) for i, place in enumerate(wanted)])


def _plain(series: pl.Series) -> pl.Series:
    if series.dtype.is_float():
        return series.cast(pl.Float64)
    if series.dtype.is_integer():
        return series if series.dtype == pl.UInt64 else series.cast(pl.Int64)
    if series.dtype.is_decimal():
        return series.cast(pl.Float64)
    if series.dtype.is_temporal():
        return series.cast(pl.Datetime("us"), strict=False)
    return series if series.dtype in (pl.Boolean, pl.String) else series.cast(pl.String)
