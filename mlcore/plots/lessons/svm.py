"""The support vector machine drawn: street, conditions, both objectives, other choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.machine import Machine, State
from mlcore.numbers import percent, significant, whole
from mlcore.plots.lessons.logs import log_axis, seen
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.lessons.svm_grid import choices
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

SIDE = 33
"""Places along a side of the plane at which f is drawn."""
ROOM = 0.35
EDGE, MOST = 100, 250
"""Heights on the plane: at f = 1, and beyond which all is one colour."""
GROUND, EDGES, BORDER, BEFORE, GROUPS, SLACK, RINGS, PAIR, GONE = 0, 1, 2, 3, 4, 6, 7, 8, 9
"""Traces of the plane; the classes are two."""
SYMBOLS = ("circle", "square")
SMALL, LARGE = 6.0, 13.0
"""Diameters of a point that holds nothing and of one at the bound, in pixels."""
NOWHERE: dict[str, Any] = {"x": [None], "y": [None]}
LEFT, RIGHT = -2.5, 4.5
"""Margins are drawn in between."""


def views(machine: Machine, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the four views of a machine."""
    ink, table = palette(theme), _table(machine)
    return (
        _plane(machine, ink, theme, table),
        _conditions(machine, ink, theme, table),
        _objectives(machine, ink, theme, table),
        choices(machine, ink, theme, table),
    )


# ------------------------------------------------------------------------- the plane


@dataclass(frozen=True, eq=False)
class Grid:
    """Places of the plane at which f is computed: SIDE across, SIDE up."""

    x: np.ndarray
    y: np.ndarray

    @property
    def places(self) -> np.ndarray:
        """All of them, row by row from below, shape (SIDE², 2)."""
        return np.column_stack([part.ravel() for part in np.meshgrid(self.x, self.y)])


def _box(machine: Machine) -> tuple[np.ndarray, np.ndarray]:
    return machine.X.min(axis=0) - ROOM, machine.X.max(axis=0) + ROOM


def _plane(machine: Machine, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    low, high = _box(machine)
    x, y = (np.linspace(low[axis], high[axis], SIDE) for axis in (0, 1))
    grid = Grid(x, y)
    alike = machine.kernel(grid.places, machine.X)
    before = _lines(grid, alike @ machine.before.signed + machine.before.bias, 0)
    frames = []
    for frame in machine.frames:
        f = alike @ frame.signed + frame.bias
        frames.append({**_plane_frame(machine, frame), **_ground_frame(grid, f)})
        if machine.frames[-1].gone.any():
            frames[-1][BEFORE] = before if frame.gone.any() else dict(NOWHERE)
    traces = [*_ground(x, y, ink), *_points(machine, ink), *_marks(machine, ink)]
    figure = opened(traces, frames[0])
    names = [f"{plain(name, 24)} ({_('scaled')})" for name in machine.points.names]
    style(
        figure, theme, height=340, values="none",
        x_name=f"{names[0]} {_('across,')} {names[1]} {_('up')}",
        own={"xaxis": {"range": [low[0], high[0]]}, "yaxis": {"range": [low[1], high[1]]},
             "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    lead = _("The border, and dashed the edges of the street.")
    said = _("The larger a point, the more it holds; ringed thinly: support vectors.")
    if machine.frames[-1].gone.any():
        said = f"{said} {_('Dotted: the border before points were taken away.')}"
    return Moving(
        _("The street"), Plot(figure, lead, said, table), frames,
        handle="probe", handle_trace=len(traces) - 1,
    )  # fmt: skip


def heights(f: np.ndarray) -> np.ndarray:
    """Return *f* on the plane as whole hundredths, cut off where all is one colour."""
    return np.clip(np.round(EDGE * f), -MOST, MOST).astype(int).reshape(SIDE, SIDE)


def _ground_frame(grid: Grid, f: np.ndarray) -> dict[int, dict[str, Any]]:
    return {GROUND: {"z": heights(f)}, EDGES: _lines(grid, f, -1, 1), BORDER: _lines(grid, f, 0)}


def _lines(grid: Grid, f: np.ndarray, *levels: float) -> dict[str, Any]:
    """Return the lines on which *f* has one of *levels*, a gap after each."""
    import contourpy

    made = contourpy.contour_generator(
        x=grid.x, y=grid.y, z=f.reshape(SIDE, SIDE), line_type="ChunkCombinedNan"
    )
    found = [made.lines(level)[0][0] for level in levels]
    lines = [line for line in found if line is not None]
    return _at(np.vstack([np.vstack([line, [np.nan, np.nan]]) for line in lines]).round(3)
               if lines else np.zeros((0, 2)))  # fmt: skip


def _ground(x: np.ndarray, y: np.ndarray, ink: Palette) -> list[Any]:
    """Return the ground with the street's edges, the border, and the border before."""
    shade = [faded(colour, 0.32) for colour in ink.diverging[::-1]]
    return [
        go.Heatmap(x=x, y=y, z=np.zeros((SIDE, SIDE), int), zmin=-MOST, zmax=MOST, zsmooth="best",
                   colorscale=ink.scale(tuple(shade)), showscale=False, hoverinfo="skip"),
        *(go.Scatter(mode="lines", hoverinfo="skip", showlegend=False, **NOWHERE,
                     line={"color": colour, "width": width, "dash": dash})
          for colour, width, dash in (
              (ink.text, 1.5, "dash"), (ink.text, 3, "solid"), (ink.muted, 2, "dot"))),
    ]  # fmt: skip


def _points(machine: Machine, ink: Palette) -> list[Any]:
    return [
        go.Scatter(
            x=machine.X[mine, 0], y=machine.X[mine, 1], mode="markers",
            name=plain(machine.points.classes[at], 24), text=np.flatnonzero(mine) + 1,
            hovertemplate=f"{_('point')} %{{text}}<extra></extra>",
            marker={"size": SMALL, "opacity": 0.9, "color": ink.series[at],
                    "symbol": SYMBOLS[at],
                    "line": {"width": 1, "color": ink.page}},
        )
        for at, mine in enumerate(_classes(machine))
    ]  # fmt: skip


def _classes(machine: Machine) -> tuple[np.ndarray, np.ndarray]:
    return machine.y < 0, machine.y > 0


def _marks(machine: Machine, ink: Palette) -> list[Any]:
    """Return slack, rings of support vectors, the pair, what was taken, and the ring."""
    looks: dict[str, Any] = {"mode": "markers", "hoverinfo": "skip", "showlegend": False}
    ring = machine.X[machine.ring]
    return [
        go.Scatter(mode="lines", hoverinfo="skip", showlegend=False, **NOWHERE,
                   line={"color": ink.danger, "width": 1.5}),
        go.Scatter(**looks, **NOWHERE, marker={"size": 16, "symbol": "circle-open",
                   "color": ink.text, "line": {"width": 1}}),
        go.Scatter(mode="lines+markers", hoverinfo="skip", showlegend=False, **NOWHERE,
                   line={"color": ink.text, "width": 1.5, "dash": "dot"},
                   marker={"size": 25, "symbol": "square-open", "color": ink.text,
                           "line": {"width": 2}}),
        go.Scatter(**looks, **NOWHERE, marker={"size": 13, "symbol": "x-thin",
                   "line": {"width": 3, "color": ink.danger}}),
        go.Scatter(x=ring[:1], y=ring[1:], mode="markers", showlegend=False,
                   hovertemplate=f"{_('the formula follows this point')}<extra></extra>",
                   marker={"size": 27, "symbol": "circle-open", "color": ink.text,
                           "line": {"width": 3}}),
    ]  # fmt: skip


def _plane_frame(machine: Machine, frame: State) -> dict[int, dict[str, Any]]:
    X = machine.X
    share = np.minimum(np.abs(frame.signed) / _most(machine), 1)
    size = np.where(frame.held, SMALL + (LARGE - SMALL) * np.sqrt(share), SMALL).round(1)
    groups = {
        GROUPS + at: {"marker": {"size": np.where(frame.gone, 0, size)[mine]}}
        for at, mine in enumerate(_classes(machine))
    }
    pair = [] if frame.move is None else [frame.move.first, frame.move.second]
    return {
        **groups, SLACK: _slack(machine, frame),
        RINGS: _at(X[frame.held]), PAIR: _at(X[pair]), GONE: _at(X[frame.gone]),
    }  # fmt: skip


def _most(machine: Machine) -> float:
    """Return the largest multiplier there is on the way."""
    return float(np.max([np.abs(frame.signed).max() for frame in machine.frames], initial=1e-9))


def _at(places: np.ndarray) -> dict[str, Any]:
    return {"x": places[:, 0], "y": places[:, 1]} if len(places) else dict(NOWHERE)


def _slack(machine: Machine, frame: State) -> dict[str, Any]:
    """Return a line from each point in the street or beyond to its edge; straight borders only."""
    if machine.kernel.kind != "linear" or frame.slope < 1e-9:
        return dict(NOWHERE)
    slack = np.maximum(1 - machine.y * frame.values, 0)
    short = (slack > 1e-3) & ~frame.gone
    normal = machine.X.T @ frame.signed / frame.slope
    ends = machine.X + (slack * machine.y)[:, None] * normal
    gap = np.full_like(ends, np.nan)
    lines = np.stack([machine.X, ends, gap], axis=1)[short].reshape(-1, 2)
    return _at(lines)


# --------------------------------------------------------------------- the conditions


def _conditions(machine: Machine, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    top = min(machine.C, 1.25 * _most(machine))
    path = np.array([[RIGHT, 0], [1, 0], [1, machine.C], [LEFT, machine.C]])
    looks: dict[str, Any] = {"mode": "markers", "hoverinfo": "skip"}
    traces = [
        go.Scatter(x=path[:, 0], y=path[:, 1], mode="lines", hoverinfo="skip",
                   line={"color": faded(ink.muted, 0.45), "width": 7}),
        *(go.Scatter(**looks, **NOWHERE, marker={
            "size": 9, "color": ink.series[at], "symbol": SYMBOLS[at], "opacity": 0.8,
            "line": {"width": 1, "color": ink.page}}) for at in (0, 1)),
        go.Scatter(mode="lines+markers", hoverinfo="skip", **NOWHERE,
                   line={"color": ink.text, "width": 1.5, "dash": "dot"},
                   marker={"size": 19, "symbol": "square-open", "color": ink.text,
                           "line": {"width": 2}}),
        go.Scatter(**looks, **NOWHERE, marker={"size": 21, "symbol": "circle-open",
                   "color": ink.text, "line": {"width": 3}}),
    ]  # fmt: skip
    frames = [_conditions_frame(machine, frame) for frame in machine.frames]
    figure = opened(traces, frames[0])
    style(
        figure, theme, height=340, values="both", x_name=_("y · f: how far on the right side"),
        y_name=f"α, {_('at most C')} = {significant(machine.C)}",
        own={"xaxis": {"range": [LEFT, RIGHT]}, "yaxis": {"range": [-0.06 * top, 1.08 * top]}},
    )  # fmt: skip
    lead = _("At rest every point lies on the bent path.")
    said = _("Right: it holds nothing. Upright: on the edge of the street. Above: at the bound.")
    return Moving(_("The conditions (KKT)"), Plot(figure, lead, said, table), frames)


def _conditions_frame(machine: Machine, frame: State) -> dict[int, dict[str, Any]]:
    margins = np.clip(machine.y * frame.values, LEFT + 0.05, RIGHT - 0.05)
    places = np.column_stack([margins, np.abs(frame.signed)])
    pair = [] if frame.move is None else [frame.move.first, frame.move.second]
    groups = {1 + at: _at(places[mine & ~frame.gone]) for at, mine in enumerate(_classes(machine))}
    return {**groups, 3: _at(places[pair]), 4: _at(places[[machine.ring]])}


# --------------------------------------------------------------------- the objectives


def _objectives(machine: Machine, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    frames = machine.frames
    steps = _along(machine)
    both = (
        (_("primal"), [frame.primal for frame in frames], ink.second, "dash"),
        (_("dual"), [frame.dual for frame in frames], ink.first, "solid"),
    )
    traces = [
        go.Scatter(x=steps, y=seen(values), mode="lines+markers", name=name,
                   customdata=[frame.step for frame in frames],
                   line={"color": colour, "width": 2.5, "dash": dash}, marker={"size": 5},
                   hovertemplate=f"{_('step')} %{{customdata}}: %{{y:.4}}<extra></extra>")
        for name, values, colour, dash in both
    ]  # fmt: skip
    figure = go.Figure(traces)
    at = np.unique(np.linspace(0, len(frames) - 1, 5).round().astype(int))
    style(
        figure, theme, height=200, x_name=_("steps so far"),
        own={
            "xaxis": {"range": [-0.5, len(frames) - 0.5], "tickvals": at,
                      "ticktext": [whole(frames[place].step) for place in at]},
            "yaxis": log_axis([values for _name, values, *_rest in both], 4),
            "showlegend": True,
        },
    )  # fmt: skip
    figure.layout.margin.t = 26
    last = frames[-1]
    lead = f"{_('Dual')} {significant(last.dual)}, {_('primal')} {significant(last.primal)}."
    apart = (last.primal - last.dual) / max(last.primal, 1e-12)
    said = f"{_('The optimum lies between them; they end')} {percent(max(apart, 0))} {_('apart')}."
    plot = Plot(figure, lead, said, table)
    return Moving(_("The dual rises, the primal falls"), plot, grown=(0, 1), wide=True)


def _along(machine: Machine) -> np.ndarray:
    return np.arange(len(machine.frames))


def _table(machine: Machine) -> pd.DataFrame:
    frames = machine.frames
    pairs = [("", "") if f.move is None else (f.move.first + 1, f.move.second + 1) for f in frames]
    return pd.DataFrame({
        _("Step"): [frame.step for frame in frames],
        _("First of the pair"): [str(first) for first, _second in pairs],
        _("Second of the pair"): [str(second) for _first, second in pairs],
        _("Support vectors"): [int(frame.held.sum()) for frame in frames],
        _("Street"): [2 / np.sqrt(max(frame.slope, 1e-12)) for frame in frames],
        _("Dual"): [frame.dual for frame in frames],
        _("Primal"): [frame.primal for frame in frames],
        _("Worst pair apart"): [frame.broken for frame in frames],
        _("Bias"): [frame.bias for frame in frames],
    })  # fmt: skip
