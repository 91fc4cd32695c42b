"""Principal components drawn: the axis and the falls, the spread of the shadows, kept and lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.components import STEP, Axis, Components
from mlcore.numbers import percent, significant, whole
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

BINS = 24
FALLS, CLOUD, AXIS, SHADOWS, ENDS = range(5)
"""Traces of the plane."""


def views(turning: Components, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of an axis that turns."""
    ink, table = palette(theme), _table(turning)
    return (
        _plane(turning, ink, theme, table),
        _spread(turning, ink, theme, table),
        _split(turning, ink, theme, table),
    )


def _reach(turning: Components) -> float:
    return 1.08 * float(np.linalg.norm(turning.X, axis=1).max())


# ------------------------------------------------------------------------- the plane


def _plane(turning: Components, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    X, reach = turning.X, _reach(turning)
    frames = [_plane_frame(X, frame, reach) for frame in turning.frames]
    figure = opened(_plane_traces(X, ink), frames[0])
    kind = f" ({_('scaled')})" if turning.chosen["scale"] else f" ({_('from the mean')})"
    names = [f"{plain(name, 30)}{kind}" for name in turning.points.names]
    style(
        figure, theme, height=360, values="both", x_name=names[0], y_name=names[1],
        own={"xaxis": {"range": [-reach, reach], "constrain": "domain"},
             "yaxis": {"range": [-reach, reach], "constrain": "domain", "scaleanchor": "x"}},
    )  # fmt: skip
    power = turning.chosen["way"] == "power"
    lead = f"{whole(len(X))} {_('points, and their shadows (diamonds) on the axis.')}"
    said = _("Thin lines: how far each point falls. Drag an end of the axis to turn it.")
    return Moving(
        _("The axis and its shadows"), Plot(figure, lead, said, table), frames,
        handle="axis" if power else "", handle_trace=ENDS, dial=() if power else (ENDS,),
    )  # fmt: skip


def _plane_traces(X: np.ndarray, ink: Palette) -> list[Any]:
    return [
        go.Scatter(x=[], y=[], mode="lines", hoverinfo="skip",
                   line={"color": faded(ink.second, 0.55), "width": 1}),
        go.Scatter(x=X[:, 0], y=X[:, 1], mode="markers", hoverinfo="skip",
                   marker={"size": 7, "color": ink.first, "opacity": 0.75,
                           "line": {"width": 1, "color": ink.page}}),
        go.Scatter(x=[], y=[], mode="lines", hoverinfo="skip",
                   line={"color": ink.text, "width": 2.5}),
        go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip",
                   marker={"size": 5, "symbol": "diamond", "color": ink.text}),
        go.Scatter(x=[], y=[], mode="markers",
                   hovertemplate=f"{_('drag to turn the axis')}<extra></extra>",
                   marker={"size": 14, "color": ink.page,
                           "line": {"width": 2.5, "color": ink.text}}),
    ]  # fmt: skip


def _plane_frame(X: np.ndarray, frame: Axis, reach: float) -> dict[int, dict[str, Any]]:
    shadows = (X @ frame.direction)[:, None] * frame.direction
    gaps = np.full_like(X, np.nan)
    falls = np.stack([X, shadows, gaps], axis=1).reshape(-1, 2)
    ends = 0.92 * reach * np.array([frame.direction, -frame.direction])
    places = {FALLS: falls, AXIS: ends / 0.92 * 1.5, SHADOWS: shadows, ENDS: ends}
    return {at: {"x": place[:, 0], "y": place[:, 1]} for at, place in places.items()}


# ------------------------------------------------------------------------ the shadows


def _spread(turning: Components, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    reach = _reach(turning)
    edges = np.linspace(-reach, reach, BINS + 1)
    counts = [np.histogram(turning.X @ frame.direction, edges)[0] for frame in turning.frames]
    most = max(int(count.max()) for count in counts)
    below = -0.09 * most
    frames = []
    for frame, count in zip(turning.frames, counts, strict=True):
        sd = float(np.sqrt(frame.kept))
        frames.append({0: {"y": np.r_[count, 0]}, 1: {"x": [-sd, sd]}})
    bars = go.Scatter(x=edges, y=[], mode="lines", fill="tozeroy", hoverinfo="skip",
                      line={"color": ink.first, "width": 1.5, "shape": "hv"},
                      fillcolor=faded(ink.first, 0.35))  # fmt: skip
    width = go.Scatter(x=[], y=[below, below], mode="lines+markers",
                       line={"color": ink.text, "width": 3},
                       marker={"size": 9, "symbol": "line-ns",
                               "line": {"width": 3, "color": ink.text}},
                       hovertemplate=f"{_('one standard deviation')} %{{x:.3}}<extra></extra>",
    )  # fmt: skip
    figure = opened([bars, width], frames[0])
    style(
        figure, theme, height=360, x_name=_("place along the axis"), y_name=_("shadows"),
        own={"xaxis": {"range": [-reach, reach]}, "yaxis": {"range": [2 * below, 1.06 * most]}},
    )  # fmt: skip
    best = significant(float(np.sqrt(turning.best.kept)))
    lead = f"{_('At best the standard deviation of the shadows is')} {best}."
    said = _("Black: one standard deviation to each side.")
    return Moving(_("How far the shadows spread"), Plot(figure, lead, said, table), frames)


# --------------------------------------------------------------------- kept and lost


def _split(turning: Components, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    x, total = _along(turning), turning.total or 1.0
    kept, lost = (
        np.array([getattr(frame, part) for frame in turning.frames]) / total
        for part in ("kept", "lost")
    )
    path = np.where([frame.phase == "snap" for frame in turning.frames], np.nan, x)
    looks = (
        (kept, ink.first, "solid", _("kept by the shadows")),
        (lost, ink.second, "dash", _("lost in the fall")),
    )
    lines = [
        go.Scatter(x=path, y=values, mode="lines", name=name,
                   line={"color": colour, "width": 2.5, "dash": dash},
                   hovertemplate=f"{name} %{{y:.1%}}<extra></extra>")
        for values, colour, dash, name in looks
    ]  # fmt: skip
    now = go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip", showlegend=False,
                     marker={"size": 11, "color": [ink.first, ink.second],
                             "line": {"width": 2, "color": ink.page}})  # fmt: skip
    frames = [{2: {"x": [x[at]] * 2, "y": [kept[at], lost[at]]}} for at in range(len(x))]
    figure = opened([*lines, now], frames[0])
    power = turning.chosen["way"] == "power"
    style(
        figure, theme, height=210, x_name=_("step") if power else _("degrees turned"),
        own={"xaxis": {"range": [x.min() - 0.02 * np.ptp(x), x.max() + 0.02 * np.ptp(x)]},
             "yaxis": {"range": [-0.04, 1.06], "tickformat": ".0%"}, "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    share = percent(turning.best.kept / total)
    lead = f"{_('The best axis keeps')} {share} {_('of the variance')}."
    said = _("Kept and lost always add up to all of it.")
    return Moving(
        _("Kept and lost"), Plot(figure, lead, said, table), frames, grown=(0, 1),
        dial=() if power else (2,), wide=True,
    )  # fmt: skip


def _along(turning: Components) -> np.ndarray:
    """Return where each frame stands on the curve: degrees turned, or its number."""
    if turning.chosen["way"] == "power":
        return np.arange(len(turning.frames), dtype=float)
    angles = np.array([frame.angle for frame in turning.frames])
    turned = np.arange(len(angles)) * float(STEP)
    turned[-1] = np.rad2deg(angles[-1] - angles[0]) % 180
    return turned


def _table(turning: Components) -> pd.DataFrame:
    total = turning.total or 1.0
    return pd.DataFrame({
        _("Step"): np.arange(len(turning.frames)),
        _("Degrees"): [np.rad2deg(frame.angle) % 180 for frame in turning.frames],
        _("Variance kept"): [frame.kept for frame in turning.frames],
        _("Squared distance lost"): [frame.lost for frame in turning.frames],
        _("Share kept"): [frame.kept / total for frame in turning.frames],
    })  # fmt: skip
