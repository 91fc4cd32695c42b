"""Leakage drawn: how noise comes to look, who sees what in each fold, the two scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.learn.leakage import FOLDS, KNOWN, TESTED, TRAINED, UNUSED, Leakage, Temptation
from mlcore.learn.lessons.leakage import WORDS
from mlcore.numbers import percent
from mlcore.plots.lessons.moving import Moving, log_axis, opened
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import style

STATES = {
    TRAINED: _("trained on"),
    TESTED: _("tested, unknown before"),
    KNOWN: _("tested, but known before"),
    UNUSED: _("not used"),
}


def views(leakage: Leakage, theme: str | None = None) -> tuple[Moving, ...]:
    """Return the three views of a leak."""
    ink, table = palette(theme), _table(leakage)
    return (
        _looks(leakage, ink, theme, table),
        _folds(leakage, ink, theme, table),
        _scores(leakage, ink, theme, table),
    )


def _looks(leakage: Leakage, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    colours = (ink.first, ink.second)
    new = leakage.fresh_labels
    used = [
        go.Scatter(x=[], y=[], mode="markers", name=f"{_('side')} {side}", hoverinfo="skip",
                   marker={"size": 9, "color": colours[side],
                           "symbol": ("circle", "square")[side],
                           "line": {"width": 1, "color": ink.page}})
        for side in (0, 1)
    ]  # fmt: skip
    fresh = [
        go.Scatter(x=[], y=[], mode="markers", hoverinfo="skip", showlegend=False, opacity=0.4,
                   marker={"size": 6, "color": colours[side],
                           "symbol": ("circle-open", "square-open")[side]})
        for side in (0, 1)
    ]  # fmt: skip
    frames = [_looks_frame(frame, new) for frame in leakage.frames]
    traces = [*fresh, *used]
    figure = opened(traces, frames[0])
    most = max(float(np.abs(frame.places).max()) for frame in leakage.frames) * 1.08
    names = (
        (_("best column"), _("second best column"))
        if leakage.chosen["kind"] == "selection"
        else (_("first column"), _("second column"))
    )
    across = f"{names[0]} {_('(across) and')} {names[1]} {_('(up)')}"
    style(
        figure, theme, height=300, values="both", x_name=across,
        own={"xaxis": {"range": [-most, most]}, "yaxis": {"range": [-most, most]},
             "showlegend": True},
    )  # fmt: skip
    figure.layout.margin.t = 26
    words = _("Filled: the rows at hand, by their coin flip.")
    more = _("Faint and open: new rows, which nobody looked at.") if len(new) else ""
    return Moving(_("How the noise looks"), Plot(figure, words, more, table), frames)


def _looks_frame(frame: Temptation, new: np.ndarray) -> dict[int, dict[str, Any]]:
    groups = [
        *(frame.fresh[new[: len(frame.fresh)] == side] for side in (0, 1)),
        *(frame.places[frame.labels == side] for side in (0, 1)),
    ]
    return {at: {"x": group[:, 0], "y": group[:, 1]} for at, group in enumerate(groups)}


def _folds(leakage: Leakage, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    """Draw both ways to fold, rows across; the fold that is shown is outlined in turn."""
    said = WORDS[leakage.chosen["kind"]]
    order = np.argsort(np.argmax(leakage.wrong_folds >= TESTED, axis=0), kind="stable")
    tidy = leakage.chosen["kind"] == "selection"
    codes = [
        rows[:, order] if tidy else rows for rows in (leakage.right_folds, leakage.wrong_folds)
    ]
    gap = np.full((1, codes[0].shape[1]), np.nan)
    cells = np.vstack([codes[0][::-1], gap, codes[1][::-1]]).astype(float)
    shades = [faded(ink.border, 0.4), ink.sequential[3], ink.first, ink.second]
    steps = [[(code + side) / 4, shade] for code, shade in enumerate(shades) for side in (0, 1)]
    heat = go.Heatmap(
        z=cells, zmin=-0.5, zmax=3.5, colorscale=steps, showscale=False, hoverinfo="skip",
        xgap=0 if cells.shape[1] > 60 else 1, ygap=2,
    )  # fmt: skip
    marks = [
        go.Scatter(x=[None], y=[None], mode="markers", name=STATES[code],
                   marker={"symbol": "square", "size": 10, "color": shades[code]})
        for code in (TRAINED, TESTED, KNOWN)
    ]  # fmt: skip
    figure = go.Figure([heat, *marks])
    labels = [
        {"text": text, "x": 0, "y": y, "xref": "paper", "yref": "y", "xanchor": "left",
         "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": ink.text}}
        for text, y in ((f"{_('Wrong:')} {said.wrong}", 2 * FOLDS + 0.55),
                        (f"{_('Right:')} {said.right}", FOLDS - 0.45))
    ]  # fmt: skip
    style(
        figure, theme, height=300, values="none", x_name=_("rows; each line is a fold"),
        own={"yaxis": {"showticklabels": False, "range": [-0.6, 2 * FOLDS + 2]},
             "xaxis": {"showticklabels": False}, "showlegend": True, "annotations": labels},
    )  # fmt: skip
    figure.layout.margin.t = 26
    known = int((leakage.wrong_folds == KNOWN).sum())
    lead = f"{known} {_('test rows were known before they were asked.')}"
    sentence = _("Above the wrong folds, below the right ones; each line trains and tests once.")
    return Moving(_("Who sees what"), Plot(figure, lead, sentence, table))


def _scores(leakage: Leakage, ink: Palette, theme: str | None, table: pd.DataFrame) -> Moving:
    said, kind = WORDS[leakage.chosen["kind"]], leakage.chosen["kind"]
    x = np.array([frame.amount for frame in leakage.frames])
    half = go.Scatter(
        x=x[[0, -1]], y=[0.5, 0.5], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": ink.muted, "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    lines: list[Any] = [half]
    frames: list[dict[int, dict[str, Any]]] = [{} for _frame in x]
    for side, colour, dash in (("wrong", ink.second, "solid"), ("right", ink.first, "dot")):
        scores = [getattr(frame, side) for frame in leakage.frames]
        low, mean, high = (
            np.array([getattr(score, part) for score in scores]) for part in ("low", "mean", "high")
        )
        band = len(lines)
        lines += [
            go.Scatter(x=[], y=[], fill="toself", fillcolor=faded(colour, 0.22), mode="lines",
                       line={"width": 0}, hoverinfo="skip", showlegend=False),
            go.Scatter(x=x, y=mean, mode="lines+markers", name=getattr(said, side),
                       line={"color": colour, "width": 2.5, "dash": dash}, marker={"size": 5},
                       hovertemplate="%{x:,}: %{y:.0%}<extra></extra>"),
        ]  # fmt: skip
        for at, frame in enumerate(frames):
            here = slice(0, at + 1)
            frame[band] = {
                "x": np.r_[x[here], x[here][::-1]], "y": np.r_[low[here], high[here][::-1]],
            }  # fmt: skip
    figure = opened(lines, frames[0])
    across = log_axis(x[0], x[-1]) if kind == "selection" and x[-1] > 4 * x[0] else {}
    style(
        figure, theme, height=230, x_name=said.amount,
        own={"xaxis": across or {"range": [x[0], x[-1]]}, "showlegend": True,
             "yaxis": {"range": [0.2, 1.03], "tickformat": ".0%"}},
    )  # fmt: skip
    figure.layout.margin.t = 26
    last = leakage.frames[-1]
    lead = f"{_('At the end')} {percent(last.wrong.mean)} {_('against')} "
    words = Plot(figure, f"{lead}{percent(last.right.mean)}.", _("Dashed: a coin."), table)
    return Moving(_("The score: accuracy"), words, frames, grown=(2, 4), wide=True)


def _table(leakage: Leakage) -> pd.DataFrame:
    said = WORDS[leakage.chosen["kind"]]
    columns: dict[str, Any] = {said.amount: [frame.amount for frame in leakage.frames]}
    for side in ("wrong", "right"):
        for part in ("mean", "low", "high"):
            name = getattr(said, side) + ("" if part == "mean" else f", {_(part)}")
            columns[name] = [getattr(getattr(f, side), part) for f in leakage.frames]
    return pd.DataFrame(columns)
