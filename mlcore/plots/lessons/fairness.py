"""Thresholds drawn: the chances of each group and its line, ROC, rates, calibration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.fairness import Judging, Lines, Part, area, gap, reliability, roc
from mlcore.learn.lessons.fairness import RATES
from mlcore.numbers import listed, measured, percent
from mlcore.plots.lessons.moving import Moving, opened
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

BINS = np.linspace(0, 1, 21)
TALL = 2.5
"""From the strip of one group to that of the next; a strip reaches 1 up and 1 down."""
POINTS = 160
"""Most places of a drawn ROC curve."""
SYMBOLS = ("circle", "square", "diamond")


def views(path: Judging, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the four views of lines that move."""
    ink, table = palette(theme), _table(path)
    return (
        _strips(path, ink, theme, table),
        _roc(path, ink, theme, table),
        _rates(path, ink, theme, table),
        _calibration(path, ink, theme, table),
    )


def _names(path: Judging) -> list[str]:
    return [plain(part.name, 18) for part in path.parts]


def _middles(path: Judging) -> np.ndarray:
    """Return the height of each group's strip, the first on top."""
    return np.asarray(TALL * np.arange(len(path.parts))[::-1].astype(float))


# ----------------------------------------------------------------------- the chances


def _strips(path: Judging, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    many = len(path.parts)
    middles = _middles(path)
    traces: list[Any] = []
    for part, middle, colour in zip(path.parts, middles, ink.series, strict=False):
        traces += _strip(part, middle, colour, ink)
    lines = len(traces)
    traces += [
        go.Scatter(x=[], y=[middle - 1, middle + 1], mode="lines", hoverinfo="skip",
                   line={"color": ink.text, "width": 3})
        for middle in middles
    ]  # fmt: skip
    traces.append(
        go.Scatter(x=[], y=middles + 1, mode="markers",
                   hovertemplate=f"{_('from here on: yes')}<extra></extra>",
                   marker={"size": 13, "color": ink.page,
                           "line": {"width": 2.5, "color": ink.text}})
    )  # fmt: skip
    frames = [_strips_frame(frame, middles, lines) for frame in path.frames]
    figure = opened(traces, frames[0])
    labels = [
        {"text": name, "x": 0, "y": middle + 1.12, "xref": "paper", "yref": "y",
         "xanchor": "left", "yanchor": "middle", "showarrow": False,
         "font": {"size": 12, "color": colour}}
        for name, middle, colour in zip(_names(path), middles, ink.series, strict=False)
    ]  # fmt: skip
    style(
        figure, theme, height=340, values="x",
        x_name=f"{_('chance')}: {plain(path.points.y_name, 30)}",
        own={"xaxis": {"range": [-0.02, 1.03], "tickformat": ".0%"}, "annotations": labels,
             "yaxis": {"visible": False, "range": [-1.15, middles[0] + 1.35]}},
    )  # fmt: skip
    lead = f"{_('Upward')}: {plain(path.points.y_name, 30)}. {_('Downward: the others.')}"
    said = _("Right of its line a group is answered yes.")
    hand = path.chosen["goal"] == "hand"
    return Moving(
        _("Chances and lines"), Plot(figure, lead, said, table), frames,
        handle="lines" if hand else "", handle_trace=lines + many,
        dial=() if hand else (lines + many,),
    )  # fmt: skip


def _strip(part: Part, middle: float, colour: str, ink: Palette) -> list[Any]:
    """Return a group's chances as two outlines, yes upward and no downward."""
    counts = [np.histogram(each, BINS)[0] for each in (part.yes, part.no)]
    most = max(int(count.max()) for count in counts) or 1
    base = go.Scatter(x=[0, 1], y=[middle, middle], mode="lines", hoverinfo="skip",
                      line={"color": ink.border, "width": 1})  # fmt: skip
    made = [base]
    for count, sign in zip(counts, (1, -1), strict=True):
        edges = np.repeat(BINS, 2)
        heights = np.r_[0, np.repeat(sign * count / most, 2), 0]
        made.append(
            go.Scatter(x=edges, y=middle + heights, mode="lines", fill="toself", hoverinfo="skip",
                       fillcolor=faded(colour, 0.5 if sign > 0 else 0.15),
                       line={"color": colour, "width": 1.5, "dash": "solid" if sign > 0 else "dot"})
        )  # fmt: skip
    return made


def _strips_frame(frame: Lines, middles: np.ndarray, first: int) -> dict[int, dict[str, Any]]:
    cuts = np.clip(frame.thresholds, 0, 1.01)
    lines = {first + at: {"x": [cut, cut]} for at, cut in enumerate(cuts)}
    return {**lines, first + len(cuts): {"x": cuts, "y": middles + 1}}


# --------------------------------------------------------------------------- the ROC


def _roc(path: Judging, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    names, many = _names(path), len(path.parts)
    traces: list[Any] = [_diagonal(ink)]
    for part, name, colour, dash in zip(
        path.parts, names, ink.series, ("solid", "dash", "dot"), strict=False
    ):
        alarms, found = _thinned(*roc(part))
        traces.append(
            go.Scatter(x=alarms, y=found, mode="lines", name=name,
                       line={"color": colour, "width": 2.5, "dash": dash},
                       hovertemplate="%{x:.0%}, %{y:.0%}<extra></extra>")
        )  # fmt: skip
    traces += [
        go.Scatter(x=[], y=[], mode="markers", showlegend=False, hoverinfo="skip",
                   marker={"size": 14, "symbol": SYMBOLS[at], "color": ink.series[at],
                           "line": {"width": 2.5, "color": ink.text}})
        for at in range(many)
    ]  # fmt: skip
    marks = tuple(range(1 + many, 1 + 2 * many))
    frames = [
        {mark: {"x": [frame.alarms[at]], "y": [frame.found[at]]} for at, mark in enumerate(marks)}
        for frame in path.frames
    ]
    figure = opened(traces, frames[0])
    style(
        figure, theme, height=340, values="both", x_name=_("false alarms across, found up"),
        own={"xaxis": {"range": [-0.03, 1.03], "tickformat": ".0%"},
             "yaxis": {"range": [-0.03, 1.05], "tickformat": ".0%"}, "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    areas = [f"{measured(area(p))} ({n})" for p, n in zip(path.parts, names, strict=True)]
    lead = f"{_('Area under the curve')}: {listed(areas)}."
    said = _("Drag a mark along its curve: the other lines follow.")
    if path.chosen["goal"] == "hand":
        said = _("Each mark is where its group's line has put it.")
    return Moving(
        _("ROC of each group"), Plot(figure, lead, said, table), frames,
        dial=() if path.chosen["goal"] == "hand" else marks,
    )  # fmt: skip


def _diagonal(ink: Palette) -> go.Scatter:
    return go.Scatter(x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip", showlegend=False,
                      line={"color": ink.muted, "width": 1.5, "dash": "dash"})  # fmt: skip


def _thinned(alarms: np.ndarray, found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return at most :data:`POINTS` places of a curve, its ends among them."""
    if len(alarms) <= POINTS:
        return alarms, found
    at = np.unique(np.linspace(0, len(alarms) - 1, POINTS).round().astype(int))
    return alarms[at], found[at]


# ------------------------------------------------------------------------- the rates


def _rates(path: Judging, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    names, many = _names(path), len(path.parts)
    places = np.arange(len(RATES))[::-1].astype(float)
    bridge = go.Scatter(x=[], y=[], mode="lines", hoverinfo="skip", showlegend=False,
                        line={"color": ink.danger, "width": 5})  # fmt: skip
    marks = [
        go.Scatter(x=[], y=[], mode="markers", name=names[at],
                   marker={"size": 13, "symbol": SYMBOLS[at], "color": ink.series[at],
                           "line": {"width": 1, "color": ink.page}},
                   hovertemplate=f"{names[at]} %{{x:.0%}}<extra></extra>")
        for at in range(many)
    ]  # fmt: skip
    frames = [_rates_frame(frame, places, many) for frame in path.frames]
    figure = opened([bridge, *marks], frames[0])
    style(
        figure, theme, height=300, values="x",
        own={"xaxis": {"range": [-0.04, 1.04], "tickformat": ".0%"}, "showlegend": True,
             "yaxis": {"range": [-0.6, len(RATES) - 0.4], "tickvals": places,
                       "ticktext": [word for _rate, word in RATES]}},
    )  # fmt: skip
    figure.layout.margin.t = 26
    last = path.frames[-1]
    apart = [f"{word.lower()} {percent(gap(getattr(last, rate)))}" for rate, word in RATES]
    lead = f"{_('Apart at the end')}: {listed(apart)}."
    said = _("A bar joins the groups: the longer, the less equal.")
    return Moving(_("What is equal"), Plot(figure, lead, said, table), frames)


def _rates_frame(frame: Lines, places: np.ndarray, many: int) -> dict[int, dict[str, Any]]:
    rates = np.array([getattr(frame, rate) for rate, _word in RATES])
    ends = np.column_stack([rates.min(axis=1), rates.max(axis=1), np.full(len(rates), np.nan)])
    bridge = {"x": ends.ravel(), "y": np.repeat(places, 3)}
    return {0: bridge, **{1 + at: {"x": rates[:, at], "y": places} for at in range(many)}}


# ------------------------------------------------------------------------ calibration


def _calibration(path: Judging, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    traces: list[Any] = [_diagonal(ink)]
    off = []
    for at, (part, name) in enumerate(zip(path.parts, _names(path), strict=True)):
        chance, truth = reliability(part)
        off.append(f"{name} {percent(part.base)}")
        traces.append(
            go.Scatter(x=chance, y=truth, mode="lines+markers", name=name,
                       line={"color": ink.series[at], "width": 2.5,
                             "dash": ("solid", "dash", "dot")[at]},
                       marker={"size": 9, "symbol": SYMBOLS[at], "color": ink.series[at]},
                       hovertemplate="%{x:.0%} → %{y:.0%}<extra></extra>")
        )  # fmt: skip
    figure = go.Figure(traces)
    style(
        figure, theme, height=300, values="both", x_name=_("chance given across, share of yes up"),
        own={"xaxis": {"range": [-0.03, 1.03], "tickformat": ".0%"},
             "yaxis": {"range": [-0.05, 1.05], "tickformat": ".0%"}, "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    lead = f"{_('Share of yes')}: {', '.join(off)}."
    said = _("On the dashes a chance is what it says. No line moves this.")
    return Moving(_("Do the chances hold?"), Plot(figure, lead, said, table))


def _table(path: Judging) -> pd.DataFrame:
    columns: dict[str, Any] = {_("Step"): np.arange(len(path.frames))}
    for at, name in enumerate(_names(path)):
        columns[f"{_('Line')}, {name}"] = [frame.thresholds[at] for frame in path.frames]
        for rate, word in RATES:
            columns[f"{word}, {name}"] = [getattr(frame, rate)[at] for frame in path.frames]
    return pd.DataFrame(columns)
