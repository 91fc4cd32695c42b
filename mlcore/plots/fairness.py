"""Fairness drawn: one rate of each group with its interval, beside that of all."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.fairness import Fairness, Rate
from mlcore.language import translate as _
from mlcore.numbers import listed, percent, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style

RATES = {
    "selection": _("Answered so, of all (selection rate)"),
    "found": _("Found, of those who are (true positive rate)"),
    "alarms": _("False alarms, of all others (false positive rate)"),
    "right": _("Answered right, of all (accuracy)"),
}


def fairness_plot(value: Fairness, rate: str = "found", theme: str | None = None) -> Plot:
    """Draw one rate by group.

    Parameters
    ----------
    value : Fairness
        The rates of each group.
    rate : {"selection", "found", "alarms", "right"}
        Which is drawn.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink, groups = palette(theme), value.groups
    rates: list[Rate] = [getattr(group, rate) for group in groups]
    figure = go.Figure(
        go.Scatter(
            x=[one.value for one in rates], y=list(range(len(rates))), mode="markers",
            marker={"size": 10, "color": ink.first, "line": {"width": 1, "color": ink.page}},
            error_x={
                "type": "data", "symmetric": False, "color": ink.first, "thickness": 2,
                "width": 0, "array": [one.high - one.value for one in rates],
                "arrayminus": [one.value - one.low for one in rates],
            },
            customdata=[plain(group.name) for group in groups],
            hovertemplate="%{customdata}: %{x:.1%}<extra></extra>",
        )
    )  # fmt: skip
    style(figure, theme, height=bars_height(len(groups)) + 30, values="x", x_name=RATES[rate])
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.02])
    names = [f"{plain(group.name, 24)} ({whole(group.rows)})" for group in groups]
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(groups))), ticktext=names,
        range=[len(groups) - 0.4, -0.6],
    )  # fmt: skip
    return Plot(figure, *_words(value, rate), _table(value))


def _words(value: Fairness, rate: str) -> tuple[str, str]:
    small = ""
    if value.too_small:
        names = listed([f"{name} ({whole(rows)})" for name, rows in value.too_small], 4)
        small = f" Too small to be scored: {names}."
    if len(value.groups) < 2:
        return _("There are not two groups with enough rows."), small.strip()
    ranked = sorted(value.groups, key=lambda group: getattr(group, rate).value)
    low, high = ranked[0], ranked[-1]
    first, second = getattr(low, rate), getattr(high, rate)
    gap = second.value - first.value
    apart = first.high < second.low
    lead = f"{percent(second.value)} for {high.name}, {percent(first.value)} for {low.name}:"
    sure = _("more than chance explains.") if apart else _("their intervals overlap.")
    return lead, f"{percent(gap)} apart, {sure}{small}"


def _table(value: Fairness) -> pd.DataFrame:
    rows = [
        {
            _("Group"): group.name,
            _("Rows"): group.rows,
            _("Answered so"): group.selection.value,
            _("Found"): group.found.value,
            _("False alarms"): group.alarms.value,
            _("Right"): group.right.value,
            _("Predicted"): group.predicted,
            _("Observed"): group.observed,
        }
        for group in value.groups
    ]
    return pd.DataFrame(rows)
