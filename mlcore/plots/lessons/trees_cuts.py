"""Every cut of a node with what it takes away, and the price at which branches go."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.growth import Growth, Stage
from mlcore.numbers import significant
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.palette import Palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

DASHES = ("solid", "dash")
NOWHERE: dict[str, Any] = {"x": [None], "y": [None]}


def cuts(growth: Growth, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    """Return the view of all cuts of the node that is cut in each frame."""
    names = [plain(name, 24) for name in growth.points.names]
    hover = f"%{{text}}<br>{_('takes away')} %{{y:.3}}<extra></extra>"
    traces = [
        *(go.Scatter(mode="lines", name=name, **NOWHERE, hovertemplate=hover,
                     line={"color": ink.series[2 + at], "width": 2.5, "dash": DASHES[at]})
          for at, name in enumerate(names)),
        go.Scatter(mode="markers", showlegend=False, hoverinfo="skip", **NOWHERE,
                   marker={"size": 13, "symbol": "diamond", "color": ink.text,
                           "line": {"width": 1.5, "color": ink.page}}),
    ]  # fmt: skip
    frames = [_frame(growth, stage) for stage in growth.frames]
    figure = opened(traces, frames[0])
    nodes = [growth.nodes[stage.nodes[-1] if stage.nodes else 0] for stage in growth.frames]
    most = max((float(one.gains.max()) for node in nodes for one in node.tried), default=0.1)
    style(
        figure, theme, height=230, x_name=_("share of the part's rows that go left"),
        own={"xaxis": {"range": [0, 1], "tickformat": ".0%"}, "showlegend": True,
             "yaxis": {"range": [-0.03 * most, 1.12 * most + 1e-6]}},
    )  # fmt: skip
    figure.layout.margin.t = 26
    best = growth.best
    lead = _("No cut takes anything away.")
    if best is not None:
        where = f"{names[best.column]} ≤ {significant(best.threshold)}"
        lead = f"{_('The best first cut is')} {where}: {_('it takes')} "
        lead += f"{significant(best.gain)} {_('away')}."
    said = _("Each line: all thresholds of one column; diamond: the cut that was taken.")
    return Moving(_("What each cut takes away"), Plot(figure, lead, said, table), frames)


def _frame(growth: Growth, stage: Stage) -> dict[int, dict[str, Any]]:
    node = growth.nodes[stage.nodes[-1] if stage.nodes else 0]
    drawn: dict[int, dict[str, Any]] = {
        column: {**NOWHERE, "text": [""]} for column in range(len(growth.points.names))
    }
    for one in node.tried:
        name = plain(growth.points.names[one.column], 24)
        drawn[one.column] = {
            "x": one.left / node.rows, "y": one.gains,
            "text": [f"{name} ≤ {significant(float(edge))}" for edge in one.thresholds],
        }  # fmt: skip
    taken = dict(NOWHERE)
    if stage.kind == "cut" and node.cut is not None:
        share = growth.nodes[node.left].rows / node.rows
        taken = {"x": [share], "y": [node.cut.gain]}
    return {**drawn, len(growth.points.names): taken}


def prices(growth: Growth, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    """Return the view of the impurity of the leaves as the price of a leaf rises."""
    x = np.array([stage.price for stage in growth.frames])
    y = np.array([stage.impurity for stage in growth.frames])
    figure = go.Figure(
        go.Scatter(
            x=x,
            y=y,
            mode="lines+markers",
            marker={"size": 6, "color": ink.first},
            line={"color": ink.first, "width": 2.5, "shape": "hv"},
            hovertemplate=f"α %{{x:.3}}: {_('impurity')} %{{y:.3}}<extra></extra>",
        )
    )
    room = 0.03 * float(x.max()) + 1e-9
    style(
        figure, theme, height=230, x_name=_("price of a leaf (α)"),
        y_name=_("impurity of the leaves, R(T)"),
        own={"xaxis": {"range": [-room, float(x.max()) + room]},
             "yaxis": {"range": [0, 1.08 * float(y.max()) + 1e-9]}},
    )  # fmt: skip
    lead = f"{_('At a price of')} {significant(float(x[-1]))} {_('only the root is left.')}"
    said = _("Each step closes the branch whose leaves are least worth their price.")
    return Moving(_("The path of prices"), Plot(figure, lead, said, table), grown=(0,))
