"""Gradient descent drawn: the line among its points, the path on the landscape, the error."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.descent import BLOWN_UP, Descent, Rule, State
from mlcore.numbers import significant, whole
from mlcore.plots.lessons.moving import Moving, log_axis
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

NAMES: dict[Rule, str] = {
    "plain": _("Plain"),
    "momentum": _("Momentum"),
    "rmsprop": "RMSprop",
    "adam": "Adam",
}
SLOTS: dict[Rule, int] = {"plain": 1, "momentum": 0, "rmsprop": 3, "adam": 2}
"""The colour of each rule; the same in all views."""
DASHES: dict[Rule, str] = {
    "plain": "solid", "momentum": "dash", "rmsprop": "dot", "adam": "dashdot",
}  # fmt: skip
REACH = 2.9
"""How far the landscape goes to each side of the optimum."""


def views(descent: Descent, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of a descent."""
    ink = palette(theme)
    table = _table(descent)
    return (
        _landscape(descent, ink, theme, table),
        _line(descent, ink, theme, table),
        _error(descent, ink, theme, table),
    )


def _rules(descent: Descent) -> list[Rule]:
    return list(descent.frames[0].steps)


def _weights(descent: Descent, rule: Rule) -> np.ndarray:
    return np.array([frame.steps[rule].weights for frame in descent.frames])


def _line(descent: Descent, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    ends = np.array([descent.x.min(), descent.x.max()])
    own = {"size": 7, "color": ink.first, "opacity": 0.55, "line": {"width": 0}}
    traces = [
        go.Scatter(x=descent.x, y=descent.y, mode="markers", marker=own, hoverinfo="skip"),
        go.Scatter(
            x=descent.x[:0], y=descent.y[:0], mode="markers", hoverinfo="skip",
            marker={"size": 9, "color": ink.text, "symbol": "circle-open", "line": {"width": 2}},
        ),
        go.Scatter(
            x=ends, y=descent.optimum[0] * ends + descent.optimum[1], mode="lines",
            line={"color": ink.muted, "width": 1.5, "dash": "dash"}, hoverinfo="skip",
        ),
        *(go.Scatter(x=ends, y=ends * 0, mode="lines", name=NAMES[rule], hoverinfo="skip",
                     line=_look(rule, ink)) for rule in _rules(descent)),
    ]  # fmt: skip
    frames = [_line_frame(descent, frame, ends) for frame in descent.frames]
    figure = go.Figure(_with(traces, frames[0]))
    low, high = float(descent.y.min()), float(descent.y.max())
    room = 0.25 * (high - low)
    style(
        figure, theme, height=300, values="both", x_name=_x_name(descent), y_name=_y_name(descent),
        own={"yaxis": {"range": [low - room, high + room]}},
    )  # fmt: skip
    return Moving(_("The line"), Plot(figure, *_line_words(descent), table), frames)


def _line_frame(descent: Descent, frame: State, ends: np.ndarray) -> dict[int, dict[str, Any]]:
    batch = next(iter(frame.steps.values())).batch
    some = batch if len(batch) < descent.points.rows else batch[:0]
    lines = {
        3 + at: {"y": np.clip(step.weights[0] * ends + step.weights[1], -1e6, 1e6)}
        for at, step in enumerate(frame.steps.values())
    }
    return {1: {"x": descent.x[some], "y": descent.y[some]}, **lines}


def _with(traces: list[Any], frame: dict[int, dict[str, Any]]) -> list[Any]:
    """Return *traces* as *frame* sets them."""
    for number, properties in frame.items():
        traces[number].update(properties)
    return traces


def _look(rule: Rule, ink: Palette) -> dict[str, Any]:
    return {"color": ink.series[SLOTS[rule]], "width": 2.5, "dash": DASHES[rule]}


def _bowl(descent: Descent, ink: Palette) -> list[Any]:
    """Return the landscape: nested ellipses of equal error, darker the higher."""
    design = np.column_stack([descent.x, np.ones_like(descent.x)])
    values, vectors = np.linalg.eigh(design.T @ design / len(descent.x))
    angle = np.linspace(0, 2 * np.pi, 73)
    circle = vectors @ (np.array([np.cos(angle), np.sin(angle)]) / np.sqrt(values)[:, None])
    heights = np.geomspace(values[-1] * REACH**2 * 6, 0.01, len(ink.sequential))
    return [
        go.Scatter(
            x=descent.optimum[0] + np.sqrt(height) * circle[0],
            y=descent.optimum[1] + np.sqrt(height) * circle[1],
            mode="lines", fill="toself", fillcolor=colour, hoverinfo="skip",
            line={"width": 0.5, "color": ink.page},
        )
        for height, colour in zip(heights, reversed(ink.sequential), strict=True)
    ]  # fmt: skip


def _landscape(descent: Descent, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    rules, bowl = _rules(descent), _bowl(descent, ink)
    paths = {rule: _weights(descent, rule) for rule in rules}
    first, now = len(bowl) + 1, len(bowl) + 1 + len(rules)
    figure = go.Figure([*bowl, *_paths(descent, paths, ink)])
    for number, trace in enumerate(figure.data):
        trace.showlegend = first <= number < now
    frames = [
        {now: {"x": [paths[r][at, 0] for r in rules], "y": [paths[r][at, 1] for r in rules]}}
        for at in range(len(descent.frames))
    ]
    w, b = ([middle - REACH, middle + REACH] for middle in descent.optimum)
    style(
        figure, theme, height=300, values="none", x_name=_("slope w"), y_name=_("intercept b"),
        own={"xaxis": {"range": w}, "yaxis": {"range": b}, "showlegend": len(rules) > 1},
    )  # fmt: skip
    return Moving(
        _("The landscape of the error"), Plot(figure, *_landscape_words(descent), table), frames,
        grown=tuple(range(first, now)), handle="start", handle_trace=now + 1,
    )  # fmt: skip


def _paths(descent: Descent, paths: dict[Rule, np.ndarray], ink: Palette) -> list[Any]:
    """Return the bottom, the way of each rule, where each stands, and the start."""
    colours = [ink.series[SLOTS[rule]] for rule in paths]
    start = next(iter(paths.values()))[:1]
    return [
        go.Scatter(
            x=descent.optimum[:1], y=descent.optimum[1:], mode="markers",
            hovertemplate=f"{_('the best line')}<extra></extra>",
            marker={"size": 12, "symbol": "cross-thin", "line": {"width": 2, "color": ink.text}},
        ),
        *(go.Scatter(x=path[:, 0], y=path[:, 1], mode="lines+markers", name=NAMES[rule],
                     line=_look(rule, ink), marker={"size": 5, "color": colour},
                     hovertemplate="w %{x:.3}, b %{y:.3}<extra></extra>")
          for (rule, path), colour in zip(paths.items(), colours, strict=True)),
        go.Scatter(
            x=[path[0, 0] for path in paths.values()], y=[path[0, 1] for path in paths.values()],
            mode="markers", hoverinfo="skip",
            marker={"size": 13, "color": colours, "line": {"width": 2, "color": ink.page}},
        ),
        go.Scatter(
            x=start[:, 0], y=start[:, 1], mode="markers",
            hovertemplate=f"{_('the start: click elsewhere to move it')}<extra></extra>",
            marker={"size": 11, "color": ink.text, "symbol": "circle-open", "line": {"width": 2}},
        ),
    ]  # fmt: skip


def _error(descent: Descent, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    rules, steps = _rules(descent), np.arange(len(descent.frames))
    losses = {
        rule: np.array([frame.steps[rule].loss for frame in descent.frames]) for rule in rules
    }
    traces = [
        go.Scatter(x=[0, len(steps) - 1], y=[descent.lowest] * 2, mode="lines", hoverinfo="skip",
                   line={"color": ink.muted, "width": 1.5, "dash": "dash"}),
        *(go.Scatter(x=steps, y=losses[rule], mode="lines", line=_look(rule, ink),
                     name=NAMES[rule],
                     hovertemplate=f"{_('step')} %{{x}}: %{{y:.3}}<extra></extra>")
          for rule in rules),
    ]  # fmt: skip
    most = min(max(map(np.max, losses.values())), BLOWN_UP)
    least = min(descent.lowest, *map(np.min, losses.values()))
    figure = go.Figure(traces)
    style(
        figure, theme, height=190, x_name=_("step"), y_name=_("mean squared error"),
        own={
            "xaxis": {"range": [-0.5, max(len(steps) - 1, 1) + 0.5]},
            "yaxis": {**log_axis(least, most)},
        },
    )  # fmt: skip
    words = Plot(figure, *_error_words(descent), table)
    return Moving(_("The error"), words, grown=tuple(range(1, 1 + len(rules))), wide=True)


def _x_name(descent: Descent) -> str:
    return f"{plain(descent.points.names[0], 30)} ({_('scaled')})"


def _y_name(descent: Descent) -> str:
    return f"{plain(descent.points.y_name, 30)} ({_('scaled')})"


def _line_words(descent: Descent) -> tuple[str, str]:
    slope, intercept = map(significant, descent.optimum)
    sentence = f"{_('Dashed: the best line there is, slope')} {slope}, {_('intercept')} "
    return f"{whole(descent.points.rows)} {_('points and a line')}.", f"{sentence}{intercept}."


def _landscape_words(descent: Descent) -> tuple[str, str]:
    limit = significant(descent.limit)
    sentence = _("On all points, plain descent arrives with a learning rate below")
    return _("Each place is a line, darker is worse."), f"{sentence} {limit}."


def _error_words(descent: Descent) -> tuple[str, str]:
    ends = [
        f"{NAMES[rule]} {significant(step.loss)}" for rule, step in descent.frames[-1].steps.items()
    ]
    steps = whole(len(descent.frames) - 1)
    return f"{_('After')} {steps} {_('steps')}: {', '.join(ends)}.", (
        f"{_('Dashed: the least possible')}, {significant(descent.lowest)}."
    )


def _table(descent: Descent) -> pd.DataFrame:
    columns: dict[str, Any] = {_("Step"): np.arange(len(descent.frames))}
    for rule in _rules(descent):
        name = f", {NAMES[rule]}" if len(_rules(descent)) > 1 else ""
        weights = _weights(descent, rule)
        columns |= {
            f"{_('Slope')}{name}": weights[:, 0],
            f"{_('Intercept')}{name}": weights[:, 1],
            f"{_('Error')}{name}": [frame.steps[rule].loss for frame in descent.frames],
        }
    return pd.DataFrame(columns)
