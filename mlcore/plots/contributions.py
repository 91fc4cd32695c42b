"""SHAP values of many rows, drawn: how far each column moves the answers, and row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.contributions import Contributions, Reach, heights, reaches
from mlcore.language import translate as _
from mlcore.numbers import between, percent, significant, whole
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import MOST_POINTS, bars_height, plain, style

MOST_COLUMNS = 10
UNITS = {
    "value": "",
    "score": _("log odds"),
    "probability": _("probability"),
}
METHODS = {
    "trees": _("exact for trees (TreeSHAP)"),
    "sums": _("exact for weighted sums (linear SHAP)"),
    "sampled": _("estimated from random orders of the columns"),
}


def reach_plot(value: Contributions, answer: str, theme: str | None = None) -> Plot:
    """Draw the mean absolute contribution of each column, with its 95 % interval.

    Parameters
    ----------
    value : Contributions
        Of some rows.
    answer : str
        What is answered, in words.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink, every = palette(theme), reaches(value)
    shown = every[:MOST_COLUMNS]
    figure = go.Figure([_bars(shown, ink), _labels(shown, ink)])
    _rows(figure, theme, shown, f"{_('Moves the answer by')} ({_unit(value, answer)})")
    figure.update_layout(bargap=0.38, margin_r=56)
    figure.update_xaxes(rangemode="tozero")
    return Plot(figure, *_words(value, every), _table(every))


def swarm_plot(value: Contributions, answer: str, theme: str | None = None) -> Plot:
    """Draw each contribution as a dot; high values of a column are teal, low ones brass.

    Parameters as :func:`reach_plot`. At most 5,000 dots: fewer rows where there are many.
    """
    ink, every = palette(theme), reaches(value)
    shown = every[:MOST_COLUMNS]
    rows = np.arange(len(value.parts))
    most = MOST_POINTS // max(len(shown), 1)
    rows = rows if len(rows) <= most else np.linspace(0, len(rows) - 1, most).astype(int)
    figure = go.Figure(
        [_dots(value, one, place, rows, ink) for place, one in enumerate(shown)] or [go.Scatter()]
    )
    name = f"{_('Adds to the answer')} ({_unit(value, answer)})"
    _rows(figure, theme, shown, name)
    figure.update_xaxes(zeroline=True, zerolinecolor=ink.muted)
    return Plot(figure, *_course(value, every), _table(every))


def _bars(shown: Sequence[Reach], ink: Palette) -> go.Bar:
    return go.Bar(
        x=[one.mean for one in shown], y=list(range(len(shown))), orientation="h",
        marker={"color": ink.first},
        error_x={
            "type": "data", "symmetric": False, "color": ink.muted, "thickness": 1.5, "width": 0,
            "array": [one.high - one.mean for one in shown],
            "arrayminus": [one.mean - one.low for one in shown],
        },
        customdata=[
            f"{plain(one.column)}: {significant(one.mean)} ({between(one.low, one.high)})"
            for one in shown
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _labels(shown: Sequence[Reach], ink: Palette) -> go.Scatter:
    return go.Scatter(
        x=[one.high for one in shown], y=list(range(len(shown))), mode="text",
        text=[f"  {significant(one.mean)}" for one in shown], textposition="middle right",
        textfont={"size": 12, "color": ink.text}, marker={"color": ink.text}, hoverinfo="skip",
        cliponaxis=False,
    )  # fmt: skip


def _dots(
    value: Contributions, one: Reach, place: int, rows: np.ndarray, ink: Palette
) -> go.Scatter:
    at = value.names.index(one.column)
    parts, column = value.parts[rows, at], value.frame[one.column].iloc[rows]
    high = heights(column)
    ordered = np.isfinite(high).any()
    marker: dict[str, Any] = {"size": 6, "opacity": 0.75, "line": {"width": 0}, "color": ink.muted}
    if ordered:
        marker |= {
            "color": np.nan_to_num(high, nan=0.5),
            "colorscale": ink.scale((ink.second, ink.muted, ink.first)),
            "cmin": 0, "cmax": 1, "showscale": False,
        }  # fmt: skip
    shown = ["–" if pd.isna(cell) else plain(cell, 24) for cell in column]
    return go.Scatter(
        x=parts, y=place + _aside(parts), mode="markers", marker=marker, customdata=shown,
        hovertemplate=f"{plain(one.column)} %{{customdata}}: %{{x:+,.3~g}}<extra></extra>",
    )  # fmt: skip


def _aside(parts: np.ndarray, bins: int = 60) -> np.ndarray:
    """Return how far each dot stands from its line, so that dots of one place lie side by side."""
    width = float(np.ptp(parts)) or 1.0
    place = np.minimum(((parts - parts.min()) / width * bins).astype(int), bins - 1)
    order = np.argsort(place, kind="stable")
    number = np.empty(len(parts))
    starts = np.r_[0, np.flatnonzero(np.diff(place[order])) + 1]
    counts = np.diff(np.r_[starts, len(parts)])
    number[order] = np.arange(len(parts)) - np.repeat(starts, counts)
    middle = (np.bincount(place, minlength=bins)[place] - 1) / 2
    tallest = max(float(middle.max()), 1.0)
    return np.asarray((number - middle) / tallest * 0.36)


def _rows(figure: go.Figure, theme: str | None, shown: Sequence[Reach], x_name: str) -> None:
    style(figure, theme, height=bars_height(len(shown)) + 20, values="x", x_name=x_name)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))),
        ticktext=[plain(one.column, 28) for one in shown],
        range=[max(len(shown), 1) - 0.4, -0.6],
    )  # fmt: skip


def _unit(value: Contributions, answer: str) -> str:
    unit = UNITS[value.scale]
    return f"{unit} {_('of')} {answer}" if unit else answer


def _words(value: Contributions, every: Sequence[Reach]) -> tuple[str, str]:
    asked = f"{whole(len(value.parts))} rows, {METHODS[value.method]}."
    if not every or every[0].mean == 0:
        return _("No column moves the answers."), asked
    first = every[0]
    lead = f"{first.column} moves the answers furthest: by {significant(first.mean)} on average,"
    return lead, f"{percent(first.share)} of all that the columns move. SHAP values of {asked}"


def _course(value: Contributions, every: Sequence[Reach]) -> tuple[str, str]:
    if not every or every[0].mean == 0:
        return _words(value, every)
    first = every[0]
    at = value.names.index(first.column)
    high = heights(value.frame[first.column])
    known = np.isfinite(high)
    low, high_end = significant(first.least), significant(first.most)
    lead = f"{first.column} adds between {low} and {high_end} in nine of ten rows;"
    if known.sum() < 3 or np.ptp(high[known]) == 0:
        return lead, _("its values have no order.")
    strength = float(np.corrcoef(high[known], value.parts[known, at])[0, 1])
    if abs(strength) < 0.5:
        return lead, _("high and low values do not push one way.")
    side = _("up") if strength > 0 else _("down")
    return lead, f"high values push {side}."


def _table(every: Sequence[Reach]) -> pd.DataFrame:
    names = (_("Column"), _("Mean size"), _("Low"), _("High"), _("5%"), _("95%"), _("Share"))
    rows = [(r.column, r.mean, r.low, r.high, r.least, r.most, r.share) for r in every]
    return pd.DataFrame(rows, columns=list(names))
