"""A chart of a person's own choosing, drawn: its panels, its words and its table."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from mlcore.language import translate as _
from mlcore.numbers import significant, whole
from mlcore.plots.chart_marks import MARKS, Scene, named
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import FITS, TALLEST, above, plain, style
from mlcore.profiling.chart.groups import Group, shown
from mlcore.profiling.chart.numbers import ChartData

ACROSS = 3
"""Panels side by side, at most."""
_GAP, _ROW_GAP = 0.05, 0.22
_EXTREMES = ("bar", "line")


def chart_plot(value: ChartData, theme: str | None = None) -> Plot:
    """Draw a chart of a person's own choosing.

    Parameters
    ----------
    value : ChartData
        Its numbers; nothing else is looked at.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    scene = Scene(value, palette(theme))
    panels = [_panel(value, i) for i in range(max(len(value.facet), 1))]
    traces = [
        trace | _axes_of(i)
        for i, frame in enumerate(panels)
        if frame.height
        for trace in MARKS[value.spec.kind](scene, frame, i)
    ]
    figure = go.Figure(traces, layout=_layout(value, scene))
    rows = -(-len(panels) // ACROSS)
    legend = len(value.colour) > 1
    height = 300 if rows == 1 else 420
    own = _room(value)
    if legend:
        own["margin"]["t"] = 52
        own |= {"showlegend": True, "legend": {"y": 1.1}}
    style(figure, theme, height=min(TALLEST, height), values=_values(value), own=own,
          x_name=value.spec.x, y_name="" if value.facet else _y_name(value))  # fmt: skip
    return Plot(figure, *_words(value), table(value))


def _fits(value: ChartData, part: str) -> bool:
    """Tell whether the labels of an axis are numbers, which fit a margin that is given."""
    if getattr(value, part):
        return False
    return part not in value.frame.columns or value.frame[part].dtype.is_numeric()


def _room(value: ChartData) -> dict[str, Any]:
    """Return the margins, and the axes that need no more than these."""
    room: dict[str, Any] = {"margin": {"t": 28} if value.facet else {}}
    for part, side in (("x", "b"), ("y", "l")):
        if _fits(value, part):
            room["margin"][side] = 44
            panels = range(1, max(len(value.facet), 1) + 1)
            room |= {f"{part}axis{'' if i == 1 else i}": FITS for i in panels}
    return room


def _panel(value: ChartData, place: int) -> pl.DataFrame:
    return value.frame.filter(pl.col("facet") == place) if value.facet else value.frame


def _axes_of(place: int) -> dict[str, str]:
    number = "" if place == 0 else str(place + 1)
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def _values(value: ChartData) -> Any:
    kind = value.spec.kind
    return "both" if kind == "points" else "none" if kind in ("heat", "density") else "y"


def _layout(value: ChartData, scene: Scene) -> dict[str, Any]:
    layout: dict[str, Any] = {"bargap": 0.38 if value.x else 0.12, "annotations": []}
    if value.colour and value.spec.kind == "histogram":
        layout["barmode"] = "stack"
    for i in range(max(len(value.facet), 1)):
        layout |= _axes(value, i)
    for i, group in enumerate(value.facet):
        left, _right, _low, high = _place_of(value, i)
        name = f"{plain(value.spec.facet, 16)}: {plain(named(group), 20)}"
        layout["annotations"].append({**above(name, scene.ink.muted, y=high), "x": left})
    return layout


def _axes(value: ChartData, i: int) -> dict[str, dict[str, Any]]:
    panels, number = max(len(value.facet), 1), "" if i == 0 else str(i + 1)
    left, right, low, high = _place_of(value, i)
    across = {"domain": [left, right], "anchor": f"y{number}", **_ticks(value.x, panels)}
    up = {"domain": [low, high], "anchor": f"x{number}", **_ticks(value.y, 1)}
    across |= {"showticklabels": i + ACROSS >= panels, **({"matches": "x"} if i else {})}
    up |= {"showticklabels": i % ACROSS == 0, **({"matches": "y"} if i else {})}
    return {f"xaxis{number}": across, f"yaxis{number}": up}


def _place_of(value: ChartData, i: int) -> tuple[float, float, float, float]:
    """Return left, right, low and high end of panel *i* as shares of the figure."""
    panels = max(len(value.facet), 1)
    down = -(-panels // ACROSS)
    return (*_span(i % ACROSS, min(panels, ACROSS), _GAP),
            *_span(down - 1 - i // ACROSS, down, _ROW_GAP))  # fmt: skip


def _span(place: int, of: int, gap: float) -> tuple[float, float]:
    width = (1 - gap * (of - 1)) / of
    start = place * (width + gap)
    return start, min(start + width, 1.0)


def _ticks(groups: tuple[Group, ...], panels: int) -> dict[str, Any]:
    if not groups:
        return {}
    most = 18 if panels == 1 else 10
    return {
        "tickmode": "array", "tickvals": list(range(len(groups))),
        "ticktext": [plain(named(group), most) for group in groups],
        "range": [-0.6, len(groups) - 0.4],
    }  # fmt: skip


def _y_name(value: ChartData) -> str:
    spec = value.spec
    if spec.kind in ("histogram",) or (spec.kind in _EXTREMES and spec.y is None):
        return _("Rows")
    return f"{_(spec.aggregate)} {spec.y}" if spec.kind in _EXTREMES else str(spec.y)


# ------------------------------------------------------------------------------------ words


def _words(value: ChartData) -> tuple[str, str]:
    if not value.frame.height:
        return _("There are no rows with these values."), _left_out(value)
    said = [_source(value), _left_out(value), *map(_joined, _others(value))]
    return _lead(value), " ".join(part for part in said if part)


def _lead(value: ChartData) -> str:
    frame, spec = value.frame, value.spec
    if spec.kind in ("points", "strip"):
        return f"{spec.y} over {spec.x}, {whole(frame.height)} points."
    measure = "median" if spec.kind == "box" else "value" if spec.kind in _EXTREMES else "rows"
    best = frame.filter(pl.col(measure).is_not_null()).sort(measure, descending=True).head(1)
    if not best.height:
        return _("There are no rows with these values.")
    top = best.row(0, named=True)
    what = f"Median {spec.y}" if spec.kind == "box" else _y_name(value)
    what = _("Rows") if measure == "rows" else what
    return (
        f"{what[:1].upper()}{what[1:]}: most at {_place(value, top)}, {significant(top[measure])}."
    )


def _place(value: ChartData, line: dict[str, Any]) -> str:
    parts = [f"{value.spec.x} {_cell(value.x, line, 'x')}"]
    if value.spec.kind in ("density", "heat"):
        parts.append(f"{value.spec.y} {_cell(value.y, line, 'y')}")
    parts += [
        named(groups[line[part]])
        for part, groups in (("colour", value.colour), ("facet", value.facet))
        if groups
    ]
    return ", ".join(parts)


def _cell(groups: tuple[Group, ...], line: dict[str, Any], part: str) -> str:
    if groups:
        return named(groups[line[part]])
    start, end = shown(line[part]), line.get(f"{part}_end")
    return start if end is None else f"{start} – {shown(end)}"


def _source(value: ChartData) -> str:
    if value.drawn is None:
        return f"{whole(value.rows)} rows."
    return f"Sample: {whole(value.drawn)} of {whole(value.rows)} rows, chosen at random, are drawn."


def _left_out(value: ChartData) -> str:
    gaps = value.left_out
    return f"{whole(gaps)} rows without a value are left out." if gaps else ""


def _others(value: ChartData) -> list[tuple[str, Group]]:
    spec = value.spec
    parts = ((spec.x, value.x), (spec.y, value.y), (spec.colour, value.colour),
             (spec.facet, value.facet))  # fmt: skip
    return [(str(name), g) for name, groups in parts for g in groups if g.part == "other"]


def _joined(other: tuple[str, Group]) -> str:
    name, group = other
    return f"The {whole(group.different)} less frequent values of {name} stand together as other."


def table(value: ChartData) -> Any:
    """Return the numbers behind a chart, with names in place of codes."""
    spec, frame = value.spec, value.frame
    columns = {}
    for part in frame.columns:
        groups: tuple[Group, ...] = getattr(value, part, ()) if part != "rows" else ()
        cells = frame[part].to_list()
        name = _heading(value, part)
        name = name if name not in columns else f"{name} ({part})"
        columns[name] = [named(groups[cell]) for cell in cells] if groups else cells
    import pandas as pd

    made = pd.DataFrame(columns)
    return made.rename(columns={"value": _y_name(value)}) if spec.y else made


def _heading(value: ChartData, part: str) -> str:
    start, _end, _rest = part.partition("_end")
    column = value.spec.columns.get(start)
    if column is None:
        return {"rows": _("Rows"), "value": _y_name(value)}.get(part, part)
    return f"{column}, {_('up to')}" if part != start else column
