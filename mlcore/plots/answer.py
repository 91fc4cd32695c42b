"""One answer drawn: the range bar of a number, the chances of the classes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import chance, percent, significant
from mlcore.plots.palette import faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style

MOST_CLASSES = 8
SHARES = {0.8: "Eight in ten", 0.9: "Nine in ten", 0.95: "Nineteen in twenty"}


@dataclass(frozen=True)
class RangeAnswer:
    """A predicted number with its interval, on the scale of the training values.

    Parameters
    ----------
    value, low, high : float
        The answer and its interval.
    smallest, largest : float
        Ends of the scale.
    coverage : float
        Of the interval.
    """

    value: float
    low: float
    high: float
    smallest: float
    largest: float
    coverage: float = 0.9


def range_plot(answer: RangeAnswer, theme: str | None = None) -> Plot:
    """Draw the answer as a dot, its interval as a band, the training range as a bar."""
    ink = palette(theme)
    start = min(answer.smallest, answer.low, answer.value)
    end = max(answer.largest, answer.high, answer.value)
    figure = go.Figure(
        [
            _bar(start, end, ink.border),
            _bar(answer.low, answer.high, faded(ink.first, 0.55)),
            go.Scatter(
                x=[answer.value], y=[0], mode="markers", hoverinfo="skip", cliponaxis=False,
                marker={"size": 16, "color": ink.first, "line": {"width": 3, "color": ink.page}},
            ),
        ]
    )  # fmt: skip
    style(figure, theme, height=74, values="none")
    places = _apart([start, answer.low, answer.value, answer.high, end], end - start)
    figure.update_xaxes(
        range=[start, end], tickmode="array", tickvals=places, tickangle=0,
        ticktext=[significant(place) for place in places],
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[-1, 1])
    figure.update_layout(margin={"l": 16, "r": 24, "b": 28, "pad": 0})
    figure.update_xaxes(automargin=False)
    lead = _("{share} such rows lie between {low} and {high}.").format(
        share=often(answer.coverage), low=significant(answer.low), high=significant(answer.high)
    )
    table = pd.DataFrame(
        {_("Answer"): [answer.value], _("Low"): [answer.low], _("High"): [answer.high]}
    )
    return Plot(figure, lead, "", table)


def often(coverage: float) -> str:
    """Return a share as people say it at the start of a sentence: "Nine in ten"."""
    words = SHARES.get(round(coverage, 2))
    return _(words) if words else _("{share} of").format(share=percent(coverage))


def _bar(start: float, end: float, colour: str) -> go.Scatter:
    return go.Scatter(
        x=[start, end], y=[0, 0], mode="lines", line={"color": colour, "width": 10},
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip


def _apart(places: list[float], width: float) -> list[float]:
    """Keep the answer, its interval and the ends, as far as their labels do not touch."""
    start, low, value, high, end = places
    kept = [value]
    for place in (low, high, start, end):
        if all(abs(place - other) > 0.07 * width for other in kept):
            kept.append(place)
    return sorted(kept)


def chances_plot(chances: dict[str, float], theme: str | None = None) -> Plot:
    """Draw the probability of each class, most likely first."""
    ink = palette(theme)
    ranked = sorted(chances.items(), key=lambda pair: -pair[1])
    shown = ranked[:MOST_CLASSES]
    values = [share for _name, share in shown]
    figure = go.Figure(
        go.Bar(
            x=values, y=list(range(len(shown))), orientation="h",
            marker={"color": [ink.first, *[faded(ink.first, 0.4)] * (len(shown) - 1)]},
            text=[chance(share) for share in values], textposition="outside", cliponaxis=False,
            customdata=[plain(name) for name, _share in shown],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    style(figure, theme, height=bars_height(len(shown)) - 14, values="none")
    figure.update_layout(bargap=0.38, margin_r=112)
    figure.update_xaxes(range=[0, 1], visible=False)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), autorange="reversed",
        ticktext=list(figure.data[0].customdata),
    )  # fmt: skip
    lead = f"{ranked[0][0]}: {chance(ranked[0][1])}."
    table = pd.DataFrame(ranked, columns=[_("Class"), _("Probability")])
    return Plot(figure, lead, "", table)
