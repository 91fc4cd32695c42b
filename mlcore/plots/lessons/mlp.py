"""The multilayer perceptron drawn: the plane, every unit's map, the loss and the slopes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.lessons.mlp import Learning
from mlcore.learn.mlp_course import Frame, maps
from mlcore.numbers import percent, significant, whole
from mlcore.plots.lessons.logs import log_axis, seen
from mlcore.plots.lessons.moving import Moving
from mlcore.plots.lessons.wires import LAYER, unit_places, wires
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

FINE, COARSE = 32, 14
"""Cells along a side of the plane, and of a unit's map."""
LEVELS = 40
REACH = 0.35


def views(learning: Learning, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the four views of a training."""
    ink, table = palette(theme), _table(learning)
    return (
        _plane(learning, ink, theme, table),
        _network(learning, ink, theme, table),
        _losses(learning, ink, theme, table),
        _slopes(learning, ink, theme, table),
    )


def _box(learning: Learning) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest place of the points, with some room."""
    both = np.vstack([learning.course.rows.X, learning.course.rows.X_held])
    return both.min(axis=0) - REACH, both.max(axis=0) + REACH


def _grid(learning: Learning, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    low, high = _box(learning)
    x, y = (np.linspace(low[axis], high[axis], side) for axis in (0, 1))
    return x, y, np.column_stack([part.ravel() for part in np.meshgrid(x, y)])


def levels(values: np.ndarray, bound: float = 1.0) -> np.ndarray:
    """Return *values* from −bound to bound as whole levels from 0 to 40; beyond is cut off."""
    share = np.nan_to_num(values, nan=0.0, posinf=bound, neginf=-bound) / bound
    return np.round((np.clip(share, -1, 1) + 1) / 2 * LEVELS).astype(int)


# ------------------------------------------------------------------------- the plane


def _plane(learning: Learning, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    x, y, grid = _grid(learning, FINE)
    frames = [{0: {"z": _answers(learning, frame, grid)}} for frame in learning.frames]
    row = learning.course.rows.X[learning.row]
    ring = {"size": 15, "color": ink.text, "symbol": "circle-open", "line": {"width": 2.5}}
    traces = [
        go.Heatmap(
            x=x, y=y, z=frames[0][0]["z"], zmin=0, zmax=_top(learning), zsmooth=_smooth(learning),
            opacity=0.5, colorscale=_scale(learning, ink), showscale=False, hoverinfo="skip",
        ),
        *_points(learning, ink),
        go.Scatter(x=row[:1], y=row[1:], mode="markers", marker=ring, showlegend=False,
                   hovertemplate=f"{_('the formula follows this point')}<extra></extra>"),
    ]  # fmt: skip
    figure = go.Figure(traces)
    low, high = _box(learning)
    names = [f"{plain(name, 30)} ({_('scaled')})" for name in learning.points.names]
    style(
        figure, theme, height=340, values="none", x_name=names[0], y_name=names[1],
        own={
            "xaxis": {"range": [low[0], high[0]]}, "yaxis": {"range": [low[1], high[1]]},
            "showlegend": bool(learning.points.classes),
            "legend": {"y": -0.16, "yanchor": "top"},
        },
    )  # fmt: skip
    lead = f"{whole(len(learning.course.rows.X))} {_('points are learned from')}."
    said = _("Open ones are held back. The ground shows what the network answers there.")
    return Moving(
        _("The plane"), Plot(figure, lead, said, table), frames,
        handle="probe", handle_trace=len(traces) - 1,
    )  # fmt: skip


def _answers(learning: Learning, frame: Frame, grid: np.ndarray) -> np.ndarray:
    """Return what is answered on the grid, as whole levels or as the number of a class."""
    course = learning.course
    with np.errstate(over="ignore", invalid="ignore"):
        out = maps(frame.network, course.design, course.rows.task, grid)[-1]
    side = (FINE, FINE)
    if course.rows.task == "many":
        return np.nan_to_num(out).argmax(axis=0).reshape(side)
    centred = 2 * out[0] - 1 if course.rows.task == "two" else out[0]
    return levels(centred, 1.0 if course.rows.task == "two" else 2.0).reshape(side)


def _top(learning: Learning) -> int:
    many = learning.course.rows.task == "many"
    return len(learning.points.classes) - 1 if many else LEVELS


def _smooth(learning: Learning) -> str | bool:
    return False if learning.course.rows.task == "many" else "fast"


def _scale(learning: Learning, ink: Palette) -> list[list[object]]:
    """Return the colours of the ground: towards the colour of each class, or up and down."""
    if learning.course.rows.task == "many":
        classes = len(learning.points.classes)
        shades = [faded(colour, 0.3) for colour in ink.series[:classes]]
        ends = np.linspace(0, 1, classes + 1)
        return [[float(end), shade] for at, shade in enumerate(shades) for end in ends[at : at + 2]]
    return ink.scale(ink.diverging[::-1])


def _points(learning: Learning, ink: Palette) -> list[go.Scatter]:
    rows, classes = learning.course.rows, learning.points.classes
    if not classes:
        both = ((rows.X, rows.Y, "circle"), (rows.X_held, rows.Y_held, "diamond"))
        return [_numbers(X, Y, symbol, ink) for X, Y, symbol in both]
    made = []
    for at, name in enumerate(classes):
        for held, (X, Y) in enumerate(((rows.X, rows.Y), (rows.X_held, rows.Y_held))):
            mine = (Y.argmax(axis=1) if rows.task == "many" else Y[:, 0]) == at
            symbol = ("circle", "square", "diamond", "triangle-up")[at] + ("-open" if held else "")
            colour = ink.series[at]
            made.append(
                go.Scatter(
                    x=X[mine, 0], y=X[mine, 1], mode="markers", name=plain(name, 24),
                    showlegend=not held, hoverinfo="skip",
                    marker={"size": 8, "symbol": symbol, "color": colour,
                            "line": {"width": 1.5, "color": colour if held else ink.page}},
                )
            )  # fmt: skip
    return made


def _numbers(X: np.ndarray, Y: np.ndarray, symbol: str, ink: Palette) -> go.Scatter:
    marker = {
        "size": 8, "symbol": symbol, "color": Y[:, 0], "cmin": -2, "cmax": 2,
        "colorscale": ink.scale(ink.diverging[::-1]), "line": {"width": 1, "color": ink.text},
    }  # fmt: skip
    hover = "%{marker.color:.3}<extra></extra>"
    return go.Scatter(x=X[:, 0], y=X[:, 1], mode="markers", marker=marker, hovertemplate=hover)


# ----------------------------------------------------------------------- the network


def _network(learning: Learning, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    shown = [_shown(learning, frame) for frame in learning.frames]
    sizes = tuple(len(layer) for layer in shown[0])
    places = unit_places(sizes)
    first = 7  # six kinds of wires, and the crosses of dead units
    frames: list[dict[int, dict[str, Any]]] = []
    for frame, maps_of in zip(learning.frames, shown, strict=True):
        drawn: dict[int, dict[str, Any]] = dict(enumerate(wires(frame.network.weights, places)))
        drawn[6] = _crosses(frame, places)
        units = [unit for layer in maps_of[1:] for unit in layer]
        drawn |= {first + sizes[0] + at: {"z": unit} for at, unit in enumerate(units)}
        frames.append(drawn)
    flat = [(place, unit) for layer, units in zip(places, shown[0], strict=True)
            for place, unit in zip(layer, units, strict=True)]  # fmt: skip
    traces = [*_wire_traces(frames[0], ink), *(_unit(place, unit, ink) for place, unit in flat)]
    figure = go.Figure(traces)
    deep = max(sizes)
    style(
        figure, theme, height=340, values="none",
        own={
            "xaxis": {"visible": False, "range": [-0.1, LAYER * (len(sizes) - 1) + 1.1]},
            "yaxis": {"visible": False, "range": [-0.62 * deep - 0.1, 0.62 * deep + 0.35]},
            "annotations": _heads(sizes, deep, ink),
        },
    )  # fmt: skip
    lead = _("Each small picture is the plane as one unit sees it.")
    said = _("Brass wires add, teal ones take away; the thicker, the larger the weight.")
    return Moving(_("The network"), Plot(figure, lead, said, table), frames)


def _shown(learning: Learning, frame: Frame) -> list[list[np.ndarray]]:
    """Return the map of every unit, inputs first, as whole levels."""
    course, (_x, _y, grid) = learning.course, _grid(learning, COARSE)
    side = (COARSE, COARSE)
    inputs = [levels(grid[:, axis], 2.0).reshape(side) for axis in (0, 1)]
    with np.errstate(over="ignore", invalid="ignore"):
        outs = maps(frame.network, course.design, course.rows.task, grid)
    bound = 2.0 if course.design.activation in ("relu", "identity") else 1.0
    found = []
    for at, layer in enumerate(outs):
        last = at == len(outs) - 1
        share = course.design.activation == "logistic" if not last else course.rows.task != "number"
        centred = 2 * layer - 1 if share else layer
        reach = (1.0 if share else 2.0) if last else bound
        found.append([levels(unit, reach).reshape(side) for unit in centred])
    return [inputs, *found]


def _wire_traces(frame: dict[int, dict[str, Any]], ink: Palette) -> list[go.Scatter]:
    looks = [(ink.second, width) for width in (1, 2.5, 5)]
    looks += [(ink.first, width) for width in (1, 2.5, 5)]
    made = [
        go.Scatter(mode="lines", hoverinfo="skip", opacity=0.75,
                   line={"color": colour, "width": width}, **frame[at])
        for at, (colour, width) in enumerate(looks)
    ]  # fmt: skip
    cross = {"symbol": "x-thin", "size": 15, "line": {"width": 3, "color": ink.danger}}
    hover = f"{_('dead')}<extra></extra>"
    return [*made, go.Scatter(mode="markers", marker=cross, hovertemplate=hover, **frame[6])]


def _crosses(frame: Frame, places: list[list[tuple[float, float]]]) -> dict[str, Any]:
    """Return a cross beside every dead unit."""
    at = [
        place
        for layer, dead in zip(places[1:-1], frame.dead, strict=True)
        for place, gone in zip(layer, dead, strict=True)
        if gone
    ]
    if not at:
        return {"x": [None], "y": [None]}
    return {"x": [x + 1.12 for x, _y in at], "y": [y + 0.5 for _x, y in at]}


def _unit(place: tuple[float, float], unit: np.ndarray, ink: Palette) -> go.Heatmap:
    return go.Heatmap(
        z=unit, x0=place[0] + 0.5 / COARSE, dx=1 / COARSE, y0=place[1] + 0.5 / COARSE,
        dy=1 / COARSE, zmin=0, zmax=LEVELS, zsmooth="fast", showscale=False, hoverinfo="skip",
        colorscale=ink.scale(ink.diverging[::-1]),
    )  # fmt: skip


def _heads(sizes: tuple[int, ...], deep: int, ink: Palette) -> list[dict[str, Any]]:
    names = [_("inputs"), *(f"{_('layer')} {at}" for at in range(1, len(sizes) - 1)), _("answer")]
    return [
        {"text": name, "x": LAYER * at + 0.5, "y": 0.62 * deep + 0.2, "showarrow": False,
         "font": {"size": 12, "color": ink.muted}, "yanchor": "bottom"}
        for at, name in enumerate(names)
    ]  # fmt: skip


# ------------------------------------------------------------------- loss and slopes


def _losses(learning: Learning, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    epochs = [frame.epoch for frame in learning.frames]
    both = (
        (_("learned from"), [frame.loss for frame in learning.frames], ink.first, "solid"),
        (_("held back"), [frame.held_loss for frame in learning.frames], ink.second, "dash"),
    )
    hover = f"{_('epoch')} %{{x}}: %{{y:.3}}<extra></extra>"
    traces = [
        go.Scatter(x=epochs, y=seen(values), mode="lines", name=name, hovertemplate=hover,
                   line={"color": colour, "width": 2.5, "dash": dash})
        for name, values, colour, dash in both
    ]  # fmt: skip
    figure = go.Figure(traces)
    style(
        figure, theme, height=230, x_name=_("epoch"),
        own={
            "xaxis": {"range": [0, epochs[-1]]}, "showlegend": True,
            "yaxis": log_axis([values for _name, values, *_rest in both]),
        },
    )  # fmt: skip
    last = learning.frames[-1]
    lead = f"{_('The loss ends at')} {significant(last.loss)}, "
    lead += f"{significant(last.held_loss)} {_('on held-back points')}."
    return Moving(_("The loss"), Plot(figure, lead, _wrong_said(learning), table), grown=(0, 1))


def _wrong_said(learning: Learning) -> str:
    wrong = percent(learning.frames[-1].held_wrong)
    if learning.course.rows.task == "number":
        return f"{wrong} {_('of the spread of held-back points is left unexplained')}."
    return f"{wrong} {_('of the held-back points are answered wrong')}."


def _slopes(learning: Learning, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    epochs = [frame.epoch for frame in learning.frames]
    by_layer = np.array([frame.sizes for frame in learning.frames]).T
    dashes = ("solid", "dash", "dot", "dashdot", "longdash")
    traces = [
        go.Scatter(x=epochs, y=seen(values), mode="lines", name=f"{_('into layer')} {at + 1}",
                   line={"color": ink.series[at], "width": 2.5, "dash": dashes[at]},
                   hovertemplate=f"{_('epoch')} %{{x}}: %{{y:.3}}<extra></extra>")
        for at, values in enumerate(by_layer)
    ]  # fmt: skip
    figure = go.Figure(traces)
    style(
        figure, theme, height=230, x_name=_("epoch"),
        own={
            "xaxis": {"range": [0, epochs[-1]]}, "showlegend": True,
            "yaxis": log_axis(list(by_layer)),
        },
    )  # fmt: skip
    times = significant(float(by_layer[-1][0] / max(by_layer[0][0], 1e-12)), 2)
    lead = f"{_('At first the last layer is pulled')} {times} {_('times as hard as the first')}."
    said = _("How large the slopes are, layer by layer: what is small learns slowly.")
    plot = Plot(figure, lead, said, table)
    return Moving(_("The slopes by layer"), plot, grown=tuple(range(len(traces))))


def _table(learning: Learning) -> pd.DataFrame:
    frames = learning.frames
    columns: dict[str, Any] = {
        _("Epoch"): [frame.epoch for frame in frames],
        _("Loss"): [frame.loss for frame in frames],
        _("Loss, held back"): [frame.held_loss for frame in frames],
        _("Wrong, held back"): [frame.held_wrong for frame in frames],
        _("Dead units"): [sum(map(sum, frame.dead)) for frame in frames],
    }
    for layer in range(len(frames[0].sizes)):
        columns[f"{_('Slopes into layer')} {layer + 1}"] = [frame.sizes[layer] for frame in frames]
    return pd.DataFrame(columns)
