"""Fairness drawn: one rate of each group with its interval, beside that of all."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.fairness import Fairness, Rate, Tradeoff
from mlcore.language import translate as _
from mlcore.numbers import listed, percent, whole
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style

RATES = {
    "selection": _("Answered so, of all (selection rate)"),
    "found": _("Found, of those who are (true positive rate)"),
    "alarms": _("False alarms, of all others (false positive rate)"),
    "right": _("Answered right, of all (accuracy)"),
    "observed": _("Is so, of all (dot), and probability on average (diamond)"),
}

GOALS = {
    "found": _("found, of those who are (true positive rate)"),
    "selection": _("answered so, of all (selection rate)"),
}


def fairness_plot(value: Fairness, rate: str = "found", theme: str | None = None) -> Plot:
    """Draw one rate by group.

    Parameters
    ----------
    value : Fairness
        The rates of each group.
    rate : {"selection", "found", "alarms", "right", "observed"}
        Which is drawn; with ``observed`` the mean probability too: the calibration.
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
    if rate == "observed":
        figure.add_trace(_predicted(value, ink))
    style(figure, theme, height=bars_height(len(groups)) + 30, values="x", x_name=RATES[rate])
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.02])
    names = [f"{plain(group.name, 24)} ({whole(group.rows)})" for group in groups]
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(groups))), ticktext=names,
        range=[len(groups) - 0.4, -0.6],
    )  # fmt: skip
    words = _calibration(value) if rate == "observed" else _words(value, rate)
    return Plot(figure, *words, _table(value))


def _predicted(value: Fairness, ink: Palette) -> go.Scatter:
    groups = value.groups
    return go.Scatter(
        x=[group.predicted for group in groups], y=list(range(len(groups))), mode="markers",
        marker={
            "size": 10, "symbol": "diamond", "color": ink.second,
            "line": {"width": 1, "color": ink.page},
        },
        customdata=[plain(group.name) for group in groups],
        hovertemplate="%{customdata}: probability %{x:.1%}<extra></extra>",
    )  # fmt: skip


def tradeoff_plot(value: Tradeoff, theme: str | None = None) -> Plot:
    """Draw the share answered right against the difference that is left, step by step."""
    ink, steps = palette(theme), value.steps
    figure = go.Figure(
        go.Scatter(
            x=[step.difference for step in steps], y=[step.accuracy for step in steps],
            mode="lines+markers", line={"color": ink.first, "width": 2.5},
            marker={"size": [11, *[6] * (len(steps) - 2), 11], "color": ink.first},
            customdata=[percent(step.way) for step in steps],
            hovertemplate="%{customdata} of the way: %{y:.1%} right, %{x:.1%} apart"
            "<extra></extra>",
        )
    )  # fmt: skip
    style(
        figure, theme, height=240, values="y", y_name=_("Answered right, of all"),
        x_name=f"{_('Difference left')}: {GOALS[value.goal]}",
    )  # fmt: skip
    figure.update_layout(xaxis_tickformat=".0%", yaxis_tickformat=".1%", xaxis_rangemode="tozero")
    first, last = steps[0], steps[-1]
    lead = f"From {percent(first.difference)} to {percent(last.difference)} apart"
    change = last.accuracy - first.accuracy
    verb = _("costs") if change < 0 else _("gains")
    sentence = f"{verb} {percent(abs(change))} of the right answers; thresholds are fitted on "
    sentence += f"these rows, by {value.column}."
    table = pd.DataFrame(
        [(step.way, step.difference, step.accuracy) for step in steps],
        columns=[_("Part of the way"), _("Difference"), _("Answered right")],
    )
    return Plot(figure, lead, sentence, table)


def _calibration(value: Fairness) -> tuple[str, str]:
    off = [group for group in value.groups if not group.calibrated]
    if not value.groups:
        return _("There are not two groups with enough rows."), ""
    if not off:
        lead = _("Probabilities are right on average in each group,")
        return lead, _("as far as chance lets tell.")
    worst = max(off, key=lambda group: abs(group.predicted - group.observed.value))
    side = _("too high") if worst.predicted > worst.observed.value else _("too low")
    lead = f"Probabilities are {side} for {worst.name}: {percent(worst.predicted)} said,"
    return lead, f"{percent(worst.observed.value)} is so. {len(off)} of {len(value.groups)} off."


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
            _("Observed"): group.observed.value,
        }
        for group in value.groups
    ]
    return pd.DataFrame(rows)
