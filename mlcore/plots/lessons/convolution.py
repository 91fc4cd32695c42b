"""Convolution drawn: the window on the picture, its products, the map; and a network's layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.convolution import Convolution, Frame
from mlcore.learn.lesson import Trajectory
from mlcore.learn.lessons.convolution import Reading, Sliding
from mlcore.numbers import significant
from mlcore.plots.lessons import reading
from mlcore.plots.lessons.moving import Moving
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import style

GAP = 1.2
"""Between the map and what pooling keeps of it, in cells."""


def views(shown: Trajectory[Any], theme: str | None = None) -> tuple[Moving, ...]:
    """Return the views of a sliding kernel, or those of a network that learns to read."""
    if isinstance(shown, Reading):
        return reading.views(shown, theme)
    assert isinstance(shown, Sliding)
    ink, table = palette(theme), _table(shown.convolution)
    return (
        _picture(shown, ink, theme, table),
        _products(shown, ink, theme, table),
        _map(shown, ink, theme, table),
        _kernel(shown, ink, theme, table),
    )


def _square(width: float, height: float, left: float = -0.5) -> dict[str, Any]:
    """Return axes on which cells are square, the first row on top."""
    return {
        "xaxis": {
            "visible": False, "range": [left - 0.1, left + width + 0.1], "constrain": "domain",
        },
        "yaxis": {
            "visible": False, "range": [height - 0.4, -0.6], "scaleanchor": "x",
            "constrain": "domain",
        },
    }  # fmt: skip


def _ring(top: float, left: float, size: float) -> dict[str, Any]:
    """Return the outline of a window."""
    x0, y0 = left - 0.5, top - 0.5
    x1, y1 = x0 + size, y0 + size
    return {"x": [x0, x1, x1, x0, x0], "y": [y0, y0, y1, y1, y0]}


def _outline(ink: Palette, at: dict[str, Any]) -> go.Scatter:
    line = {"color": ink.second, "width": 4}
    return go.Scatter(mode="lines", line=line, hoverinfo="skip", **at)


def _heat(z: Any, ink: Palette, **rest: Any) -> go.Heatmap:
    return go.Heatmap(z=z, showscale=False, xgap=1, ygap=1, **rest)


# ----------------------------------------------------------------------- the picture


def _picture(shown: Sliding, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    made = shown.convolution
    frames = [{1: _window(made, frame)} for frame in made.frames]
    traces = [
        _heat(made.padded, ink, zmin=0, zmax=1, colorscale=ink.scale(ink.sequential),
              hovertemplate=f"{_('pixel')} %{{z:.3}}<extra></extra>"),
        _outline(ink, frames[0][1]),
    ]  # fmt: skip
    figure = go.Figure(traces)
    style(figure, theme, height=300, values="none", own=_square(*made.padded.shape[::-1]))
    lead = f"{_('A digit')}: {shown.digit}. {_('The ring is the window')}."
    said = _("Darker pixels are larger, from 0 to 1; padding is a ring of zeros.")
    if theme == "dark":
        said = _("Brighter pixels are larger, from 0 to 1; padding is a ring of zeros.")
    return Moving(_("The picture"), Plot(figure, lead, said, table), frames)


def _window(made: Convolution, frame: Frame) -> dict[str, Any]:
    if frame.stage == "pool":  # the four windows that made what is pooled
        size = len(made.kernel) + made.slide.stride
        return _ring(2 * made.slide.stride * frame.row, 2 * made.slide.stride * frame.column, size)
    return _ring(made.slide.stride * frame.row, made.slide.stride * frame.column, len(made.kernel))


# ---------------------------------------------------------------------- the products


def _products(shown: Sliding, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    made = shown.convolution
    reach = max(float(np.abs(made.kernel).max()), 1.0)
    frames = [_nine(made, frame) for frame in made.frames]
    places = [(row, column) for row in range(3) for column in range(3)]
    traces = [
        _heat(frames[0][0]["z"], ink, zmin=-reach, zmax=reach, hoverinfo="skip",
              colorscale=ink.scale(ink.diverging[::-1]), opacity=0.55),
        go.Scatter(
            x=[column for _row, column in places], y=[row for row, _column in places],
            mode="text", text=frames[0][1]["text"], textfont={"size": 13, "color": ink.text},
            hoverinfo="skip",
        ),
    ]  # fmt: skip
    figure = go.Figure(traces)
    own = _square(3, 3)
    own["yaxis"].pop("scaleanchor")
    style(figure, theme, height=300, values="none", own=own)
    lead = _("Pixel × weight, nine times.")
    said = _("Brass adds to the sum, teal takes away; the sum is one cell of the map.")
    return Moving(_("The products"), Plot(figure, lead, said, table), frames)


def _nine(made: Convolution, frame: Frame) -> dict[int, dict[str, Any]]:
    z, text = np.full((3, 3), np.nan), np.full((3, 3), "", object)
    seen = made.window(frame)
    if frame.stage == "pool":
        for row, column in np.ndindex(seen.shape):
            text[row, column] = significant(float(seen[row, column]), 2)
    else:
        products = made.products(frame)
        z[:] = products
        for row, column in np.ndindex(3, 3):
            pair = (seen[row, column], made.kernel[row, column], products[row, column])
            a, b, c = (significant(float(value), 2) for value in pair)
            text[row, column] = f"{a} × {b}<br>= <b>{c}</b>"
    return {0: {"z": z}, 1: {"text": text.ravel().tolist()}}


# --------------------------------------------------------------------------- the map


def _map(shown: Sliding, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    made = shown.convolution
    high, wide = made.answers.shape
    right = wide + GAP
    frames: list[dict[int, dict[str, Any]]] = []
    for frame in made.frames:
        answers, pooled = made.made(frame)
        drawn: dict[int, dict[str, Any]] = {
            0: {"z": answers},
            1: {"z": pooled},
            2: {"x": [None], "y": [None]},
        }
        if frame.stage == "pool":
            drawn[2] = _ring(2 * frame.row, 2 * frame.column, 2)
        frames.append(drawn)
    reach = max(float(np.abs(made.answers).max(initial=0)), 1e-9)
    looks: dict[str, Any] = {"zmin": 0, "zmax": reach, "colorscale": ink.scale(ink.sequential)}
    if not made.slide.relu:
        looks = {"zmin": -reach, "zmax": reach, "colorscale": ink.scale(ink.diverging[::-1])}
    hover = "%{z:.3}<extra></extra>"
    traces = [
        _heat(frames[0][0]["z"], ink, hovertemplate=hover, **looks),
        _heat(frames[0][1]["z"], ink, hovertemplate=hover, x0=right, dx=1, **looks),
        _outline(ink, frames[0][2]),
    ]
    figure = go.Figure(traces)
    width = right + made.pooled.shape[1] if made.pooled.size else wide
    own = _square(width, max(high, 1))
    rims = [(0.0, wide, high), (right, made.pooled.shape[1], made.pooled.shape[0])]
    own["shapes"] = [
        {
            "type": "rect", "x0": left - 0.5, "x1": left + across - 0.5, "y0": -0.5,
            "y1": down - 0.5, "line": {"width": 1, "color": ink.border}, "layer": "below",
        }
        for left, across, down in rims
    ]  # fmt: skip
    style(figure, theme, height=300, values="none", own=own)
    lead = f"{high} × {wide} {_('places')}"
    lead += (
        f", {_('pooled to')} {' × '.join(map(str, made.pooled.shape))}."
        if made.pooled.size
        else "."
    )
    said = f"{_('The largest answer is')} {significant(float(made.answers.max(initial=0)))}."
    return Moving(_("The map, and what pooling keeps"), Plot(figure, lead, said, table), frames)


def _kernel(shown: Sliding, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    made = shown.convolution
    weights = made.kernel.ravel()
    x = np.arange(1, 10)
    stems_x = [value for at in x for value in (at, at, None)]
    stems_y = [value for weight in weights for value in (0, weight, None)]
    colours = _shares(made, made.frames[0], ink)
    marker = {"size": 15, "color": colours, "line": {"width": 2, "color": ink.page}}
    figure = go.Figure(
        [
            go.Scatter(x=stems_x, y=stems_y, mode="lines", hoverinfo="skip",
                       line={"color": ink.border, "width": 4}),
            go.Scatter(x=x, y=weights, mode="markers", marker=marker, cliponaxis=False,
                       hovertemplate=f"{_('weight')} %{{y:.3}}<extra></extra>"),
        ]
    )  # fmt: skip
    most = max(2.0, float(np.abs(weights).max())) * 1.15
    names = [f"{row},{column}" for row in (1, 2, 3) for column in (1, 2, 3)]
    style(
        figure, theme, height=300, x_name=_("row, column"), y_name=_("weight"),
        own={
            "xaxis": {"range": [0.4, 9.6], "tickvals": x.tolist(), "ticktext": names},
            "yaxis": {"range": [-most, most], "zeroline": True},
        },
    )  # fmt: skip
    frames = [{1: {"marker": {"color": _shares(made, f, ink)}}} for f in made.frames]
    lead = f"{_('Its weights sum to')} {significant(float(weights.sum()))}."
    said = _("A kernel that sums to 0 answers 0 on even ground. Drag a weight to change it.")
    plot = Plot(figure, lead, said, table)
    return Moving(_("The kernel: drag a weight"), plot, frames, handle="weights", handle_trace=1)


def _shares(made: Convolution, frame: Frame, ink: Palette) -> list[str]:
    """Return the colour of each weight: what its product does to the sum of this step."""
    if frame.stage == "pool":
        return [ink.border] * 9
    signs = np.sign(made.products(frame)).ravel()
    return [{1: ink.second, -1: ink.first}.get(int(sign), ink.border) for sign in signs]


def _table(made: Convolution) -> pd.DataFrame:
    rows = [
        (_("pooled") if frame.stage == "pool" else _("sum"), frame.row + 1, frame.column + 1,
         made.value(frame))
        for frame in made.frames
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[_("What"), _("Row"), _("Column"), _("Value")])
