"""Two columns together: the numbers of the chart that fits them, and how they go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.information import Information, information
from mlcore.profiling.parts import end
from mlcore.profiling.strength import Measure, Side, level_codes, levels, linear, relate, side
from mlcore.types import ColumnSpec, Kind

ROWS = 20_000
BINS = 24
LEVELS = 12
FIVE = (0.05, 0.25, 0.5, 0.75, 0.95)
Shape = Literal["numbers", "groups", "table"]


@dataclass(frozen=True)
class Box:
    """The numbers of one group: 5th, 25th, 50th, 75th and 95th percentile, and mean."""

    label: str
    rows: int
    quantiles: tuple[float, ...]
    mean: float


@dataclass(frozen=True)
class Pair:
    """Two columns together.

    Parameters
    ----------
    first, second : str
        Their names; with groups, the number column is the second.
    shape : {"numbers", "groups", "table"}
        What the chart shows: a grid of counts, a box per group, shares per value.
    counts : tuple of tuple of int
        Grid: one line per bin of the second, bins of the first in it. Table: one line per
        value of the first, values of the second in it.
    edges : (tuple, tuple)
        Ends of the bins of the first and the second column; dates as ISO text.
    labels : (tuple of str, tuple of str)
        Values of the first and the second column, most frequent first.
    boxes : tuple of Box
        One per group, most rows first.
    strength, measure
        As the matrix of relations has it.
    linear : float or None
        Pearson's correlation, of two numbers.
    information : Information or None
        Mutual information beside what chance makes of it.
    rows : int
        Rows with both values.
    sampled : bool
        Whether they come from a random part of all rows.
    """

    first: str
    second: str
    shape: Shape
    strength: float | None
    measure: Measure
    linear: float | None
    information: Information | None
    rows: int
    sampled: bool
    counts: tuple[tuple[int, ...], ...] = ()
    edges: tuple[tuple[float | str, ...], tuple[float | str, ...]] = ((), ())
    labels: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    boxes: tuple[Box, ...] = ()


def pair(data: Dataset, first: str, second: str, rows: int = ROWS, seed: int = 0) -> Pair:
    """Return two columns of *data* together.

    Raises
    ------
    LoupeError
        ``no_column`` when one is not there.
    """
    names = [first, second]
    part = cells.sample(data, names, rows, seed).drop_nulls()
    values = part.get_columns()
    strong, measure = relate(
        *(side(v, data.column(n).kind) for v, n in zip(values, names, strict=True))
    )
    sides = [side(v, _shown_as(data.column(n))) for v, n in zip(values, names, strict=True)]
    if sides[0].numbers is not None and sides[1].numbers is None:
        names, values, sides = names[::-1], values[::-1], sides[::-1]
    known = sides[0].known & sides[1].known
    shown: dict[str, object]
    straight = None
    if sides[0].numbers is not None and sides[1].numbers is not None:
        shown = _grid(sides[0].numbers[known], sides[1].numbers[known], values)
        straight = linear(sides[0].numbers[known], sides[1].numbers[known])
    elif sides[1].numbers is not None:
        shown = _boxes(values[0], sides[1])
    else:
        shown = _table(values[0], values[1])
    told = information(sides[0], sides[1], seed)
    return Pair(
        names[0], names[1], shown.pop("shape"), strong, measure, straight, told,  # type: ignore[arg-type]
        int(known.sum()), data.rows > rows, **shown,  # type: ignore[arg-type]
    )  # fmt: skip


def _shown_as(spec: ColumnSpec) -> Kind:
    """Return the kind a column is drawn as: two numbers make groups, as 0 and 1 do."""
    return "category" if spec.unique <= 2 and spec.kind in ("integer", "number") else spec.kind


def _grid(first: np.ndarray, second: np.ndarray, values: list[pl.Series]) -> dict[str, object]:
    if not len(first):
        return {"shape": "numbers"}
    counts, x, y = np.histogram2d(first, second, bins=[_edges(first), _edges(second)])
    edges = tuple(
        tuple(end(float(edge), column.dtype.is_temporal()) for edge in ends)
        for ends, column in zip((x, y), values, strict=True)
    )
    grid = tuple(tuple(int(n) for n in line) for line in counts.T)
    return {"shape": "numbers", "counts": grid, "edges": edges}


def _edges(numbers: np.ndarray) -> np.ndarray:
    low, high = float(numbers.min()), float(numbers.max())
    different = np.unique(numbers[:1000])
    if len(different) <= BINS and high - low < BINS and (numbers == np.round(numbers)).all():
        return np.arange(low - 0.5, high + 1)
    return np.linspace(low, high if high > low else low + 1, BINS + 1)


def _boxes(groups: pl.Series, numbers: Side) -> dict[str, object]:
    assert numbers.numbers is not None
    names = [name for name, _ in levels(groups)][:LEVELS]
    codes = level_codes(groups, len(names))
    boxes = []
    for code, name in enumerate(names):
        own = numbers.numbers[numbers.known & (codes == code)]
        if len(own):
            five = tuple(np.quantile(own, FIVE).tolist())
            boxes.append(Box(name, len(own), five, float(own.mean())))
    return {"shape": "groups", "boxes": tuple(boxes)}


def _table(first: pl.Series, second: pl.Series) -> dict[str, object]:
    names = [tuple(name for name, _ in levels(v))[:LEVELS] for v in (first, second)]
    a, b = level_codes(first, len(names[0])), level_codes(second, len(names[1]))
    kept = (a < len(names[0])) & (b < len(names[1]))
    flat = np.bincount(a[kept] * len(names[1]) + b[kept], minlength=len(names[0]) * len(names[1]))
    counts = flat.reshape(len(names[0]), len(names[1]))
    lines = tuple(tuple(int(n) for n in line) for line in counts)
    return {"shape": "table", "counts": lines, "labels": (names[0], names[1])}
