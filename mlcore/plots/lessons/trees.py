"""A growing tree drawn: its boxes in the plane, its nodes, every cut, the errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.forest import Forest
from mlcore.learn.growth import Growth, Stage
from mlcore.numbers import percent, significant
from mlcore.plots.lessons import forest
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.lessons.trees_cuts import cuts, prices
from mlcore.plots.lessons.trees_nodes import nodes
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

SYMBOLS = ("circle", "square", "diamond")
PURE = (0.75, 0.95)
"""Shares of the commonest class from which a box is drawn stronger."""
STRONG = (0.12, 0.22, 0.36)
ROOM = 0.06
NOWHERE: dict[str, Any] = {"x": [None], "y": [None]}


def views(shown: Growth | Forest, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the views of a tree, or of a forest."""
    if isinstance(shown, Forest):
        return forest.views(shown, theme)
    ink, table = palette(theme), _table(shown)
    third = prices if shown.pruned else cuts
    return (
        _plane(shown, ink, theme, table),
        nodes(shown, ink, theme, table),
        third(shown, ink, theme, table),
        _errors(shown, ink, theme, table),
    )


# -------------------------------------------------------------------------- the plane


def box_of(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest place of *X*, with some room."""
    room = ROOM * np.maximum(np.ptp(X, axis=0), 1e-9)
    return X.min(axis=0) - room, X.max(axis=0) + room


def points(shown: Growth | Forest, ink: Palette) -> list[Any]:
    """Return the rows learned from, filled, and those held back, open; two traces a class."""
    made, parts = [], shown.parts
    for at, name in enumerate(shown.points.classes):
        for held, (X, y) in enumerate(((parts.X, parts.y), (parts.X_held, parts.y_held))):
            mine, colour = y == at, ink.series[at]
            made.append(
                go.Scatter(
                    x=X[mine, 0], y=X[mine, 1], mode="markers", name=plain(name, 24),
                    showlegend=not held, hoverinfo="skip",
                    marker={"size": 7, "color": colour,
                            "symbol": SYMBOLS[at] + ("-open" if held else ""),
                            "line": {"width": 1.5 if held else 1,
                                     "color": colour if held else ink.page}},
                )
            )  # fmt: skip
    return made


def _plane(growth: Growth, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    low, high = box_of(growth.points.X)
    kinds = [(at, strength) for at in range(len(growth.points.classes)) for strength in STRONG]
    boxes = [
        go.Scatter(mode="lines", fill="toself", hoverinfo="skip", showlegend=False, **NOWHERE,
                   fillcolor=faded(ink.series[at], strength), line={"width": 0})
        for at, strength in kinds
    ]  # fmt: skip
    lines = [
        go.Scatter(mode="lines", hoverinfo="skip", showlegend=False, **NOWHERE,
                   line={"color": ink.text, "width": width, "dash": dash})
        for width, dash in ((0.8, "solid"), (1.5, "dot"), (3.5, "solid"))
    ]  # fmt: skip
    traces = [*boxes, *points(growth, ink), *lines, *_handle(growth, ink)]
    first = len(traces) - len(lines) - len(_handle(growth, ink))
    frames = [_plane_frame(growth, stage, first, (low, high)) for stage in growth.frames]
    figure = opened(traces, frames[0])
    names = [plain(name, 24) for name in growth.points.names]
    style(
        figure, theme, height=340, values="none",
        x_name=f"{names[0]} {_('across,')} {names[1]} {_('up')}",
        own={"xaxis": {"range": [low[0], high[0]]}, "yaxis": {"range": [low[1], high[1]]},
             "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    lead = _("Each box is a leaf; the purer, the stronger its colour.")
    said = _("Thick: the newest cut, dotted: the box it cuts. Open points are held back.")
    return Moving(
        _("The plane"), Plot(figure, lead, said, table), frames,
        handle="cut" if _handle(growth, ink) else "", handle_trace=len(traces) - 1,
    )  # fmt: skip


def _handle(growth: Growth, ink: Palette) -> list[Any]:
    """Return the mark of the first cut that can be moved; none when it is the algorithm's."""
    if growth.chosen["hand"] == "off" or growth.pruned:
        return []
    middle = growth.points.X.mean(axis=0)
    put = growth.chosen.put("cut")
    place = np.array(put[0]) if put else middle
    cut = growth.nodes[0].cut
    if cut is not None and not put:
        place[cut.column] = cut.threshold
    return [
        go.Scatter(
            x=place[:1], y=place[1:], mode="markers", showlegend=False,
            hovertemplate=f"{_('click elsewhere: the first cut goes there')}<extra></extra>",
            marker={"size": 14, "color": ink.page, "line": {"width": 3, "color": ink.text}},
        )
    ]  # fmt: skip


def _plane_frame(
    growth: Growth, stage: Stage, first: int, box: tuple[np.ndarray, np.ndarray]
) -> dict[int, dict[str, Any]]:
    sorted_: list[list[np.ndarray]] = [
        [] for _kind in range(len(growth.points.classes) * len(STRONG))
    ]
    for at in stage.leaves:
        node = growth.nodes[at]
        strength = int(np.searchsorted(PURE, node.counts.max() / node.rows, side="right"))
        sorted_[node.answer * len(STRONG) + strength].append(_corners(growth, at, box))
    drawn = {number: _joined(corners) for number, corners in enumerate(sorted_)}
    edges = _joined([_corners(growth, at, box) for at in stage.leaves])
    last = stage.nodes[-1] if stage.nodes else -1
    around = _joined([_corners(growth, last, box)] if last >= 0 else [])
    cut = _line(growth, last, box) if stage.kind == "cut" else dict(NOWHERE)
    return {**drawn, first: edges, first + 1: around, first + 2: cut}


def _corners(growth: Growth, at: int, box: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the corners of a node's box, and a gap."""
    node = growth.nodes[at]
    (x0, y0), (x1, y1) = np.maximum(node.low, box[0]), np.minimum(node.high, box[1])
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0], [np.nan, np.nan]])


def _line(growth: Growth, at: int, box: tuple[np.ndarray, np.ndarray]) -> dict[str, Any]:
    node = growth.nodes[at]
    if node.cut is None:
        return dict(NOWHERE)
    low, high = np.maximum(node.low, box[0]), np.minimum(node.high, box[1])
    low[node.cut.column] = high[node.cut.column] = node.cut.threshold
    return {"x": [low[0], high[0]], "y": [low[1], high[1]]}


def _joined(parts: list[np.ndarray]) -> dict[str, Any]:
    if not parts:
        return dict(NOWHERE)
    whole = np.vstack(parts)
    return {"x": whole[:, 0], "y": whole[:, 1]}


# ------------------------------------------------------------------------- the errors


def _errors(growth: Growth, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    leaves = [len(stage.leaves) for stage in growth.frames]
    both = (
        (_("learned from"), [stage.wrong for stage in growth.frames], ink.first, "solid"),
        (_("held back"), [stage.held_wrong for stage in growth.frames], ink.second, "dash"),
    )
    traces = [
        go.Scatter(x=leaves, y=values, mode="lines+markers", name=name, marker={"size": 5},
                   line={"color": colour, "width": 2.5, "dash": dash},
                   hovertemplate=f"%{{x}} {_('leaves')}: %{{y:.1%}}<extra></extra>")
        for name, values, colour, dash in both
    ]  # fmt: skip
    figure = go.Figure(traces)
    most = max(max(values) for _name, values, *_rest in both)
    ends = [max(leaves) + 0.5, 0.5] if growth.pruned else [0.5, max(leaves) + 0.5]
    style(
        figure, theme, height=230, x_name=_("leaves"),
        own={"xaxis": {"range": ends}, "showlegend": True,
             "yaxis": {"range": [0, 1.1 * most + 0.01], "tickformat": ".0%"}},
    )  # fmt: skip
    figure.layout.margin.t = 26
    best = min(growth.frames, key=lambda stage: (stage.held_wrong, len(stage.leaves)))
    lead = f"{_('Fewest mistakes on rows held back')}: {percent(best.held_wrong)}, "
    last = growth.frames[-1]
    said = f"{_('At the end')}: {percent(last.wrong)} {_('and')} {percent(last.held_wrong)}."
    words = f"{lead}{_('with')} {len(best.leaves)} {_('leaves')}."
    return Moving(_("Share answered wrong"), Plot(figure, words, said, table), grown=(0, 1))


def _table(growth: Growth) -> pd.DataFrame:
    frames = growth.frames
    return pd.DataFrame({
        _("Step"): np.arange(len(frames)),
        _("Leaves"): [len(stage.leaves) for stage in frames],
        _("Last question"): [_asked(growth, stage) for stage in frames],
        _("Wrong"): [stage.wrong for stage in frames],
        _("Wrong, held back"): [stage.held_wrong for stage in frames],
        _("Impurity of the leaves"): [stage.impurity for stage in frames],
        _("Price of a leaf (α)"): [stage.price for stage in frames],
    })  # fmt: skip


def _asked(growth: Growth, stage: Stage) -> str:
    cut = growth.nodes[stage.nodes[-1]].cut if stage.nodes else None
    if cut is None:
        return ""
    return f"{plain(growth.points.names[cut.column], 30)} ≤ {significant(cut.threshold)}"
