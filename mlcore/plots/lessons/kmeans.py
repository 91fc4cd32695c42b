"""k-means drawn: points and centres, the inertia, the silhouette of each point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.kmeans import Cluster, Clustering
from mlcore.numbers import significant
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

SYMBOLS = (
    "circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "hexagon", "star",
)  # fmt: skip
NONE = np.zeros(0)


def views(clustering: Clustering, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of a clustering."""
    ink, table = palette(theme), _table(clustering)
    return (
        _points(clustering, ink, theme, table),
        _silhouettes(clustering, ink, theme, table),
        _inertia(clustering, ink, theme, table),
    )


def _k(clustering: Clustering) -> int:
    return len(clustering.frames[0].centres)


def _points(clustering: Clustering, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    X, k = clustering.X, _k(clustering)
    unassigned = go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip",
                            marker={"size": 8, "color": ink.muted, "opacity": 0.6})  # fmt: skip
    groups = [
        go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip",
                   marker={"size": 8, "color": ink.series[at], "symbol": SYMBOLS[at],
                           "line": {"width": 1, "color": ink.page}})
        for at in range(k)
    ]  # fmt: skip
    walked = np.array([frame.centres for frame in clustering.frames])
    trails = [
        go.Scatter(x=walked[:, at, 0], y=walked[:, at, 1], mode="lines", hoverinfo="skip",
                   line={"color": ink.text, "width": 1.5, "dash": "dot"})
        for at in range(k)
    ]  # fmt: skip
    centres = go.Scatter(
        x=[], y=[], mode="markers",
        hovertemplate=f"{_('a centre: drag it to begin there')}<extra></extra>",
        marker={"size": 17, "symbol": "x", "color": list(ink.series[:k]),
                "line": {"width": 2, "color": ink.text}},
    )  # fmt: skip
    frames = [_points_frame(X, frame, k) for frame in clustering.frames]
    figure = opened([unassigned, *groups, *trails, centres], frames[0])
    scaled = f" ({_('scaled')})" if clustering.points.own else ""
    names = [f"{plain(name, 30)}{scaled}" for name in clustering.points.names]
    reach = [[float(low) - 0.3, float(high) + 0.3]
             for low, high in zip(X.min(axis=0), X.max(axis=0), strict=True)]  # fmt: skip
    style(
        figure, theme, height=340, values="both", x_name=names[0], y_name=names[1],
        own={"xaxis": {"range": reach[0]}, "yaxis": {"range": reach[1]}},
    )  # fmt: skip
    lead = f"{len(X)} {_('points and')} {k} {_('centres (crosses).')}"
    sentence = _("Colour and shape: the centre a point belongs to. Dotted: the way of each centre.")
    return Moving(
        _("Points and centres"), Plot(figure, lead, sentence, table), frames,
        grown=tuple(range(k + 1, 2 * k + 1)), handle="centres", handle_trace=2 * k + 1,
    )  # fmt: skip


def _points_frame(X: np.ndarray, frame: Cluster, k: int) -> dict[int, dict[str, Any]]:
    groups = {1 + at: frame.labels == at for at in range(k)}
    places = {0: frame.labels < 0, **groups}
    moving = {at: {"x": X[mine, 0], "y": X[mine, 1]} for at, mine in places.items()}
    centres = {"x": frame.centres[:, 0], "y": frame.centres[:, 1]}
    return {**moving, 2 * k + 1: centres}


def _inertia(
    clustering: Clustering, ink: Palette, theme: str | None, table: pd.DataFrame
) -> Moving:
    steps = np.arange(len(clustering.frames))
    inertia = np.array([frame.inertia for frame in clustering.frames])
    symbols = ["circle" if f.phase == "assign" else "diamond" for f in clustering.frames]
    figure = go.Figure([
        go.Scatter(x=steps[[0, -1]], y=[clustering.best] * 2, mode="lines", hoverinfo="skip",
                   line={"color": ink.muted, "width": 1.5, "dash": "dash"}),
        go.Scatter(x=steps, y=inertia, mode="lines+markers",
                   line={"color": ink.first, "width": 2.5},
                   marker={"size": 8, "color": ink.first, "symbol": symbols},
                   hovertemplate=f"{_('step')} %{{x}}: %{{y:,.4}}<extra></extra>"),
    ])  # fmt: skip
    style(
        figure, theme, height=190, x_name=_("half step (dot: assign, diamond: move)"),
        y_name=_("inertia"),
        own={"xaxis": {"range": [-0.5, steps[-1] + 0.5]},
             "yaxis": {"range": [0.9 * clustering.best, 1.05 * inertia.max()]}},
    )  # fmt: skip
    lead = f"{_('Inertia falls from')} {significant(inertia[0])} {_('to')} "
    best = f"{_('Dashed: the lowest of several starts')}, {significant(clustering.best)}."
    words = Plot(figure, f"{lead}{significant(inertia[-1])}.", best, table)
    return Moving(_("It never rises"), words, grown=(1,), wide=True)


def _silhouettes(
    clustering: Clustering, ink: Palette, theme: str | None, table: pd.DataFrame
) -> Moving:
    k = _k(clustering)
    areas = [
        go.Scatter(x=[], y=[], mode="lines", fill="tozeroy", hoverinfo="skip",
                   fillcolor=faded(ink.series[at], 0.6),
                   line={"color": ink.series[at], "width": 1, "shape": "hv"})
        for at in range(k)
    ]  # fmt: skip
    mean = go.Scatter(x=[], y=[], mode="lines", hoverinfo="skip",
                      line={"color": ink.text, "width": 1.5, "dash": "dash"})  # fmt: skip
    frames = [_silhouette_frame(frame, k) for frame in clustering.frames]
    figure = opened([*areas, mean], frames[0])
    rows = len(clustering.X)
    style(
        figure, theme, height=340, x_name=_("points, cluster by cluster"), y_name=_("silhouette"),
        own={"xaxis": {"range": [0, rows + 4 * k], "showticklabels": False},
             "yaxis": {"range": [-0.5, 1.02]}},
    )  # fmt: skip
    shown = float(np.mean(clustering.frames[-1].silhouette))
    lead = f"{_('Mean silhouette at the end')}: {significant(shown)}."
    sentence = _("Near 1: well inside its cluster. Below 0: nearer to another one.")
    return Moving(_("How well each point fits"), Plot(figure, lead, sentence, table), frames)


def _silhouette_frame(frame: Cluster, k: int) -> dict[int, dict[str, Any]]:
    moving: dict[int, dict[str, Any]] = {}
    begin = 0
    for at in range(k):
        mine = np.sort(frame.silhouette[frame.labels == at])[::-1]
        mine = mine[np.isfinite(mine)]
        ends = np.r_[mine, mine[-1:]]
        moving[at] = {"x": begin + np.arange(len(ends)), "y": ends}
        begin += len(mine) + 4
    mean = frame.silhouette.mean()
    known = np.isfinite(mean)
    moving[k] = {"x": [0, begin] if known else [], "y": [float(mean)] * 2 if known else []}
    return moving


def _table(clustering: Clustering) -> pd.DataFrame:
    return pd.DataFrame({
        _("Step"): np.arange(len(clustering.frames)),
        _("Phase"): [_(frame.phase) for frame in clustering.frames],
        _("Changed"): [frame.changed for frame in clustering.frames],
        _("Inertia"): [frame.inertia for frame in clustering.frames],
        _("Mean silhouette"): [float(f.silhouette.mean()) for f in clustering.frames],
    })  # fmt: skip
