"""A search drawn: its course, the values that were tried, and which parameters matter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from mlcore.catalog.distributions import Choice, Distribution
from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import Metric, metric
from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import apart, measured, percent, significant
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.training.tuning.history import Edge, Point, Tried, Weights

MARKERS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "pentagon")
MOST_LINES = 300
"""Parameter sets drawn: more would be one dark field."""


def history_plot(points: Sequence[Point], scored_by: str, theme: str | None = None) -> Plot:
    """Draw the score of each trial in the order they ended, with the best of each model so far."""
    ink, scorer = palette(theme), metric(scored_by)
    figure = go.Figure()
    models = list(dict.fromkeys(point.model for point in points))
    for slot, model in enumerate(models[: len(ink.series)]):
        mine = [point for point in points if point.model == model]
        figure.add_traces(_course(mine, scorer, ink.series[slot], MARKERS[slot]))
    early = [point for point in points if point.score is None]
    if early:
        figure.add_trace(_early(early, points, scorer, ink.muted))
    several = len(models) > 1
    style(figure, theme, height=340 if several else 260, x_name=_("Trial"), y_name=scorer.title)
    if several:  # below: above it would run into the name of the axis on a second line
        figure.update_layout(showlegend=True, legend={"y": -0.24, "yanchor": "top"})
    return Plot(figure, *_course_words(points, scorer), _course_table(points, scorer))


def _course(points: Sequence[Point], scorer: Metric, colour: str, marker: str) -> list[go.Scatter]:
    title = entry(points[0].model).title
    scored = [point for point in points if point.score is not None]
    x = [point.number for point in scored]
    tops = [scorer.display(point.best) for point in scored if point.best is not None]
    each = [scorer.display(point.score) for point in scored if point.score is not None]
    return [
        go.Scatter(
            x=x, y=tops, mode="lines", line={"color": colour, "width": 2.5, "shape": "hv"},
            marker={"color": colour}, name=title, showlegend=False, hoverinfo="skip",
        ),
        go.Scatter(
            x=x, y=each, mode="markers", name=title, text=[measured(value) for value in each],
            marker={"color": colour, "symbol": marker, "size": 8},
            hovertemplate=f"{title}, {_('trial')} %{{x}}: %{{text}}<extra></extra>",
        ),
    ]  # fmt: skip


def _early(
    early: Sequence[Point], points: Sequence[Point], scorer: Metric, colour: str
) -> go.Scatter:
    """Return the trials without a score, along the lower edge."""
    shown = [scorer.display(point.score) for point in points if point.score is not None]
    floor = (min(shown) if scorer.greater_is_better else max(shown)) if shown else 0.0
    return go.Scatter(
        x=[point.number for point in early], y=[floor] * len(early), mode="markers",
        name=_("no score"), marker={"color": colour, "symbol": "x-thin-open", "size": 7},
        text=[entry(point.model).title for point in early],
        hovertemplate=f"%{{text}}, {_('trial')} %{{x}}: {_('no score')}<extra></extra>",
    )  # fmt: skip


def _course_words(points: Sequence[Point], scorer: Metric) -> tuple[str, str]:
    scored = [point for point in points if point.score is not None]
    if not scored:
        return _("No trial has a score yet."), ""
    best = max(scored, key=lambda point: point.score or 0.0)
    first = next(point for point in scored if point.model == best.model)
    shown = measured(scorer.display(best.score or 0.0))
    lead = f"The best of {count(len(points), 'trial')} scores {shown} ({entry(best.model).title})."
    early = sum(point.score is None and point.ending != "cut" for point in points)
    given_up = f" {count(early, 'trial')} given up early." if early else ""
    if best is first:
        return lead, f"No setting found was better than the usual ones.{given_up}"
    gain = apart(scorer.display(best.score or 0.0), scorer.display(first.score or 0.0))
    return lead, f"It is {gain} better than the usual settings of the same model.{given_up}"


def _course_table(points: Sequence[Point], scorer: Metric) -> pd.DataFrame:
    shown = [None if point.score is None else scorer.display(point.score) for point in points]
    return pd.DataFrame(
        {
            _("Trial"): [point.number for point in points],
            _("Model"): [entry(point.model).title for point in points],
            scorer.title: pd.array(shown, dtype="Float64"),
            _("Ended"): [_(ENDINGS[point.ending]) for point in points],
        }
    )


ENDINGS = {
    "": "whole", "failed": "failed", "cut": "out of time", "pruned": "hopeless after some folds",
    "dropped": "dropped from the race", "ranked": "ranked on a sample only",
}  # fmt: skip
"""How a trial ended, in words."""


def tried_plot(value: Tried, theme: str | None = None) -> Plot:
    """Draw the parameter sets of one model as lines across parallel axes; the darkest is best."""
    ink, scorer = palette(theme), metric(value.metric)
    rows = value.rows[:MOST_LINES]
    scores = [scorer.display(score) for _values, score in rows]
    axes = [
        _axis(name, distribution, [given[place] for given, _score in rows])
        for place, (name, distribution) in enumerate(value.space)
    ]
    colours = ink.scale(ink.sequential if scorer.greater_is_better else ink.sequential[::-1])
    figure = go.Figure(
        go.Parcoords(
            dimensions=[*axes, {"label": plain(scorer.title, 24), "values": scores}],
            line={"color": scores, "colorscale": colours},
            labelfont={"size": 12, "color": ink.muted},
            tickfont={"size": 12, "color": ink.text},
            rangefont={"size": 1, "color": "rgba(0,0,0,0)"},
        )
    )
    style(figure, theme, height=300, values="none")
    figure.update_layout(margin={"l": 56, "r": 56, "t": 44, "b": 16})
    table = pd.DataFrame(
        {
            **{
                name: [_cell(given[place]) for given, _score in value.rows]
                for place, (name, _one) in enumerate(value.space)
            },
            scorer.title: [scorer.display(score) for _values, score in value.rows],
        }
    )
    return Plot(figure, *_tried_words(value, scorer), table)


def _axis(name: str, distribution: Distribution, given: list[Any]) -> dict[str, Any]:
    label = plain(name, 24)
    if isinstance(distribution, Choice):
        options = list(distribution.options)
        codes = list(range(len(options)))
        words = [plain(_cell(option), 16) for option in options]
        places = [options.index(one) if one in options else 0 for one in given]
        return {"label": label, "values": places, "tickvals": codes, "ticktext": words}
    if not distribution.log:
        return {"label": label, "values": [float(one) for one in given]}
    ends = (math.log10(distribution.low), math.log10(distribution.high))
    ticks = [ends[0] + (ends[1] - ends[0]) * step / 4 for step in range(5)]
    return {
        "label": label,
        "values": [math.log10(max(float(one), 1e-300)) for one in given],
        "tickvals": ticks,
        "ticktext": [significant(10**tick) for tick in ticks],
    }


def _cell(value: Any) -> str:
    return significant(value) if isinstance(value, float) else str(value)


def _tried_words(value: Tried, scorer: Metric) -> tuple[str, str]:
    title = entry(value.model).title
    if not value.rows:
        return f"{title}: {_('no trial has a score yet.')}", ""
    best, score = value.rows[0]
    pairs = zip((name for name, _one in value.space), best, strict=True)
    told = ", ".join(f"{name} {_cell(one)}" for name, one in pairs)
    lead = f"{title} is best with {told}."
    lines = count(min(len(value.rows), MOST_LINES), "line")
    return lead, f"{lines}, one per trial; this one scores {measured(scorer.display(score))}."


def weights_plot(value: Weights, edges: Sequence[Edge] = (), theme: str | None = None) -> Plot:
    """Draw how much each parameter decides the score."""
    ink = palette(theme)
    names, shares = [name for name, _ in value.shares], [share for _, share in value.shares]
    figure = go.Figure(
        go.Bar(
            x=shares, y=list(range(len(names))), orientation="h", marker={"color": ink.first},
            text=[percent(share) for share in shares], textposition="outside", cliponaxis=False,
            customdata=[plain(name) for name in names],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    style(
        figure, theme, height=bars_height(len(names)), values="x",
        x_name=_("Share of the variation of the score"),
    )  # fmt: skip
    figure.update_layout(bargap=0.38, margin_r=48)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), autorange="reversed",
        ticktext=[plain(name) for name in names],
    )  # fmt: skip
    lead = f"{names[0]} decides most: {percent(shares[0])} of how the score varies."
    how = f"fANOVA on a random forest, {count(value.trials, 'trial')}."
    table = pd.DataFrame({_("Parameter"): names, _("Share"): shares})
    return Plot(figure, lead, " ".join([how, *(edge.sentence for edge in edges)]), table)
