"""What made an answer, drawn: signed bars that add up to it, and one input followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import percent, significant, when
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style

MOST_REASONS = 7
LEAST = 0.01
"""Of the largest part: less does not pull the other way."""


@dataclass(frozen=True)
class SignedParts:
    """Parts that lead from a start to a total, largest first; labels as they are to be read."""

    start: float
    total: float
    parts: tuple[tuple[str, float], ...]
    percent: bool = False


def reasons_plot(value: SignedParts, theme: str | None = None) -> Plot:
    """Draw each part as a bar: brass adds, teal takes away; the smallest ones together, last."""
    ink = palette(theme)
    shown = _shown(value.parts)
    sizes = [part for _name, part in shown]
    figure = go.Figure(
        go.Bar(
            x=sizes, y=list(range(len(shown))), orientation="h",
            marker={"color": [ink.second if size > 0 else ink.first for size in sizes]},
            text=[_signed(size, value.percent) for size in sizes], textposition="outside",
            cliponaxis=False, customdata=[plain(name) for name, _part in shown],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    style(figure, theme, height=bars_height(len(shown)), values="none")
    figure.update_layout(bargap=0.38, margin_r=48)
    reach = 1.25 * max([abs(size) for size in sizes] or [1.0])
    low = -reach if min(sizes or [0.0]) < 0 else 0.0
    high = reach if max(sizes or [0.0]) > 0 else 0.0
    figure.update_xaxes(
        visible=True, showticklabels=False, showgrid=False, zeroline=True,
        zerolinecolor=ink.muted, range=[low or -reach / 9, high or reach / 9],
    )  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), autorange="reversed",
        ticktext=list(figure.data[0].customdata),
    )  # fmt: skip
    table = pd.DataFrame(value.parts, columns=[_("Column"), _("Part")])
    return Plot(figure, *_words(value), table)


def _shown(parts: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    parts = [pair for pair in parts if pair[1]]
    rest = parts[MOST_REASONS:]
    if len(rest) < 2:
        return list(parts)
    words = _("{count} other fields").format(count=len(rest))
    return [*parts[:MOST_REASONS], (words, sum(part for _name, part in rest))]


def _signed(size: float, percent: bool) -> str:
    shown = significant(abs(size) * (100 if percent else 1))
    return ("+" if size > 0 else "−") + shown


def _words(value: SignedParts) -> tuple[str, str]:
    moving = [pair for pair in value.parts if pair[1]]
    if not moving:
        return _("No field moves this answer."), ""
    name, size = moving[0]
    verb = _("raises it most") if size > 0 else _("lowers it most")
    other = next((pair for pair in moving[1:] if pair[1] * size < -LEAST * size**2), None)
    lead = f"{name} {verb} ({_signed(size, value.percent)})."
    if other is None:
        return lead, _("Nothing of weight pulls the other way.")
    pulls = _("{name} pulls the other way ({size}).")
    return lead, pulls.format(name=other[0], size=_signed(other[1], value.percent))


@dataclass(frozen=True)
class Response:
    """The answer along one input, the others as they are.

    Parameters
    ----------
    column, answer : str
        What is changed, and what is answered.
    values : tuple
        Of the input: numbers in order, or names.
    answers : tuple of float
        One for each.
    now : tuple of (value, answer) or None
        Where the row stands.
    seen : tuple of float or None
        Smallest and largest training value, for numbers.
    percent : bool
        Answers are probabilities.
    """

    column: str
    answer: str
    values: tuple[Any, ...]
    answers: tuple[float, ...]
    now: tuple[Any, float] | None = None
    seen: tuple[float, float] | None = None
    percent: bool = False


def response_plot(value: Response, theme: str | None = None) -> Plot:
    """Draw the answer along one input, with the row's own value marked."""
    ink = palette(theme)
    names = bool(value.values) and isinstance(value.values[0], str)
    here = value.values if not names else tuple(plain(name) for name in value.values)
    hover = f"{plain(value.column)} %{{x}}: %{{y:.3g}}<extra></extra>"
    traces: list[Any] = [
        go.Bar(x=here, y=value.answers, marker={"color": ink.first}, hovertemplate=hover)
        if names
        else go.Scatter(
            x=here, y=value.answers, mode="lines", hovertemplate=hover,
            line={"color": ink.first, "width": 2.5},
        )
    ]  # fmt: skip
    if value.now is not None:
        at = plain(value.now[0]) if names else value.now[0]
        traces.append(
            go.Scatter(
                x=[at], y=[value.now[1]], mode="markers", hoverinfo="skip", cliponaxis=False,
                marker={"size": 12, "color": ink.second, "line": {"width": 2, "color": ink.page}},
            )
        )  # fmt: skip
    figure = go.Figure(traces)
    style(
        figure, theme, height=240, values="y", x_name=plain(value.column),
        y_name=plain(value.answer, 60),
    )  # fmt: skip
    figure.update_layout(showlegend=False, bargap=0.38)
    if value.percent:
        figure.update_yaxes(tickformat=".0%")
    table = pd.DataFrame({value.column: value.values, _("Answer"): value.answers})
    return Plot(figure, *_said(value), table)


def _said(value: Response) -> tuple[str, str]:
    low, high = min(value.answers), max(value.answers)
    show = percent if value.percent else significant
    where = [value.values[value.answers.index(edge)] for edge in (low, high)]
    words = [_spoken(value) for value in where]
    if show(low) == show(high):
        return _("This field alone does not move the answer."), ""
    lead = _("Alone, {column} moves the answer between {low} and {high}.")
    ends = _("Lowest at {first}, highest at {last}; all other fields stay as they are.")
    return (
        lead.format(column=value.column, low=show(low), high=show(high)),
        ends.format(first=words[0], last=words[1]),
    )


def _spoken(value: Any) -> str:
    if isinstance(value, datetime):
        return when(value)
    return value if isinstance(value, str) else significant(value)
