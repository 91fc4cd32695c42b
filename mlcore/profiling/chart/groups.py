"""The values of a column as a few groups: what colours, panels and bars stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

import numpy as np
import polars as pl

from mlcore.numbers import significant


@dataclass(frozen=True)
class Group:
    """Rows that are drawn alike.

    Parameters
    ----------
    part : {"value", "range", "other", "missing"}
        What they have in common; "other" are the less frequent values together.
    label : str
        The value or the range; empty for the other two.
    different : int
        How many different values are in it.
    """

    part: Literal["value", "range", "other", "missing"]
    label: str = ""
    different: int = 1


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups in the order they are drawn, and the group of each row."""

    groups: tuple[Group, ...]
    codes: pl.Series


def groups(values: pl.Series, most: int, ranges: int = 5) -> Groups:
    """Return the rows of *values* in at most *most* groups.

    Numbers and dates with few different values keep their order; with many they are cut into
    *ranges* of about equally many rows. Others come by how frequent they are, and those that
    find no place are taken together. Rows without a value come last.

    Parameters
    ----------
    values : Series
        As ``cells.read`` gives them.
    most : int
        Groups at most, the rows without a value counted.
    ranges : int
        Ranges that numbers with many values are cut into.
    """
    gaps = values.null_count() > 0
    places = most - gaps
    scaled = values.dtype.is_numeric() or values.dtype.is_temporal()
    if scaled and values.drop_nulls().n_unique() > places:
        codes, found = _ranges(values, min(ranges, places))
    else:
        codes, found = _levels(values, places, scaled)
    if gaps:
        codes = codes.fill_null(len(found))
        found.append(Group("missing"))
    return Groups(tuple(found), codes)


def _levels(values: pl.Series, places: int, in_order: bool) -> tuple[pl.Series, list[Group]]:
    counts = values.drop_nulls().alias("value").value_counts(name="rows")
    order = counts.sort(["rows", "value"], descending=[True, False])["value"]
    if in_order:
        order = order.sort()
    rest = max(len(order) - places, 0)
    kept = order if not rest else order.head(places - 1)
    names = [shown(value) for value in kept.to_list()]
    found = [Group("value", name) for name in names]
    codes = pl.select(
        pl.lit(values).replace_strict(
            kept, pl.Series(range(len(kept)), dtype=pl.Int32), default=len(kept),
            return_dtype=pl.Int32,
        )
    ).to_series()  # fmt: skip
    codes = pl.select(pl.when(values.is_not_null()).then(codes)).to_series()
    return codes, [*found, Group("other", different=rest + 1)] if rest else found


def _ranges(values: pl.Series, most: int) -> tuple[pl.Series, list[Group]]:
    known = values.drop_nulls()
    physical = known.to_physical().cast(pl.Float64).to_numpy()
    edges = np.unique(np.quantile(physical, np.linspace(0, 1, most + 1)))
    places = np.clip(np.searchsorted(edges, physical, "right") - 1, 0, max(len(edges) - 2, 0))
    ends = [_end(edge, values.dtype) for edge in edges]
    found = [Group("range", f"{shown(low)} – {shown(high)}") for low, high in pairwise(ends)] or [
        Group("range", shown(ends[0]))
    ]
    if len(known) == len(values):
        return pl.Series(places.astype(np.int32)), found
    codes = pl.Series([None], dtype=pl.Int32).new_from_index(0, len(values))
    return codes.scatter(values.is_not_null().arg_true(), places.astype(np.int32)), found


def _end(edge: float, dtype: pl.DataType) -> object:
    return np.datetime64(int(edge), "us") if dtype.is_temporal() else edge


def shown(value: object) -> str:
    """Return a value as people read it: numbers to four digits, dates without empty clocks."""
    if isinstance(value, float):
        return significant(value, 4)
    if not isinstance(value, (datetime, np.datetime64)):
        return str(value)
    text = str(value).replace("T", " ")
    return text.removesuffix(".000000").removesuffix(" 00:00:00")
