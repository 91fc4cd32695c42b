"""Rows that stand apart, drawn: one column with its fences, or the scores of a forest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import percent, significant, whole
from mlcore.plots.palette import faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import style
from mlcore.profiling.outliers import THRESHOLD, Apart, Outliers


def outliers_plot(value: Outliers, theme: str | None = None) -> Plot:
    """Draw the middle of one column as a box and its outliers as points beyond the fences."""
    ink = palette(theme)
    traces: list[object] = []
    if value.quantiles:
        q05, q25, median, q75, q95 = value.quantiles
        traces.append(
            go.Box(
                y=[0], orientation="h", q1=[q25], median=[median], q3=[q75],
                lowerfence=[max(q05, value.low)], upperfence=[min(q95, value.high)], width=0.5,
                line={"color": ink.first, "width": 1.5}, fillcolor=faded(ink.first, 0.28),
                marker={"color": ink.first}, hoverinfo="x",
            )
        )  # fmt: skip
    traces.append(
        go.Scatter(
            x=value.values, y=np.random.default_rng(0).uniform(-0.25, 0.25, len(value.values)),
            mode="markers", marker={"color": ink.second, "size": 7, "opacity": 0.7},
            customdata=value.positions + 1,
            hovertemplate="row %{customdata:,}: %{x:,.4~g}<extra></extra>",
        )
    )  # fmt: skip
    fences = [end for end in (value.low, value.high) if np.isfinite(end)]
    line = {"color": ink.muted, "width": 1.5, "dash": "dash"}
    layout = {
        "shapes": [{"type": "line", "x0": end, "x1": end, "y0": 0, "y1": 1, "yref": "paper",
                    "line": line} for end in fences],
        "yaxis": {"visible": False, "range": [-0.6, 0.6]},
    }  # fmt: skip
    figure = go.Figure(traces, layout=layout)
    style(figure, theme, height=180, values="x", x_name=value.column)
    table = pd.DataFrame({_("Row"): value.positions + 1, value.column: value.values})
    return Plot(figure, *_words(value), table)


def _words(value: Outliers) -> tuple[str, str]:
    if not value.rows:
        return _("There are no numbers in this column."), ""
    if not np.isfinite(value.low) and not np.isfinite(value.high):
        return _("The middle half is a single value, so this rule has no fences."), ""
    share = percent(value.found / value.rows)
    lead = f"{whole(value.found)} of {whole(value.rows)} rows ({share}) lie outside "
    lead += f"{significant(value.low)} – {significant(value.high)}."
    if value.found > len(value.positions):
        return lead, f"The {whole(len(value.positions))} furthest are drawn and listed."
    return lead, _("The dashed lines are the fences; the box holds the middle half.")


def apart_plot(value: Apart, theme: str | None = None) -> Plot:
    """Draw how the scores are spread, and from where on a row stands apart."""
    ink = palette(theme)
    starts = value.edges[:-1]
    beyond = (starts + value.edges[1:]) / 2 > THRESHOLD
    figure = go.Figure(
        go.Bar(
            x=starts, y=value.counts, offset=0, width=np.diff(value.edges) * 0.92,
            marker={"color": [ink.second if far else ink.first for far in beyond],
                    "line": {"width": 0}},
            hovertemplate="score from %{x:.2f}: %{y:,} rows<extra></extra>",
        ),
        layout={"shapes": [{"type": "line", "x0": THRESHOLD, "x1": THRESHOLD, "y0": 0, "y1": 1,
                            "yref": "paper",
                            "line": {"color": ink.muted, "width": 1.5, "dash": "dash"}}]},
    )  # fmt: skip
    style(figure, theme, height=220, x_name=_("Score of the isolation forest"), y_name=_("Rows"))
    part = _("random rows (a sample)") if value.sampled else _("rows")
    lead = f"{whole(value.found)} of {whole(value.rows)} {part} stand apart"
    words = f"in {len(value.columns)} numbers together: their score is above {THRESHOLD}."
    table = pd.DataFrame(
        {
            _("Row"): value.positions + 1,
            _("Score"): np.round(value.scores, 3),
            _("Furthest from its median"): list(value.farthest),
        }
    )
    return Plot(figure, lead, words, table)
