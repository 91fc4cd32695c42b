"""A tree drawn as nodes and the questions between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.growth import Growth, Stage
from mlcore.numbers import percent, significant, whole
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.palette import Palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

SYMBOLS = ("circle", "square", "diamond")
NOWHERE: dict[str, Any] = {"x": [None], "y": [None]}
BESIDE = "\u2002" * 2
"""Room for the ring, before the question of a node."""
WORDS = 8
"""Up to so many leaves the questions stand at their nodes."""
SMALL, LARGE = 6.0, 26.0
"""Diameters of a leaf with few rows and with all, in pixels."""


def nodes(growth: Growth, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    """Return the view of the nodes of *growth*."""
    places = places_of(growth)
    frames = [_frame(growth, stage, places) for stage in growth.frames]
    traces = [
        go.Scatter(mode="lines", hoverinfo="skip", showlegend=False, **NOWHERE,
                   line={"color": ink.muted, "width": 1.5}),
        go.Scatter(mode="markers+text", showlegend=False, **NOWHERE, textposition="top right",
                   textfont={"size": 12, "color": ink.text}, cliponaxis=False,
                   hovertemplate="%{customdata}<extra></extra>",
                   marker={"size": 8, "color": ink.page, "symbol": "diamond",
                           "line": {"width": 1.5, "color": ink.muted}}),
        *(go.Scatter(mode="markers", name=plain(name, 24), **NOWHERE,
                     hovertemplate="%{customdata}<extra></extra>",
                     marker={"size": SMALL, "opacity": 1, "color": ink.series[at],
                             "symbol": SYMBOLS[at], "line": {"width": 1, "color": ink.page}})
          for at, name in enumerate(growth.points.classes)),
        go.Scatter(mode="markers", hoverinfo="skip", showlegend=False, **NOWHERE,
                   marker={"size": 22, "symbol": "circle-open", "color": ink.text,
                           "line": {"width": 2.5}}),
    ]  # fmt: skip
    figure = opened(traces, frames[0])
    across, deep = float(places[:, 0].max()), float(-places[:, 1].min())
    style(
        figure, theme, height=340, values="none",
        own={"xaxis": {"visible": False, "range": [-0.7, across + 0.7]},
             "yaxis": {"visible": False, "range": [-deep - 0.35, 0.45]}},
    )  # fmt: skip
    lead = _("Yes goes left, no goes right.")
    said = _("A leaf has the colour of its answer, and its size shows its rows. Ringed: the last.")
    return Moving(_("The tree"), Plot(figure, lead, said, table), frames)


def places_of(growth: Growth) -> np.ndarray:
    """Return where each node stands: leaves side by side, a question above the middle of its two.

    Returns
    -------
    ndarray, shape (nodes, 2)
        Across from 0, and down by depth.
    """
    found = np.zeros((len(growth.nodes), 2))
    order = [at for at, node in enumerate(growth.nodes) if node.cut is None]
    found[order, 0] = np.arange(len(order))  # numbered depth first: from left to right
    for at in reversed(range(len(growth.nodes))):
        node = growth.nodes[at]
        found[at, 1] = -node.depth
        if node.cut is not None:
            found[at, 0] = (found[node.left, 0] + found[node.right, 0]) / 2
    return found


def inner_of(growth: Growth, stage: Stage) -> list[int]:
    """Return the nodes of *stage* that ask a question, in order."""
    found: set[int] = set()
    for at in stage.leaves:
        up = growth.nodes[at].parent
        while up >= 0 and up not in found:
            found.add(up)
            up = growth.nodes[up].parent
    return sorted(found)


def _frame(growth: Growth, stage: Stage, places: np.ndarray) -> dict[int, dict[str, Any]]:
    inner = inner_of(growth, stage)
    few = sum(node.cut is None for node in growth.nodes) <= WORDS
    asked = [_question(growth, at) for at in inner]
    beside = [f"{BESIDE}{words}" if few else "" for words in asked]
    classes = len(growth.points.classes)
    leaves: dict[int, dict[str, Any]] = {}
    for answer in range(classes):
        mine = [at for at in stage.leaves if growth.nodes[at].answer == answer]
        shares = np.array([growth.nodes[at].rows for at in mine]) / growth.nodes[0].rows
        leaves[2 + answer] = {
            **_at(places[mine]), "customdata": [_leaf(growth, at) for at in mine] or [""],
            "marker": {"size": (SMALL + (LARGE - SMALL) * np.sqrt(shares)).round(1)
                       if mine else np.array([SMALL])},
        }  # fmt: skip
    last = list(stage.nodes[-1:])
    return {
        0: _edges(growth, stage, inner, places),
        1: {**_at(places[inner]), "text": beside or [""],
            "customdata": asked or [""]},
        **leaves,
        2 + classes: _at(places[last]),
    }  # fmt: skip


def _edges(growth: Growth, stage: Stage, inner: list[int], places: np.ndarray) -> dict[str, Any]:
    """Return a line from each node but the root, up and over to the one above."""
    ends = [at for at in (*inner, *stage.leaves) if growth.nodes[at].parent >= 0]
    if not ends:
        return dict(NOWHERE)
    above = places[[growth.nodes[at].parent for at in ends]]
    over = np.column_stack([places[ends, 0], above[:, 1]])
    gap = np.full_like(above, np.nan)
    return _at(np.stack([places[ends], over, above, gap], axis=1).reshape(-1, 2))


def _at(places: np.ndarray) -> dict[str, Any]:
    return {"x": places[:, 0], "y": places[:, 1]} if len(places) else dict(NOWHERE)


def _question(growth: Growth, at: int) -> str:
    cut = growth.nodes[at].cut
    if cut is None:
        return ""
    return f"{plain(growth.points.names[cut.column], 18)} ≤ {significant(cut.threshold)}"


def _leaf(growth: Growth, at: int) -> str:
    node = growth.nodes[at]
    name = plain(growth.points.classes[node.answer], 24)
    share = percent(node.counts.max() / node.rows)
    return f"{name}: {share} {_('of')} {whole(node.rows)} {_('rows')}"
