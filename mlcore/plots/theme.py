"""One look for all figures: layout, axes and text set on the figure itself.

Everything is set on the figure's layout and axes, the font too, and pages show it with
``theme=None``: Streamlit's own theme is a template, and draws every figure twice.
:func:`template` holds the same values for files that are downloaded.
"""

from __future__ import annotations

import html
import re
from typing import Any, Literal

import plotly.graph_objects as go

from mlcore.plots.palette import faded, palette

ValueAxis = Literal["x", "y", "both", "none"]
FONT = "Source Sans, sans-serif"
CONFIG = {"displayModeBar": False, "scrollZoom": False}
TALLEST = 420
MOST_POINTS = 5000
"""Above so many points a chart bins or samples, and says so."""
BARE = {"template": "none"}
"""The layout a figure begins with: copying plotly's own template costs more than the rest."""
FITS: dict[str, Any] = {"automargin": False}
"""For an axis whose labels fit the margins it is given: measuring them draws a chart twice."""
_FIGURES_OWN = ("separators", "datarevision", "template")
_BREAK = re.compile(r"[\s\x00-\x1f\x7f]+")


def plain(text: object, most: int = 40) -> str:
    """Return *text* so that plotly shows it as it stands: no tag, link or line break."""
    flat = _BREAK.sub(" ", str(text)).strip()
    flat = flat if len(flat) <= most else f"{flat[: most - 1]}…"
    return html.escape(flat, quote=False)


def bars_height(bars: int) -> int:
    """Return the height of a panel of horizontal bars: 28 px each."""
    return min(TALLEST, 28 * max(bars, 1) + 46)


def style(
    figure: go.Figure,
    theme: str | None = None,
    *,
    height: int = 240,
    values: ValueAxis = "y",
    x_name: str = "",
    y_name: str = "",
    own: dict[str, Any] | None = None,
) -> go.Figure:
    """Give *figure* the look, in place, and return it.

    Parameters
    ----------
    figure : Figure
        With its traces; their colours are theirs.
    theme : {"light", "dark"} or None
        The reader's appearance; None means light.
    height : int
        Pixels, never above 420.
    values : {"x", "y", "both", "none"}
        The axis along which values are read: only there a grid is drawn.
    x_name, y_name : str
        What the axes show, with the unit. The y name stands above the panel, not rotated.
    own : dict or None
        What this figure has of its own; it stands over the look. Given here it costs a tenth of
        what plotly's update calls cost.
    """
    own = own or {}
    given = _over(figure.layout.to_plotly_json(), own)
    given.pop("template", None)  # plotly puts it back; checking its copy costs more than the rest
    layout = _over(given, {**_layout(theme), "height": min(height, TALLEST)})
    for name in {"xaxis", "yaxis", *(key for key in layout if key[1:5] == "axis")}:
        grid = values in (name[0], "both")
        layout[name] = _over(layout.get(name, {}), _axis(theme, grid))
        if x_name and name[0] == "x":
            title = {"text": plain(x_name, 80), "standoff": 8}
            layout[name]["title"] = _over(layout[name]["title"], title)
    if y_name:
        layout["margin"]["t"] = 24
        name_above = above(plain(y_name, 80), palette(theme).muted)
        layout["annotations"] = [*layout.get("annotations", ()), name_above]
    own = {key: value for key, value in own.items() if key != "annotations"}  # they are there
    figure.layout = _over(layout, own)  # at once: plotly's update calls cost ten times as much
    figure.layout.template = (
        None  # all is set; two templates are never equal, and one is drawn anew
    )
    return figure


def _over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return *under* with the values of *over* on top, nested parts merged."""
    merged = dict(under)
    for key, value in over.items():
        nested = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _over(merged[key], value) if nested else value
    return merged


def above(text: str, colour: str, y: float = 1.0) -> dict[str, Any]:
    """Return the annotation that names the y axis above its panel, left-aligned."""
    return {
        "text": text, "x": 0, "y": y, "xref": "paper", "yref": "paper", "yshift": 6,
        "xanchor": "left", "yanchor": "bottom", "showarrow": False, "align": "left",
        "font": {"size": 12, "color": colour},
    }  # fmt: skip


def _layout(theme: str | None) -> dict[str, Any]:
    ink = palette(theme)
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 13, "color": ink.text, "family": FONT},
        "separators": ".,",
        "colorway": list(ink.series),
        "margin": {"l": 0, "r": 12, "t": 8, "b": 0, "pad": 6},
        "bargap": 0.12,
        "hovermode": "closest",
        "hoverlabel": {
            "font": {"size": 13, "color": ink.text, "family": FONT},
            "bgcolor": ink.surface,
            "bordercolor": ink.border,
        },
        "showlegend": False,
        "legend": {
            "orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom",
            "font": {"size": 12, "color": ink.text}, "title": {"text": ""},
        },
        "title": {"text": ""},
        "dragmode": False,
        "datarevision": 1,  # a page draws a figure again without need: it then sees nothing new
        "template": "none",  # everything is set here; another template costs 6 ms and 3 kB a figure
    }  # fmt: skip


def _axis(theme: str | None, grid: bool) -> dict[str, Any]:
    ink = palette(theme)
    return {
        "showline": False,
        "ticks": "",
        "zeroline": False,
        "showgrid": grid,
        "gridcolor": faded(ink.border, 0.75),
        "gridwidth": 1,
        "nticks": 5,
        "automargin": True,
        "tickfont": {"size": 12, "color": ink.muted},
        "title": {"font": {"size": 12, "color": ink.muted}},
    }


def template(theme: str | None = None) -> go.layout.Template:
    """Return the same values as a template, for figures that leave the page."""
    layout = {key: value for key, value in _layout(theme).items() if key not in _FIGURES_OWN}
    axis = _axis(theme, grid=True)
    layout |= {"paper_bgcolor": palette(theme).page, "plot_bgcolor": palette(theme).page}
    return go.layout.Template(layout={**layout, "xaxis": axis, "yaxis": axis})
