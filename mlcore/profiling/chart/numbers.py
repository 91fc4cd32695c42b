"""The numbers of a chart: read, put into groups, reduced until a browser can hold them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from mlcore.data.dataset import Dataset
from mlcore.profiling import cells
from mlcore.profiling.chart import reduce
from mlcore.profiling.chart.groups import Group, groups
from mlcore.profiling.chart.spec import ChartKind, ChartSpec, checked, entry, role

COLOURS = 8
PANELS = 6
LEVELS = 20
"""Bars, boxes or lines of a heat map, at most."""
_PARTED: dict[ChartKind, tuple[str, ...]] = {
    "bar": ("x",), "box": ("x",), "strip": ("x",), "heat": ("x", "y"),
}  # fmt: skip
_REDUCERS: dict[ChartKind, Callable[[pl.DataFrame, ChartSpec], pl.DataFrame]] = {
    "histogram": reduce.histogram,
    "bar": reduce.bars,
    "line": reduce.line,
    "points": reduce.points,
    "density": reduce.density,
    "box": reduce.boxes,
    "strip": reduce.points,
    "heat": reduce.heat,
}


@dataclass(frozen=True, eq=False)
class ChartData:
    """A chart in numbers; the drawing looks at nothing else.

    Parameters
    ----------
    spec : ChartSpec
        What was asked, without what its kind does not use.
    frame : DataFrame
        One line a mark. ``facet`` and ``colour`` are places in the groups below; ``x`` and
        ``y`` are values, or places in the groups when these are given.
    x, y, colour, facet : tuple of Group
        The groups of that part; empty when it has none.
    rows : int
        Rows that the marks speak of.
    left_out : int
        Rows without a value on an axis.
    drawn : int or None
        Of so many random rows each has a mark; None when the marks are of all rows.
    """

    spec: ChartSpec
    frame: pl.DataFrame
    x: tuple[Group, ...] = ()
    y: tuple[Group, ...] = ()
    colour: tuple[Group, ...] = ()
    facet: tuple[Group, ...] = ()
    rows: int = 0
    left_out: int = 0
    drawn: int | None = None


def numbers(data: Dataset, spec: ChartSpec) -> ChartData:
    """Return the numbers of the chart *spec* of *data*.

    Parameters
    ----------
    data : Dataset
        Only the chart's columns are read.
    spec : ChartSpec
        The chart.

    Raises
    ------
    LoupeError
        ``no_column``; ``chart_unfit`` when the kind cannot take these columns.
    """
    placed = _placed(data, spec)
    spec, parted, known = placed.spec, placed.parted, placed.known.drop("row")
    reduced = _REDUCERS[spec.kind](known, spec)
    marks = entry(spec.kind).kind in ("points", "strip")
    return ChartData(
        spec,
        reduced,
        **{part: found[0] for part, found in parted.items()},
        rows=known.height,
        left_out=placed.rows - known.height,
        drawn=reduced.height if marks and reduced.height < known.height else None,
    )


def coordinates(data: Dataset, spec: ChartSpec) -> pl.DataFrame:
    """Return where each row of *data* stands in the chart: ``row``, and a column for each part.

    Bins are named by their beginning, groups by their number, as in the marks of the chart;
    rows without a value on an axis are left out. Parameters and errors as :func:`numbers`.
    """
    placed = _placed(data, spec)
    return reduce.begun(placed.known, placed.spec)


@dataclass(frozen=True, eq=False)
class _Placed:
    """The rows of a table that have a place in a chart, among so many, with their groups."""

    spec: ChartSpec
    parted: dict[str, tuple[tuple[Group, ...], pl.Series]]
    known: pl.DataFrame
    rows: int


def _placed(data: Dataset, spec: ChartSpec) -> _Placed:
    spec = checked(spec, data)
    frame = _read(data, spec)
    parted = {part: _groups(frame, part, spec) for part in _parts(spec)}
    axes = [part for part in ("x", "y") if part in frame.columns and part not in parted]
    frame = frame.with_columns(pl.Series(part, found[1]) for part, found in parted.items())
    known = frame.with_row_index("row").drop_nulls(axes)
    return _Placed(spec, parted, known, frame.height)


def _read(data: Dataset, spec: ChartSpec) -> pl.DataFrame:
    places = {name: i for i, name in enumerate(data.names)}
    wanted = {part: places[name] for part, name in spec.columns.items()}
    read = cells.read(data, sorted(set(wanted.values())))
    frame = pl.DataFrame([read[str(place)].alias(part) for part, place in wanted.items()])
    infinite = [
        pl.when(pl.col(part).is_finite()).then(pl.col(part)).alias(part)
        for part in frame.columns
        if frame[part].dtype.is_float()
    ]
    named = [
        pl.col(part).cast(pl.String)
        for part, name in spec.columns.items()
        if role(data.column(name)) == "level"
    ]
    return frame.with_columns(*infinite, *named)


def _parts(spec: ChartSpec) -> tuple[str, ...]:
    chosen = spec.columns
    return (*_PARTED.get(spec.kind, ()), *(p for p in ("colour", "facet") if p in chosen))


def _groups(frame: pl.DataFrame, part: str, spec: ChartSpec) -> tuple[tuple[Group, ...], pl.Series]:
    most = {"colour": COLOURS, "facet": PANELS}.get(part, LEVELS)
    found = groups(frame[part], most, ranges=10 if part in ("x", "y") else 5)
    return found.groups, found.codes
