"""What other prices and widths lead to, drawn: street, support vectors, score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.machine import Machine
from mlcore.learn.margin_grid import FOLDS, Grid
from mlcore.numbers import percent, significant, whole
from mlcore.plots.lessons.moving import Moving
from mlcore.plots.palette import Palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import above, style

PANELS = ((0.0, 0.29), (0.355, 0.645), (0.71, 1.0))
"""Where the three panels stand, side by side."""
NAMES = (_("Street 2/‖w‖"), _("Support vectors"), _("Right on new points"))


def choices(machine: Machine, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    """Return the view of what other choices of C, and of γ where there is one, lead to."""
    tried = machine.tried
    parts = (np.log10(tried.street), tried.held, tried.score)
    flat = len(tried.widths) == 1
    draw = _lines if flat else _map
    traces = [trace for at, part in enumerate(parts) for trace in draw(machine, part, at, ink)]
    figure = go.Figure(traces)
    layout: dict[str, Any] = {"annotations": [
        {**above(name, ink.muted), "x": PANELS[at][0]} for at, name in enumerate(NAMES)
    ]}  # fmt: skip
    for at, panel in enumerate(PANELS):
        number = "" if at == 0 else str(at + 1)
        layout[f"xaxis{number}"] = _prices(tried, panel, f"y{number}")
        layout[f"yaxis{number}"] = _up(tried, at, f"x{number}")
    style(figure, theme, height=230, values="y" if flat else "none", own=layout)
    figure.layout.margin.t = 26
    figure.layout.margin.l = 34
    plot = Plot(figure, _best_said(tried), _tried_said(machine), table)
    return Moving(_("Other choices of C") if flat else _("Other choices of C and γ"), plot,
                  wide=True)  # fmt: skip


def _prices(tried: Grid, panel: tuple[float, float], anchor: str) -> dict[str, Any]:
    return {
        "domain": list(panel), "anchor": anchor, "title": {"text": "C", "standoff": 4},
        "range": [-0.5, len(tried.prices) - 0.5], "tickvals": list(range(len(tried.prices))),
        "ticktext": [f"{price:g}" if at % 2 == 0 else "" for at, price in enumerate(tried.prices)],
        "tickangle": 0,
    }  # fmt: skip


def _up(tried: Grid, at: int, anchor: str) -> dict[str, Any]:
    if len(tried.widths) > 1:
        return {
            "anchor": anchor, "range": [-0.5, len(tried.widths) - 0.5],
            "tickvals": list(range(len(tried.widths))), "showticklabels": at == 0,
            "ticktext": [f"γ {width:g}" for width in tried.widths],
        }  # fmt: skip
    if at == 0:
        low, high = float(tried.street.min()), float(tried.street.max())
        return {"anchor": anchor, "type": "log", "nticks": 4,
                "range": [np.log10(low) - 0.1, np.log10(high) + 0.1]}  # fmt: skip
    ranges = ([0.0, 1.05], [max(0.0, float(tried.score.min()) - 0.1), 1.05])
    return {"anchor": anchor, "range": ranges[at - 1], "tickformat": ".0%", "nticks": 4}


def _here(machine: Machine) -> tuple[int, int]:
    """Return the place of what is chosen: γ, then C."""
    tried = machine.tried
    row = tried.widths.index(machine.kernel.gamma) if len(tried.widths) > 1 else 0
    return row, tried.prices.index(machine.C)


def _axes(at: int) -> dict[str, str]:
    number = "" if at == 0 else str(at + 1)
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}


def _words(tried: Grid) -> list[list[str]]:
    return [
        [
            f"C {price:g}{f', γ {width:g}' if len(tried.widths) > 1 else ''}<br>"
            f"{_('street')} {significant(tried.street[row, at])}<br>"
            f"{percent(tried.held[row, at])} {_('are support vectors')}<br>"
            f"{percent(tried.score[row, at])} {_('right on new points')}"
            for at, price in enumerate(tried.prices)
        ]
        for row, width in enumerate(tried.widths)
    ]


def _map(machine: Machine, part: np.ndarray, at: int, ink: Palette) -> list[Any]:
    row, column = _here(machine)
    tried = machine.tried
    best_row, best_column = tried.best
    return [
        go.Heatmap(
            z=part, text=_words(tried), hovertemplate="%{text}<extra></extra>", showscale=False,
            colorscale=ink.scale(ink.sequential), xgap=2, ygap=2, **_axes(at),
        ),
        _mark([column], [row], "square-open", 21, ink, at),
        _mark([best_column], [best_row], "star", 11, ink, at),
    ]  # fmt: skip


def _lines(machine: Machine, part: np.ndarray, at: int, ink: Palette) -> list[Any]:
    tried, (row, column) = machine.tried, _here(machine)
    values = tried.street[row] if at == 0 else part[row]
    best = tried.best[1]
    return [
        go.Scatter(
            x=list(range(len(values))), y=values, mode="lines+markers", text=_words(tried)[row],
            hovertemplate="%{text}<extra></extra>", marker={"size": 7, "color": ink.first},
            line={"color": ink.first, "width": 2.5}, **_axes(at),
        ),
        _mark([column], [values[column]], "square-open", 15, ink, at),
        _mark([best], [values[best]], "star", 11, ink, at),
    ]  # fmt: skip


def _mark(x: list[int], y: list[Any], symbol: str, size: int, ink: Palette, at: int) -> Any:
    colour = ink.second if symbol == "star" else ink.text
    edge = {"width": 1, "color": ink.page} if symbol == "star" else {"width": 2.5}
    return go.Scatter(
        x=x, y=y, mode="markers", hoverinfo="skip", **_axes(at),
        marker={"symbol": symbol, "size": size, "color": colour, "line": edge},
    )  # fmt: skip


def _best_said(tried: Grid) -> str:
    row, column = tried.best
    where = f"C = {tried.prices[column]:g}"
    if len(tried.widths) > 1:
        where += f", γ = {tried.widths[row]:g}"
    return f"{_('Best')} ({_('star')}): {where}, {percent(tried.score[row, column])} {_('right')}."


def _tried_said(machine: Machine) -> str:
    tried, (row, column) = machine.tried, _here(machine)
    return (
        f"{_('Chosen (square)')}: {percent(tried.score[row, column])} {_('right')}. "
        f"{_('Each on')} {whole(tried.rows)} {_('points')}, {FOLDS} {_('folds')}."
    )
