"""Errors by the values of a column drawn: where most of them lie, group by group."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.error_groups import ErrorGroup, ErrorGroups
from mlcore.language import translate as _
from mlcore.numbers import significant, whole
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import TALLEST, plain, style


def error_groups_plot(value: ErrorGroups, theme: str | None = None) -> Plot:
    """Draw the residuals of each group: nine in ten, half, and the median."""
    ink = palette(theme)
    figure = go.Figure(_bars(value.groups, ink))
    style(
        figure, theme, height=min(TALLEST, 30 * len(value.groups) + 70), values="x",
        x_name=_("True minus predicted: nine in ten, half (thick), median"),
        y_name=plain(value.column, 60),
    )  # fmt: skip
    names = [f"{plain(group.name, 22)} ({whole(group.rows)})" for group in value.groups]
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), ticktext=names, autorange="reversed"
    )
    figure.update_xaxes(zeroline=True, zerolinecolor=ink.muted, zerolinewidth=1)
    return Plot(figure, *_words(value), _table(value))


def _bars(groups: tuple[ErrorGroup, ...], ink: Palette) -> list[go.Scatter]:
    places = list(range(len(groups)))
    made = []
    for low, high, width, alpha in ((0, 4, 4, 0.45), (1, 3, 10, 0.7)):
        x: list[float | None] = []
        y: list[float | None] = []
        for place, group in zip(places, groups, strict=True):
            x += [group.quantiles[low], group.quantiles[high], None]
            y += [place, place, None]
        made.append(
            go.Scatter(
                x=x, y=y, mode="lines", hoverinfo="skip",
                line={"color": faded(ink.first, alpha), "width": width},
            )
        )  # fmt: skip
    made.append(
        go.Scatter(
            x=[group.quantiles[2] for group in groups], y=places, mode="markers",
            marker={"size": 8, "color": ink.second, "line": {"width": 1, "color": ink.page}},
            customdata=[
                f"{plain(g.name)}: median {significant(g.quantiles[2])}, "
                f"mean error {significant(g.size)}"
                for g in groups
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    return made


def _words(value: ErrorGroups) -> tuple[str, str]:
    if not value.groups:
        return _("No group has enough rows."), ""
    worst = max(value.groups, key=lambda group: group.size)
    least = min(value.groups, key=lambda group: group.size)
    lead = f"Errors are largest for {value.column} {worst.name}: {significant(worst.size)} on "
    lead += f"average, {whole(worst.rows)} rows;"
    sentence = f"smallest for {least.name}: {significant(least.size)}."
    if value.left_out:
        sentence += f" {whole(value.left_out)} rows in groups that are too small are left out."
    return lead, sentence


def _table(value: ErrorGroups) -> pd.DataFrame:
    names = (_("5%"), _("25%"), _("Median"), _("75%"), _("95%"))
    rows = [
        {
            _("Group"): group.name,
            _("Rows"): group.rows,
            _("Mean error (absolute)"): group.size,
            _("Mean residual"): group.bias,
            **dict(zip(names, group.quantiles, strict=True)),
        }
        for group in value.groups
    ]
    return pd.DataFrame(rows)
