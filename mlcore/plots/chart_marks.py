"""The marks of each kind of chart: one trace a colour, in one panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from mlcore.language import translate as _
from mlcore.plots.palette import Palette, faded
from mlcore.plots.theme import plain
from mlcore.profiling.chart.groups import Group
from mlcore.profiling.chart.numbers import ChartData
from mlcore.profiling.chart.spec import ChartKind

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "star", "circle-open")
Trace = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """What every panel shares: the numbers and the colours."""

    value: ChartData
    ink: Palette

    @cached_property
    def first_panel(self) -> dict[int, int]:
        """The panel in which each colour stands first: there its name is put in the legend."""
        frame = self.value.frame
        if not self.value.facet:
            return dict.fromkeys(frame["colour"].unique().to_list(), 0)
        first = frame.group_by("colour").agg(pl.col("facet").min())
        return dict(first.iter_rows())


def named(group: Group) -> str:
    """Return the name of a group for people."""
    return group.label if group.part in ("value", "range") else _(group.part)


def _series(scene: Scene, frame: pl.DataFrame, panel: int) -> Iterator[tuple[int, Trace, Any]]:
    """Yield slot, what traces of one colour share, and their lines."""
    groups = scene.value.colour
    if not groups:
        yield 0, {"showlegend": False, "name": ""}, frame
        return
    for slot, group in enumerate(groups):
        lines = frame.filter(pl.col("colour") == slot)
        first = scene.first_panel.get(slot) == panel
        shared = {"name": plain(named(group), 24), "legendgroup": str(slot), "showlegend": first}
        if lines.height:
            yield slot, shared, lines


def _cells(values: pl.Series) -> Any:
    """Return values as plotly compares them: packed ones are drawn again where none changed."""
    return values.to_numpy() if values.dtype.is_temporal() else values.to_list()


def _hover(shared: Trace, text: str) -> str:
    return f"{shared['name']}{', ' if shared['name'] else ''}{text}<extra></extra>"


def _colour(scene: Scene, slot: int) -> str:
    other = scene.value.colour and scene.value.colour[slot].part != "value"
    grey = other and scene.value.colour[slot].part != "range"
    return scene.ink.muted if grey else scene.ink.series[slot]


def histogram(scene: Scene, frame: pl.DataFrame, panel: int) -> list[Trace]:
    """Return bars as wide as their bins, colours on top of each other."""
    return [
        {
            "type": "bar", **shared, "x": _cells(lines["x"]), "y": _cells(lines["rows"]),
            "width": _widths(lines), "offset": 0,
            "marker": {"color": _colour(scene, slot), "line": {"width": 0}},
            "hovertemplate": _hover(shared, "from %{x}: %{y:,} rows"),
        }
        for slot, shared, lines in _series(scene, frame, panel)
    ]  # fmt: skip


def _widths(lines: pl.DataFrame) -> list[float]:
    """Return the widths of bins as plotly counts them: milliseconds between dates."""
    gap = lines["x_end"].to_numpy() - lines["x"].to_numpy()
    wide = gap / np.timedelta64(1, "ms") if gap.dtype.kind == "m" else gap
    return (0.92 * wide).tolist()


def bars(scene: Scene, frame: pl.DataFrame, panel: int) -> list[Trace]:
    """Return a bar for each group of x, colours side by side."""
    ticks = [plain(named(group)) for group in scene.value.x]
    return [
        {
            "type": "bar", **shared, "x": _cells(lines["x"]), "y": _cells(lines["value"]),
            "marker": {"color": _colour(scene, slot), "line": {"width": 0}},
            "customdata": [ticks[place] for place in lines["x"].to_list()],
            "hovertemplate": _hover(shared, "%{customdata}: %{y:,.4~g}"),
        }
        for slot, shared, lines in _series(scene, frame, panel)
    ]  # fmt: skip


def line(scene: Scene, frame: pl.DataFrame, panel: int) -> list[Trace]:
    """Return a line for each colour, each with a dash of its own."""
    return [
        {
            "type": "scatter", "mode": "lines", **shared,
            "x": _cells(lines["x"]), "y": _cells(lines["value"]),
            "line": {"color": _colour(scene, slot), "width": 2.5, "dash": DASHES[slot]},
            "hovertemplate": _hover(shared, "%{x}: %{y:,.4~g}"),
        }
        for slot, shared, lines in _series(scene, frame, panel)
    ]  # fmt: skip


def points(scene: Scene, frame: pl.DataFrame, panel: int) -> list[Trace]:
    """Return a point for each row, each colour with a symbol of its own."""
    return [
        {
            "type": "scatter", "mode": "markers", **shared,
            "x": _places(lines, scene), "y": _cells(lines["y"]),
            "marker": {
                "color": _colour(scene, slot), "symbol": SYMBOLS[slot],
                "size": _sizes(scene, lines),
                "opacity": 0.75 if scene.value.frame.height < 1000 else 0.45,
                "line": {"width": 0 if lines.height > 500 else 1, "color": scene.ink.page},
            },
            "hovertemplate": _hover(shared, "%{x}; %{y:,.4~g}"),
        }
        for slot, shared, lines in _series(scene, frame, panel)
    ]  # fmt: skip


def _places(lines: pl.DataFrame, scene: Scene) -> Any:
    """Return where points stand: those of a group are spread so that they do not hide another."""
    places = lines["x"]
    if not scene.value.x:
        return _cells(places)
    return (places.to_numpy() + np.random.default_rng(0).uniform(-0.3, 0.3, len(places))).tolist()


def _sizes(scene: Scene, lines: pl.DataFrame) -> Any:
    """Return diameters whose areas follow the size column; rows without one are smallest."""
    if "size" not in lines.columns:
        return 8 if scene.value.frame.height < 1000 else 5
    everything = scene.value.frame["size"].cast(pl.Float64)
    low, high = everything.min(), everything.max()
    if not isinstance(low, float) or not isinstance(high, float) or high <= low:
        return 8
    share = (lines["size"].cast(pl.Float64).fill_null(low).to_numpy() - low) / (high - low)
    return np.sqrt(16 + share * (24**2 - 16)).tolist()


def grid(scene: Scene, frame: pl.DataFrame, panel: int) -> list[Trace]:
    """Return the rows of each cell as a colour: more is further from the page."""
    x, y = _axis(scene, frame, "x"), _axis(scene, frame, "y")
    cells = np.full((len(y), len(x)), np.nan)
    across = {place: i for i, place in enumerate(x)}
    up = {place: i for i, place in enumerate(y)}
    for place, level, rows in frame.select("x", "y", "rows").iter_rows():
        cells[up[level], across[place]] = rows
    top = float(scene.value.frame["rows"].cast(pl.Float64).max() or 1)  # type: ignore[arg-type]
    gaps = 2 if scene.value.x else 0
    return [
        {
            "type": "heatmap", "z": cells.tolist(),
            "x": _middles(frame, "x", x), "y": _middles(frame, "y", y),
            "zmin": 0, "zmax": top, "colorscale": scene.ink.scale(scene.ink.sequential),
            "showscale": False, "xgap": gaps, "ygap": gaps, "hoverongaps": False,
            "hovertemplate": "%{x}; %{y}: %{z:,} rows<extra></extra>",
        }
    ]  # fmt: skip


def _axis(scene: Scene, frame: pl.DataFrame, part: str) -> list[Any]:
    """Return all places along an axis, those without rows too, so that cells keep their width."""
    groups = getattr(scene.value, part)
    if groups:
        return list(range(len(groups)))
    return list(frame[part].unique().sort().to_list())


def _middles(frame: pl.DataFrame, part: str, places: list[Any]) -> list[Any]:
    if f"{part}_end" not in frame.columns:
        return places
    ends = dict(frame.select(part, f"{part}_end").iter_rows())
    return [place + (ends[place] - place) / 2 for place in places]


def boxes(scene: Scene, frame: pl.DataFrame, panel: int) -> list[Trace]:
    """Return a box for each group of x; the whiskers end at the 5th and 95th percentile."""
    names = {"q1": "q25", "median": "median", "q3": "q75", "lowerfence": "q05",
             "upperfence": "q95"}  # fmt: skip
    return [
        {
            "type": "box", "x": _cells(frame["x"]), "showlegend": False, "width": 0.5,
            **{name: _cells(frame[column]) for name, column in names.items()},
            "line": {"color": scene.ink.first, "width": 1.5}, "marker": {"color": scene.ink.first},
            "fillcolor": faded(scene.ink.first, 0.28),
        }
    ]  # fmt: skip


MARKS: dict[ChartKind, Callable[[Scene, pl.DataFrame, int], list[Trace]]] = {
    "histogram": histogram,
    "bar": bars,
    "line": line,
    "points": points,
    "density": grid,
    "box": boxes,
    "strip": points,
    "heat": grid,
}
