"""Marks of a chart → the rows that stand in them: what is chosen in it, for other views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce as fold
from operator import and_, or_
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling.chart.numbers import coordinates
from mlcore.profiling.chart.spec import ChartSpec

End: TypeAlias = "float | str"


@dataclass(frozen=True)
class Span:
    """What one part of a chart has to be.

    Parameters
    ----------
    part : str
        ``"x"``, ``"y"``, ``"colour"`` or ``"facet"``.
    low, high : float or str
        Both ends are in it: numbers of groups, beginnings of bins, values; dates as ISO text.
    """

    part: str
    low: End
    high: End


@dataclass(frozen=True)
class Picked:
    """What was chosen in a chart.

    Parameters
    ----------
    spec : ChartSpec
        The chart.
    marks : tuple of tuple of Span
        A row is chosen when it is in every span of one of them.
    of : str
        Fingerprint of the table it was drawn of: of another one the groups are others.
    """

    spec: ChartSpec
    marks: tuple[tuple[Span, ...], ...]
    of: str


def rows(data: Dataset, picked: Picked) -> np.ndarray:
    """Return the positions of the rows of *data* that were *picked*, in order.

    Raises
    ------
    LoupeError
        ``no_column`` or ``chart_unfit`` when there is no such chart of *data*.
    """
    places = coordinates(data, picked.spec)
    marks = (fold(and_, (_within(places[s.part], s) for s in mark)) for mark in picked.marks)
    inside = fold(or_, marks)
    return places["row"].filter(inside.fill_null(False)).to_numpy().astype(np.int64)


def _within(values: pl.Series, span: Span) -> pl.Series:
    low, high = (_typed(end, values) for end in (span.low, span.high))
    return (values >= low) & (values <= high)


def _typed(end: End, like: pl.Series) -> Any:
    return datetime.fromisoformat(str(end)) if like.dtype.is_temporal() else end


def from_json(said: Mapping[str, Any]) -> Picked:
    """Return what was picked, from the JSON values of it."""
    marks: Sequence[Any] = said["marks"]
    spans = tuple(tuple(Span(**span) for span in mark) for mark in marks)
    return Picked(ChartSpec(**said["spec"]), spans, said["of"])
