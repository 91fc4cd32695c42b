"""What a chart shows: its kind and its columns; which kinds there are and what each needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling.messages import CHART_UNFIT
from mlcore.types import ColumnSpec

ChartKind = Literal["histogram", "bar", "line", "points", "density", "box", "strip", "heat"]
Role = Literal["measure", "time", "level"]
Aggregate = Literal["count", "mean", "median", "sum", "min", "max"]
AGGREGATES: tuple[Aggregate, ...] = ("count", "mean", "median", "sum", "min", "max")
MANY = 2000
"""With more rows than this, two measures are offered as a density rather than as points."""
_SCALED: tuple[Role, ...] = ("measure", "time")
_ANY: tuple[Role, ...] = ("measure", "time", "level")


@dataclass(frozen=True)
class ChartSpec:
    """One chart.

    Parameters
    ----------
    kind : ChartKind
        How it is drawn.
    x : str
        Column along the horizontal axis.
    y, colour, size, facet : str or None
        Columns for the vertical axis, for colours, for the size of points, for panels.
    aggregate : Aggregate
        What is made of *y* where rows are taken together.
    """

    kind: ChartKind
    x: str
    y: str | None = None
    colour: str | None = None
    size: str | None = None
    facet: str | None = None
    aggregate: Aggregate = "count"

    @property
    def columns(self) -> dict[str, str]:
        """The column of each part that has one."""
        parts = ("x", "y", "colour", "size", "facet")
        return {part: name for part in parts if (name := getattr(self, part)) is not None}


@dataclass(frozen=True)
class Entry:
    """A kind of chart and what it can take.

    Parameters
    ----------
    kind : ChartKind
        Its name.
    title : str
        For people.
    x, y : tuple of Role
        What the axes take; an empty *y* takes none.
    y_needed : bool
        Whether it is nothing without a *y*.
    colour, size, aggregate : bool
        Whether it uses them.
    """

    kind: ChartKind
    title: str
    x: tuple[Role, ...]
    y: tuple[Role, ...] = ()
    y_needed: bool = False
    colour: bool = True
    size: bool = False
    aggregate: bool = False


KINDS: tuple[Entry, ...] = (
    Entry("histogram", "Histogram", _SCALED),
    Entry("bar", "Bars", _ANY, ("measure",), aggregate=True),
    Entry("line", "Line", _SCALED, ("measure",), aggregate=True),
    Entry("points", "Points", _SCALED, _SCALED, True, size=True),
    Entry("density", "Density", _SCALED, _SCALED, True, colour=False),
    Entry("box", "Boxes", _ANY, ("measure",), True, colour=False),
    Entry("strip", "Strip", ("level", "measure"), ("measure",), True),
    Entry("heat", "Heat map", _ANY, _ANY, True, colour=False),
)


def entry(kind: ChartKind) -> Entry:
    """Return the entry of *kind*."""
    return next(found for found in KINDS if found.kind == kind)


def role(column: ColumnSpec) -> Role:
    """Return what *column* can stand for: a quantity, a time, or names of groups."""
    if column.kind == "date":
        return "time"
    return "measure" if column.kind in ("integer", "number") else "level"


def fitting(x: ColumnSpec, y: ColumnSpec | None, rows: int) -> tuple[ChartKind, ...]:
    """Return the kinds that can draw *x* (and *y*), the most telling one first.

    Parameters
    ----------
    x, y : ColumnSpec
        The chosen columns; *y* is None while there is none.
    rows : int
        Rows of the table.
    """
    found = [e.kind for e in KINDS if _takes(e, role(x), None if y is None else role(y))]
    best = _best(role(x), None if y is None else role(y), rows)
    return tuple(sorted(found, key=lambda kind: kind != best))


def _takes(kind: Entry, x: Role, y: Role | None) -> bool:
    if x not in kind.x:
        return False
    return not kind.y_needed if y is None else y in kind.y


def _best(x: Role, y: Role | None, rows: int) -> ChartKind:
    if y is None:
        return "bar" if x == "level" else "histogram"
    if y == "level" or x == "level":
        return "box" if y == "measure" else "heat"
    if x == "time" and y == "measure":
        return "line"
    return "density" if rows > MANY else "points"


def checked(spec: ChartSpec, data: Dataset) -> ChartSpec:
    """Return *spec* without what its kind does not use.

    Raises
    ------
    LoupeError
        ``no_column``; ``chart_unfit`` when the kind cannot take these columns.
    """
    for name in spec.columns.values():
        data.column(name)
    kind, y = entry(spec.kind), spec.y
    if not _takes(kind, role(data.column(spec.x)), None if y is None else role(data.column(y))):
        others = fitting(data.column(spec.x), None if y is None else data.column(y), data.rows)
        raise LoupeError(CHART_UNFIT, kind=kind.title, fitting=_titles(others))
    aggregate: Aggregate = spec.aggregate if kind.aggregate and y is not None else "count"
    if kind.aggregate and y is not None and aggregate == "count":
        spec = replace(spec, y=None)
    size = spec.size if kind.size and _measure(data, spec.size) else None
    return replace(
        spec, colour=spec.colour if kind.colour else None, size=size, aggregate=aggregate
    )


def _measure(data: Dataset, name: str | None) -> bool:
    return name is not None and role(data.column(name)) == "measure"


def _titles(kinds: Sequence[ChartKind]) -> str:
    return ", ".join(entry(kind).title for kind in kinds)
