"""A random forest drawn: what all trees say, the newest tree and its draw, the errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.forest import Forest, Vote
from mlcore.numbers import percent, whole
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

SIDE = 36
"""Places along a side of the plane at which the trees are asked."""
LEVELS = 40
SYMBOLS = ("circle", "square", "diamond")
ROOM = 0.06
NOWHERE: dict[str, Any] = {"x": [None], "y": [None]}


def views(forest: Forest, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of a forest."""
    ink, table = palette(theme), _table(forest)
    x, y, grid = _grid(forest)
    answers = np.array([frame.tree.chances(grid) for frame in forest.frames])
    return (
        _all(forest, answers, (x, y), ink, theme, table),
        _newest(forest, answers, (x, y), ink, theme, table),
        _errors(forest, ink, theme, table),
    )


def _grid(forest: Forest) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    X = forest.points.X
    room = ROOM * np.maximum(np.ptp(X, axis=0), 1e-9)
    ends = zip(X.min(axis=0) - room, X.max(axis=0) + room, strict=True)
    x, y = (np.linspace(low, high, SIDE) for low, high in ends)
    return x, y, np.column_stack([part.ravel() for part in np.meshgrid(x, y)])


def ground(chances: np.ndarray) -> np.ndarray:
    """Return what is said at each place: the level of the second of two classes, or the class."""
    two = chances.shape[1] == 2
    found = np.round(LEVELS * chances[:, 1]) if two else chances.argmax(axis=1)
    return np.asarray(found.astype(int).reshape(SIDE, SIDE))


def _heat(
    forest: Forest, z: np.ndarray, axes: tuple[np.ndarray, np.ndarray], ink: Palette
) -> go.Heatmap:
    classes = len(forest.points.classes)
    scale = ink.scale(ink.diverging[::-1])
    if classes > 2:
        shades = [faded(colour, 0.6) for colour in ink.series[:classes]]
        ends = np.linspace(0, 1, classes + 1)
        scale = [
            [float(end), shade] for at, shade in enumerate(shades) for end in ends[at : at + 2]
        ]
    return go.Heatmap(
        x=axes[0], y=axes[1], z=z, zmin=0, zmax=LEVELS if classes == 2 else classes - 1,
        opacity=0.5, colorscale=scale, showscale=False, hoverinfo="skip", zsmooth=False,
    )  # fmt: skip


def _all(
    forest: Forest, answers: np.ndarray, axes: tuple[np.ndarray, np.ndarray], ink: Palette,
    theme: str | None, table: pd.DataFrame,
) -> Moving:  # fmt: skip
    means = np.cumsum(answers, axis=0) / np.arange(1, len(answers) + 1)[:, None, None]
    frames = [
        {0: {"z": ground(mean)}, **_wrong(forest, vote)}
        for mean, vote in zip(means, forest.frames, strict=True)
    ]
    ring = forest.parts.X[forest.row]
    traces = [
        _heat(forest, ground(means[0]), axes, ink),
        go.Scatter(mode="markers", hoverinfo="skip", showlegend=False, **NOWHERE,
                   marker={"size": 13, "symbol": "x-thin",
                           "line": {"width": 2, "color": ink.danger}}),
        *_rows(forest, ink),
        go.Scatter(x=ring[:1], y=ring[1:], mode="markers", showlegend=False,
                   hovertemplate=f"{_('the formula follows this point')}<extra></extra>",
                   marker={"size": 20, "symbol": "circle-open", "color": ink.text,
                           "line": {"width": 2.5}}),
    ]  # fmt: skip
    figure = _plane(opened(traces, frames[0]), forest, axes, theme)
    lead = f"{_('What')} {len(forest.frames)} {_('trees say together.')}"
    said = _("Crossed: rows that the trees which have not seen them answer wrong.")
    return Moving(
        _("The forest"), Plot(figure, lead, said, table), frames,
        handle="probe", handle_trace=len(traces) - 1,
    )  # fmt: skip


def _wrong(forest: Forest, vote: Vote) -> dict[int, dict[str, Any]]:
    off = (vote.judges > 0) & (vote.outside.argmax(axis=1) != forest.parts.y)
    return {1: _at(forest.parts.X[off])}


def _rows(forest: Forest, ink: Palette) -> list[Any]:
    return [
        go.Scatter(
            x=forest.parts.X[mine, 0], y=forest.parts.X[mine, 1], mode="markers",
            name=plain(name, 24), hoverinfo="skip",
            marker={"size": 7, "color": ink.series[at], "symbol": SYMBOLS[at],
                    "line": {"width": 1, "color": ink.page}},
        )
        for at, name in enumerate(forest.points.classes)
        for mine in (forest.parts.y == at,)
    ]  # fmt: skip


def _newest(
    forest: Forest, answers: np.ndarray, axes: tuple[np.ndarray, np.ndarray], ink: Palette,
    theme: str | None, table: pd.DataFrame,
) -> Moving:  # fmt: skip
    frames = [
        {0: {"z": ground(said)}, **_draws(forest, vote)}
        for said, vote in zip(answers, forest.frames, strict=True)
    ]
    classes = len(forest.points.classes)
    traces = [_heat(forest, ground(answers[0]), axes, ink)]
    for at in range(classes):
        for symbol in (SYMBOLS[at], f"{SYMBOLS[at]}-open"):
            fresh = symbol.endswith("open")
            colour = ink.series[at]
            traces.append(
                go.Scatter(
                    mode="markers", hoverinfo="skip", **NOWHERE,
                    name=_("not seen") if fresh else _("drawn"), showlegend=at == 0,
                    marker={"size": 6, "opacity": 1, "color": colour, "symbol": symbol,
                            "line": {"width": 1.5 if fresh else 1,
                                     "color": colour if fresh else ink.page}},
                )
            )  # fmt: skip
    figure = _plane(opened(traces, frames[0]), forest, axes, theme)
    lead = _("One tree, and the draw it was grown on.")
    said = _("The larger a point, the more often it was drawn; open ones were not.")
    return Moving(_("The newest tree"), Plot(figure, lead, said, table), frames)


def _draws(forest: Forest, vote: Vote) -> dict[int, dict[str, Any]]:
    X, y = forest.parts.X, forest.parts.y
    drawn: dict[int, dict[str, Any]] = {}
    for at in range(len(forest.points.classes)):
        seen, fresh = (y == at) & (vote.times > 0), (y == at) & (vote.times == 0)
        size = (4 + 3.5 * np.sqrt(vote.times[seen])).round(1)
        drawn[1 + 2 * at] = {**_at(X[seen]), "marker": {"size": size if len(size) else [6.0]}}
        drawn[2 + 2 * at] = _at(X[fresh])
    return drawn


def _at(places: np.ndarray) -> dict[str, Any]:
    return {"x": places[:, 0], "y": places[:, 1]} if len(places) else dict(NOWHERE)


def _plane(
    figure: go.Figure, forest: Forest, axes: tuple[np.ndarray, np.ndarray], theme: str | None
) -> go.Figure:
    names = [plain(name, 24) for name in forest.points.names]
    ranges = [[float(axis[0]), float(axis[-1])] for axis in axes]
    style(
        figure, theme, height=340, values="none",
        x_name=f"{names[0]} {_('across,')} {names[1]} {_('up')}",
        own={"xaxis": {"range": ranges[0]}, "yaxis": {"range": ranges[1]}, "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    return figure


def _errors(forest: Forest, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    trees = [vote.trees for vote in forest.frames]
    several = (
        (_("out of bag"), [vote.oob for vote in forest.frames], ink.text, "solid", 2.5),
        (_("held back"), [vote.held_wrong for vote in forest.frames], ink.second, "dash", 2.5),
        (_("learned from"), [vote.wrong for vote in forest.frames], ink.first, "dot", 2.5),
        (_("newest tree, held back"), [vote.alone for vote in forest.frames], ink.muted,
         "solid", 1),
    )  # fmt: skip
    traces = [
        go.Scatter(x=trees, y=values, mode="lines", name=name,
                   line={"color": colour, "width": width, "dash": dash},
                   hovertemplate=f"%{{x}} {_('trees')}: %{{y:.1%}}<extra></extra>")
        for name, values, colour, dash, width in several
    ]  # fmt: skip
    figure = go.Figure(traces)
    most = max(max(values) for _name, values, *_rest in several)
    style(
        figure, theme, height=240, x_name=_("trees"),
        own={"xaxis": {"range": [0.5, trees[-1] + 0.5]}, "showlegend": True,
             "yaxis": {"range": [0, 1.1 * most + 0.01], "tickformat": ".0%"}},
    )  # fmt: skip
    figure.layout.margin.t = 26
    last = forest.frames[-1]
    alone = float(np.mean([vote.alone for vote in forest.frames]))
    lead = f"{_('Out of bag')} {percent(last.oob)}, {_('on rows held back')} "
    lead += f"{percent(last.held_wrong)} {_('of')} {whole(len(forest.parts.y_held))}."
    said = f"{_('A single tree errs in')} {percent(alone)} {_('of them on average.')}"
    return Moving(
        _("Share answered wrong"), Plot(figure, lead, said, table), grown=(0, 1, 2, 3), wide=True
    )


def _table(forest: Forest) -> pd.DataFrame:
    frames = forest.frames
    return pd.DataFrame({
        _("Trees"): [vote.trees for vote in frames],
        _("Rows not drawn"): [int((vote.times == 0).sum()) for vote in frames],
        _("Rows judged"): [int((vote.judges > 0).sum()) for vote in frames],
        _("Wrong out of bag"): [vote.oob for vote in frames],
        _("Wrong, held back"): [vote.held_wrong for vote in frames],
        _("Wrong, learned from"): [vote.wrong for vote in frames],
        _("Newest tree, held back"): [vote.alone for vote in frames],
    })  # fmt: skip
