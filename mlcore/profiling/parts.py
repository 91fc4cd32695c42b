"""The rows of a table in a few parts, by the values of one column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from mlcore.numbers import significant
from mlcore.profiling.strength import level_codes, levels
from mlcore.types import Kind

MOST = 12


@dataclass(frozen=True)
class Part:
    """Positions of rows and what they have in common."""

    part: Literal["range", "value", "other", "missing"]
    rows: np.ndarray
    label: str = ""
    low: float | str | None = None
    high: float | str | None = None


def parts(values: pl.Series, kind: Kind) -> list[Part]:
    """Return the rows of *values* in order of value, those without one last.

    Numbers and dates with more than 12 different values are cut into bins of about equally
    many rows; a bin reaches from its low end up to but not including the next one's, the last
    one includes its high end.
    """
    numeric = values.dtype.is_temporal() or (
        kind in ("integer", "number") and values.dtype.is_numeric()
    )
    if not numeric:
        return _by_level(values, in_order=False)
    if not values.dtype.is_float() and values.drop_nulls().n_unique() <= MOST:
        return _by_level(values, in_order=True)
    return _by_range(values)


def _by_level(values: pl.Series, in_order: bool) -> list[Part]:
    text = _dated(values)
    codes = level_codes(text, MOST)
    names = [name for name, _ in levels(text)][:MOST]
    order = list(range(len(names)))
    if in_order and not values.dtype.is_temporal():
        order.sort(key=lambda i: float(names[i]))
    elif in_order:
        order.sort(key=lambda i: names[i])
    found = [Part("value", np.flatnonzero(codes == i), names[i]) for i in order]
    others, gaps = np.flatnonzero(codes == MOST), np.flatnonzero(codes == -1)
    found += [Part("other", others)] if len(others) else []
    return [*found, *([Part("missing", gaps)] if len(gaps) else [])]


def _by_range(values: pl.Series) -> list[Part]:
    dates = values.dtype.is_temporal()
    numbers = (values.to_physical() if dates else values).cast(pl.Float64).to_numpy()
    finite = np.isfinite(numbers)
    found = []
    if finite.any():
        edges = np.unique(np.quantile(numbers[finite], np.linspace(0, 1, MOST + 1)))
        bins = np.clip(np.searchsorted(edges, numbers, "right") - 1, 0, max(len(edges) - 2, 0))
        for i in range(max(len(edges) - 1, 1)):
            low, high = end(edges[i], dates), end(edges[min(i + 1, len(edges) - 1)], dates)
            rows = np.flatnonzero(finite & (bins == i))
            found.append(Part("range", rows, f"{_shown(low)} – {_shown(high)}", low, high))
    gaps = np.flatnonzero(~finite)
    return [*found, *([Part("missing", gaps)] if len(gaps) else [])]


def end(value: float, date: bool) -> float | str:
    """Return the end of a range: the number, or of a date the ISO text of its microseconds."""
    if not date:
        return float(value)
    text = str(np.datetime64(int(value), "us"))
    return text.removesuffix("T00:00:00.000000").removesuffix(".000000")


def _shown(end: float | str) -> str:
    return end if isinstance(end, str) else significant(end, 4)


def _dated(values: pl.Series) -> pl.Series:
    if not values.dtype.is_temporal():
        return values.cast(pl.String)
    ticks = values.to_physical().to_list()
    return pl.Series([None if tick is None else end(tick, True) for tick in ticks], dtype=pl.String)
