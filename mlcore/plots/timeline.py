"""A table along its dates, drawn: bars of rows or a line of a measure, gaps shaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import significant, whole
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style
from mlcore.profiling.timeline import Timeline

MOST_SHADED = 30


def timeline_plot(value: Timeline, theme: str | None = None) -> Plot:
    """Draw a table along its dates; the longest runs of units without a row are shaded."""
    ink = palette(theme)
    trace = _bars(value, ink) if value.measure is None else _line(value, ink)
    longest = sorted(value.gaps, key=lambda gap: gap[0] - gap[1])[:MOST_SHADED]
    shapes = [_shade(value, gap, ink) for gap in longest]
    figure = go.Figure([trace], layout={"shapes": shapes, "xaxis": {"type": "date"}})
    style(figure, theme, height=290, x_name=value.column, y_name=_name(value))
    table = pd.DataFrame(
        {value.column: list(value.starts), _("Rows"): list(value.rows)}
        | ({} if value.measure is None else {_name(value): list(value.values)})
    )
    return Plot(figure, *_words(value), table)


def _bars(value: Timeline, ink: Palette) -> dict[str, Any]:
    return {
        "type": "bar", "x": list(value.starts), "y": list(value.rows),
        "marker": {"color": ink.first, "line": {"width": 0}},
        "hovertemplate": "%{x}: %{y:,} rows<extra></extra>",
    }  # fmt: skip


def _line(value: Timeline, ink: Palette) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers" if len(value.starts) < 40 else "lines",
        "x": list(value.starts), "y": list(value.values), "connectgaps": False,
        "line": {"color": ink.first, "width": 2.5}, "marker": {"color": ink.first, "size": 6},
        "hovertemplate": "%{x}: %{y:,.4~g}<extra></extra>",
    }  # fmt: skip


def _shade(value: Timeline, gap: tuple[datetime, datetime], ink: Palette) -> dict[str, Any]:
    end = value.starts[value.starts.index(gap[1]) + 1]  # a gap is never last
    return {
        "type": "rect", "x0": gap[0], "x1": end, "y0": 0, "y1": 1, "yref": "paper",
        "layer": "below", "line": {"width": 0}, "fillcolor": faded(ink.second, 0.18),
    }  # fmt: skip


def _name(value: Timeline) -> str:
    if value.measure is None:
        return _("Rows")
    return f"{_(value.aggregate)} {value.measure}"


def _words(value: Timeline) -> tuple[str, str]:
    known = [i for i, cell in enumerate(value.values) if cell is not None and value.rows[i]]
    if not known:
        return _("There are no rows with these values."), ""
    best = max(known, key=lambda i: value.values[i] or 0.0)
    name = plain(_name(value))
    lead = f"{name[:1].upper()}{name[1:]}: highest in the {_(value.unit)} of "
    lead += f"{_day(value, best)}, {significant(value.values[best])}."
    said = [f"{whole(sum(value.rows))} rows in {count(len(value.starts), value.unit)}."]
    if value.gaps:
        first, last = max(value.gaps, key=lambda gap: gap[1] - gap[0])
        said.append(
            f"{count(value.empty, value.unit)} without any row, shaded; "
            f"the longest run is {_shown(value, first)} – {_shown(value, last)}."
        )
    if value.undated:
        said.append(f"{whole(value.undated)} rows without a date are left out.")
    return lead, " ".join(said)


def _day(value: Timeline, i: int) -> str:
    return _shown(value, value.starts[i])


def _shown(value: Timeline, when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if value.unit == "hour" else f"{when:%Y-%m-%d}"
