"""One column drawn: how its values are spread, as a histogram or as ranked bars."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import percent, significant, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import BARE, FITS, bars_height, plain, style
from mlcore.profiling.column import ColumnProfile, Edge, Histogram

MOST_BARS = 10


def column_plot(profile: ColumnProfile, theme: str | None = None) -> Plot:
    """Draw the distribution of one column.

    Parameters
    ----------
    profile : ColumnProfile
        What is known about it; nothing else is looked at.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    if profile.histogram is not None:
        return _spread(profile, profile.histogram, theme)
    return _ranked(profile, theme)


def _spread(profile: ColumnProfile, histogram: Histogram, theme: str | None) -> Plot:
    figure = go.Figure(histogram_bars(histogram, theme), BARE)
    own = {
        "margin": {"l": 44, "r": 16, "b": 44},
        "xaxis": {"type": "linear", **FITS} if profile.kind != "date" else {"type": "date"},
        "yaxis": FITS,
    }
    style(figure, theme, height=240, x_name=profile.name, y_name=_("Rows"), own=own)
    table = pd.DataFrame(
        {
            _("From"): list(histogram.edges[:-1]),
            _("To"): list(histogram.edges[1:]),
            _("Rows"): list(histogram.counts),
        }
    )
    return Plot(figure, *column_words(profile), table)


def histogram_bars(histogram: Histogram, theme: str | None) -> go.Bar:
    """Return one bar per bin, as wide as the bin."""
    starts, ends = histogram.edges[:-1], histogram.edges[1:]
    widths = [_length(a, b) for a, b in zip(starts, ends, strict=True)]
    return go.Bar(
        x=list(starts), y=list(histogram.counts), width=[0.92 * width for width in widths],
        offset=[0.04 * width for width in widths],
        marker={"color": palette(theme).first, "line": {"width": 0}},
        customdata=[f"{_shown(a)} – {_shown(b)}" for a, b in zip(starts, ends, strict=True)],
        hovertemplate="%{customdata}: %{y:,} rows<extra></extra>", showlegend=False,
    )  # fmt: skip


def _length(start: Edge, end: Edge) -> float:
    """Return a bin's width as plotly counts it: milliseconds between dates."""
    if isinstance(start, str) or isinstance(end, str):
        gap = datetime.fromisoformat(str(end)) - datetime.fromisoformat(str(start))
        return 1000 * gap.total_seconds()
    return end - start


def _shown(edge: Edge) -> str:
    return edge.replace("T", " ") if isinstance(edge, str) else significant(edge)


def column_words(profile: ColumnProfile) -> tuple[str, str]:
    """Return what the distribution of a column says: the finding, and the rest."""
    return _ranked_words(profile) if profile.histogram is None else _spread_words(profile)


def _spread_words(profile: ColumnProfile) -> tuple[str, str]:
    quantiles = profile.quantiles
    if quantiles is None:
        return f"{whole(profile.unique)} different values.", ""
    low, high = quantiles.q25, quantiles.q75
    if isinstance(low, str) or isinstance(high, str):
        return f"Half of the rows lie between {_shown(low)} and {_shown(high)}.", ""
    lead = f"Half of the rows lie between {significant(low)} and {significant(high)}."
    return lead, _shape(profile)


def _shape(profile: ColumnProfile) -> str:
    skew = profile.skew or 0.0
    if abs(skew) < 1:
        return _("The values lie about evenly on both sides of the middle.")
    side = _("high") if skew > 0 else _("low")
    return f"A long tail of {side} values pulls the mean to {significant(profile.mean)}."


def _ranked(profile: ColumnProfile, theme: str | None) -> Plot:
    ink = palette(theme)
    shown = profile.top[:MOST_BARS]
    labels = [plain(value, 24) for value, _rows in shown]
    figure = go.Figure(
        go.Bar(
            x=[rows for _value, rows in shown], y=list(range(len(shown))), orientation="h",
            marker={"color": ink.first, "line": {"width": 0}},
            text=[whole(rows) for _value, rows in shown], textposition="outside",
            cliponaxis=False, customdata=labels,
            hovertemplate="%{customdata}: %{text} rows<extra></extra>",
        ),
        BARE,
    )  # fmt: skip
    own = {
        "bargap": 0.38, "margin": {"r": 48},
        "xaxis": {"visible": False, "rangemode": "tozero"},
        "yaxis": {"tickmode": "array", "tickvals": list(range(len(shown))), "ticktext": labels,
                  "autorange": "reversed"},
    }  # fmt: skip
    style(figure, theme, height=bars_height(len(shown)) - 14, values="none", own=own)
    table = pd.DataFrame(list(profile.top), columns=[_("Value"), _("Rows")])
    return Plot(figure, *column_words(profile), table)


def _ranked_words(profile: ColumnProfile) -> tuple[str, str]:
    if not profile.top:
        return _("The column is empty."), ""
    value, rows = profile.top[0]
    present = sum(count for _value, count in profile.top)
    if rows == 1:
        return f"{whole(profile.unique)} different values, none of them twice.", ""
    lead = f"{value} is the most frequent value: {whole(rows)} rows."
    if profile.unique <= len(profile.top):
        return lead, f"That is {percent(rows / present)} of the rows that have a value."
    return lead, f"{whole(profile.unique)} different values in all."
