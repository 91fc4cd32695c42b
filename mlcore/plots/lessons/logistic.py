"""Logistic and softmax regression drawn: the plane, the chances, the loss."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.logistic import Fit, Regression, logits, softmax
from mlcore.numbers import significant
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

SYMBOLS = ("circle", "square", "diamond")
REACH = 3.0
SMALLEST, LARGEST = 5.0, 22.0
"""Diameters of points that cost nothing and that cost most, in pixels."""
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
ALONG = np.linspace(-2 * REACH, 2 * REACH, 241)
HIGH = 6.0
"""The logit up to which the curve is drawn."""


def views(regression: Regression, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of a regression."""
    ink, table = palette(theme), _table(regression)
    second = _curve if regression.classes == 2 else _triangle
    return (
        _plane(regression, ink, theme, table),
        second(regression, ink, theme, table),
        _loss(regression, ink, theme, table),
    )


def _groups(regression: Regression, ink: Palette) -> list[Any]:
    """Return an empty trace for each class."""
    return [
        go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip", name=plain(name, 24),
                   marker={"size": 8, "color": ink.series[at], "symbol": SYMBOLS[at],
                           "opacity": 0.8, "line": {"width": 1, "color": ink.page}})
        for at, name in enumerate(regression.points.classes)
    ]  # fmt: skip


def _ring(ink: Palette) -> Any:
    return go.Scatter(
        x=[], y=[], mode="markers", hoverinfo="skip", showlegend=False,
        marker={"size": 24, "symbol": "circle-open", "color": ink.text, "line": {"width": 2}},
    )  # fmt: skip


def _plane(regression: Regression, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    pairs = list(combinations(range(regression.classes), 2))
    borders = [
        go.Scatter(x=[], y=[], mode="lines", hoverinfo="skip", showlegend=False,
                   line={"color": ink.text, "width": 2.5})
        for _pair in pairs
    ]  # fmt: skip
    ends = go.Scatter(
        x=[], y=[], mode="markers", showlegend=False,
        hovertemplate=f"{_('drag an end of the line')}<extra></extra>",
        marker={"size": 13, "color": ink.page, "line": {"width": 2.5, "color": ink.text}},
    )  # fmt: skip
    frames = [_plane_frame(regression, frame) for frame in regression.frames]
    traces = [*borders, *_groups(regression, ink), _ring(ink), ends]
    figure = opened(traces, frames[0])
    names = [f"{plain(name, 24)} ({_('scaled')})" for name in regression.points.names]
    style(
        figure, theme, height=340, values="both",
        x_name=f"{names[0]} {_('across,')} {names[1]} {_('up')}",
        own={"xaxis": {"range": [-REACH, REACH]}, "yaxis": {"range": [-REACH, REACH]},
             "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    words = (
        _("The line where both sides are equally likely."),
        _("The larger a point, the more it costs."),
    )
    two = regression.classes == 2
    return Moving(
        _("The plane"), Plot(figure, *words, table), frames,
        handle="line" if two else "", handle_trace=len(traces) - 1,
    )  # fmt: skip


def _plane_frame(regression: Regression, frame: Fit) -> dict[int, dict[str, Any]]:
    pairs = list(combinations(range(regression.classes), 2))
    lines = [_border(frame.weights, pair) for pair in pairs]
    moving: dict[int, dict[str, Any]] = {
        at: {"x": line[:, 0], "y": line[:, 1]} for at, line in enumerate(lines)
    }
    sizes = np.clip(SMALLEST + 7 * np.sqrt(frame.losses), None, LARGEST)
    for label in range(regression.classes):
        mine = regression.y == label
        moving[len(pairs) + label] = {
            "x": regression.X[mine, 0], "y": regression.X[mine, 1],
            "marker": {"size": sizes[mine].round(1)},
        }  # fmt: skip
    worst = regression.X[[int(frame.losses.argmax())]]
    last = len(pairs) + regression.classes
    moving[last] = {"x": worst[:, 0], "y": worst[:, 1]}
    ends = _ends(lines[0]) if regression.classes == 2 else lines[0][:0]
    moving[last + 1] = {"x": ends[:, 0], "y": ends[:, 1]}
    return moving


def _border(weights: np.ndarray, pair: tuple[int, int]) -> np.ndarray:
    """Return the places where two classes are equally likely and no third is likelier."""
    rows = weights if len(weights) > 1 else np.vstack([np.zeros(3), weights])
    normal = rows[pair[1]] - rows[pair[0]]
    size = float(normal[:2] @ normal[:2])
    if size < 1e-12:
        return np.zeros((0, 2))
    foot = -normal[2] * normal[:2] / size
    line = foot + ALONG[:, None] * np.array([-normal[1], normal[0]]) / np.sqrt(size)
    z = logits(weights, np.column_stack([line, np.ones(len(line))]))
    inside = (np.abs(line) <= REACH).all(axis=1) & (z[:, pair[0]] >= z.max(axis=1) - 1e-9)
    kept = line[inside]
    return kept[[0, -1]] if len(kept) else kept


def _ends(line: np.ndarray) -> np.ndarray:
    """Return two places on *line*, a little inside the view."""
    if len(line) < 2:
        return line
    return np.array([0.85 * line[0] + 0.15 * line[1], 0.15 * line[0] + 0.85 * line[1]])


def _curve(regression: Regression, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    heat = regression.chosen["temperature"]
    z = np.linspace(-HIGH, HIGH, 121)
    sigmoid = go.Scatter(
        x=z, y=1 / (1 + np.exp(-z / heat)), mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": ink.text, "width": 2},
    )  # fmt: skip
    frames = []
    for frame in regression.frames:
        across = np.clip(logits(frame.weights, _design(regression))[:, 1], -HIGH, HIGH)
        up = 1 / (1 + np.exp(-across / heat))
        moving = {
            1 + label: {"x": across[regression.y == label], "y": up[regression.y == label]}
            for label in (0, 1)
        }
        worst = [int(frame.losses.argmax())]
        frames.append({**moving, 3: {"x": across[worst], "y": up[worst]}})
    figure = opened([sigmoid, *_groups(regression, ink), _ring(ink)], frames[0])
    name = plain(regression.points.classes[1], 24)
    style(
        figure, theme, height=340, x_name=_("logit z, the signed distance in steps of the line"),
        y_name=f"{_('chance of')} {name}",
        own={"xaxis": {"range": [-HIGH * 1.05, HIGH * 1.05]},
             "yaxis": {"range": [-0.05, 1.05], "tickformat": ".0%"}},
    )  # fmt: skip
    lead = _("Each point on the curve that turns distance into a chance.")
    return Moving(_("The sigmoid"), Plot(figure, lead, "", table), frames)


def _design(regression: Regression) -> np.ndarray:
    return np.column_stack([regression.X, np.ones(len(regression.X))])


def _triangle(
    regression: Regression, ink: Palette, theme: str | None, table: pd.DataFrame
) -> Moving:
    heat = regression.chosen["temperature"]
    edge = np.vstack([CORNERS, CORNERS[:1]])
    middle = CORNERS.mean(axis=0)
    sides = (CORNERS + np.roll(CORNERS, -1, axis=0)) / 2
    spokes = np.vstack([np.vstack([middle, side, [np.nan, np.nan]]) for side in sides])
    frame_lines = [
        go.Scatter(x=edge[:, 0], y=edge[:, 1], mode="lines", hoverinfo="skip", showlegend=False,
                   line={"color": ink.muted, "width": 1.5}),
        go.Scatter(x=spokes[:, 0], y=spokes[:, 1], mode="lines", hoverinfo="skip",
                   showlegend=False, line={"color": ink.muted, "width": 1, "dash": "dash"}),
        go.Scatter(x=CORNERS[:, 0], y=CORNERS[:, 1] + [-0.06, -0.06, 0.06], mode="text",
                   text=[plain(name, 14) for name in regression.points.classes],
                   textfont={"color": ink.text}, hoverinfo="skip", showlegend=False),
    ]  # fmt: skip
    frames = []
    for frame in regression.frames:
        places = softmax(logits(frame.weights, _design(regression)) / heat) @ CORNERS
        moving = {
            3 + label: {
                "x": places[regression.y == label, 0],
                "y": places[regression.y == label, 1],
            }
            for label in range(3)
        }
        worst = places[[int(frame.losses.argmax())]]
        frames.append({**moving, 6: {"x": worst[:, 0], "y": worst[:, 1]}})
    figure = opened([*frame_lines, *_groups(regression, ink), _ring(ink)], frames[0])
    hidden = {"showticklabels": False}
    style(
        figure, theme, height=340, values="none",
        own={"xaxis": {"range": [-0.12, 1.12], **hidden},
             "yaxis": {"range": [-0.14, 1.02], **hidden}},
    )  # fmt: skip
    lead = _("Each point by its three chances: a corner is certainty, the middle is none.")
    return Moving(_("The simplex"), Plot(figure, lead, "", table), frames)


def _loss(regression: Regression, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    steps = np.arange(len(regression.frames))
    losses = np.array([frame.loss for frame in regression.frames])
    figure = go.Figure([
        go.Scatter(x=steps[[0, -1]], y=[regression.lowest] * 2, mode="lines", hoverinfo="skip",
                   line={"color": ink.muted, "width": 1.5, "dash": "dash"}),
        go.Scatter(x=steps, y=losses, mode="lines", line={"color": ink.first, "width": 2.5},
                   hovertemplate=f"{_('step')} %{{x}}: %{{y:.3}}<extra></extra>"),
    ])  # fmt: skip
    most = float(losses.max())
    style(
        figure, theme, height=190, x_name=_("step"), y_name=_("cross-entropy"),
        own={"xaxis": {"range": [-0.5, steps[-1] + 0.5]}, "yaxis": {"range": [0, 1.08 * most]}},
    )  # fmt: skip
    lead = (
        f"{_('The loss goes from')} {significant(losses[0])} {_('to')} {significant(losses[-1])}."
    )
    sentence = f"{_('Dashed: the least possible')}, {significant(regression.lowest)}."
    return Moving(_("The loss"), Plot(figure, lead, sentence, table), grown=(1,), wide=True)


def _table(regression: Regression) -> pd.DataFrame:
    weights = np.array([frame.weights.ravel() for frame in regression.frames])
    names = [
        f"{part}{f' {name}' if regression.classes > 2 else ''}"
        for name in (regression.points.classes if regression.classes > 2 else ("",))
        for part in ("w₁", "w₂", "b")
    ]
    columns = {_("Step"): np.arange(len(weights)),
               _("Cross-entropy"): [frame.loss for frame in regression.frames]}  # fmt: skip
    columns |= {plain(name, 30): weights[:, at] for at, name in enumerate(names)}
    return pd.DataFrame(columns)
