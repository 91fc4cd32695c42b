"""Probabilities drawn: reliability, the scores of both sides, and gains."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.calibration import Calibration
from mlcore.evaluation.curves import thin
from mlcore.evaluation.gains import Gains, Scores
from mlcore.language import translate as _
from mlcore.numbers import measured, percent, significant, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

UNIT = {"tickformat": ".0%", "range": [-0.02, 1.02], "tickvals": [0, 0.25, 0.5, 0.75, 1]}


def calibration_plot(
    value: Calibration, theme: str | None = None, *, before: Calibration | None = None
) -> Plot:
    """Draw observed against predicted shares; on the dashed line a probability is exact.

    Parameters
    ----------
    value : Calibration
        What is shown.
    theme : {"light", "dark"} or None
        The reader's appearance.
    before : Calibration or None
        The same rows before recalibration, drawn beside it.
    """
    ink = palette(theme)
    traces = [
        go.Scatter(
            x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip",
            line={"color": ink.muted, "width": 1.5, "dash": "dash"},
        )
    ]  # fmt: skip
    if before is not None:
        traces.append(_reliability(before, ink.second, "dot"))
    traces.append(_reliability(value, ink.first, "solid"))
    figure = go.Figure(traces)
    style(
        figure, theme, height=290, values="both", x_name=_("Predicted probability"),
        y_name=f"{_('Observed, share of rows that are')} {plain(value.positive, 24)}",
    )  # fmt: skip
    figure.update_xaxes(**UNIT)
    figure.update_yaxes(**UNIT)
    return Plot(figure, *_calibration_words(value, before), _calibration_table(value))


def _reliability(value: Calibration, colour: str, dash: str) -> go.Scatter:
    bins = value.bins
    observed = np.array([found.observed for found in bins])
    return go.Scatter(
        x=[found.predicted for found in bins], y=observed, mode="lines+markers",
        line={"color": colour, "width": 2.5, "dash": dash}, marker={"size": 8, "color": colour},
        error_y={
            "type": "data", "symmetric": False, "thickness": 1.5, "width": 0, "color": colour,
            "array": np.array([found.high for found in bins]) - observed,
            "arrayminus": observed - np.array([found.low for found in bins]),
        },
        customdata=[whole(found.rows) for found in bins],
        hovertemplate="%{x:.0%} predicted, %{y:.0%} observed, %{customdata} rows<extra></extra>",
    )  # fmt: skip


def _calibration_words(value: Calibration, before: Calibration | None) -> tuple[str, str]:
    bins = len(value.bins)
    lead = f"Probabilities are off by {percent(value.error)} on average, over {bins} bins."
    if before is not None:
        sentence = f"Before it was {percent(before.error)}; log loss {measured(before.loss.total)} "
        return lead, f"{sentence}became {measured(value.loss.total)}."
    beyond = [found for found in value.bins if not found.low <= found.predicted <= found.high]
    if not beyond:
        return lead, _("In every bin that is within what chance explains.")
    worst = max(beyond, key=lambda found: abs(found.observed - found.predicted))
    side = _("less") if worst.observed < worst.predicted else _("more")
    return lead, (
        f"Where {percent(worst.predicted)} is predicted it happens {side} often: "
        f"{percent(worst.observed)} of {whole(worst.rows)} rows."
    )


def _calibration_table(value: Calibration) -> pd.DataFrame:
    names = (_("Predicted"), _("Observed"), _("Low"), _("High"), _("Rows"))
    rows = [(b.predicted, b.observed, b.low, b.high, b.rows) for b in value.bins]
    return pd.DataFrame(rows, columns=list(names))


def gains_plot(value: Gains, theme: str | None = None) -> Plot:
    """Draw how many positive rows are found by acting on the first rows of the ranking."""
    ink, keep = palette(theme), thin(value.share)
    share, found = value.share[keep], value.found[keep]
    figure = go.Figure(
        [
            go.Scatter(
                x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip",
                line={"color": ink.muted, "width": 1.5, "dash": "dash"},
            ),
            go.Scatter(
                x=share, y=found, mode="lines", line={"color": ink.first, "width": 2.5},
                hovertemplate="%{y:.0%} found among the first %{x:.0%}<extra></extra>",
            ),
        ]
    )  # fmt: skip
    style(
        figure, theme, height=240, values="both", x_name=_("Acted on, share of all rows"),
        y_name=f"{_('Found, share of')} {plain(value.positive, 24)}",
    )  # fmt: skip
    figure.update_xaxes(**UNIT)
    figure.update_yaxes(**UNIT)
    tenth = value.found_at(0.1)
    lead = f"The first tenth of the rows holds {percent(tenth)} of {value.positive},"
    sentence = f"{significant(tenth / 0.1, 2)} times as many as a tenth drawn by chance (lift)."
    table = pd.DataFrame(
        {
            _("Acted on"): share[1:],
            _("Found"): found[1:],
            _("Lift"): found[1:] / share[1:],
        }
    )
    return Plot(figure, lead, sentence, table)


def scores_plot(value: Scores, theme: str | None = None) -> Plot:
    """Draw how probabilities spread over rows of a class (up) and over the others (down)."""
    ink = palette(theme)
    middles = (value.edges[:-1] + value.edges[1:]) / 2
    shares = [side / max(side.sum(), 1) for side in (value.inside, value.outside)]
    name = plain(value.positive, 24)
    looks = ((shares[0], ink.first, name), (-shares[1], ink.second, _("all others")))
    figure = go.Figure(
        [
            go.Bar(
                x=middles, y=side, marker={"color": colour}, customdata=np.abs(side),
                hovertemplate=f"%{{customdata:.1%}} of {label} at %{{x:.0%}}<extra></extra>",
            )
            for side, colour, label in looks
        ]
    )  # fmt: skip
    figure.update_layout(barmode="relative")
    style(
        figure, theme, height=240, values="y", x_name=f"{_('Probability of')} {name}",
        y_name=f"{_('Share of rows:')} {name} {_('up, all others down')}",
    )  # fmt: skip
    figure.update_xaxes(tickformat=".0%", range=[0, 1])
    figure.update_yaxes(showticklabels=False, zeroline=True, zerolinecolor=ink.muted)
    both = float(np.minimum(*shares).sum())
    lead = f"{percent(both)} of the two shapes overlap."
    sentence = _("The less they overlap, the easier the two sides are told apart.")
    table = pd.DataFrame(
        {
            _("From"): value.edges[:-1],
            _("To"): value.edges[1:],
            value.positive or _("Class"): value.inside,
            _("All others"): value.outside,
        }
    )
    return Plot(figure, lead, sentence, table)
