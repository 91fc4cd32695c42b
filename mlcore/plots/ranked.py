"""Ranked horizontal bars: importances, and missing shares by column."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.importance import ColumnImportance, Importance
from mlcore.evaluation.metrics import metric
from mlcore.language import translate as _
from mlcore.numbers import percent, significant, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.training.without import Without

MOST_BARS = 12


def importance_plot(value: Importance, theme: str | None = None) -> Plot:
    """Draw how much the score falls when each column is shuffled."""
    ink = palette(theme)
    shown = value.columns[:MOST_BARS]
    means = [column.mean for column in shown]
    figure = go.Figure(
        _bars(
            [column.column for column in shown], means, [significant(m) for m in means], ink.first
        )
    )
    figure.data[0].error_x = {
        "type": "data", "array": [column.sd for column in shown],
        "color": ink.muted, "thickness": 1.5, "width": 0,
    }  # fmt: skip
    figure.data[0].textposition = "none"
    figure.add_trace(_beyond_spread(shown, ink.text))
    _finish(figure, theme, len(shown), _worsening(value.metric))
    table = pd.DataFrame(
        {
            _("Column"): [c.column for c in value.columns],
            _("Fall"): [c.mean for c in value.columns],
            _("± sd"): [c.sd for c in value.columns],
            _("Share"): [c.share for c in value.columns],
        }
    )
    return Plot(figure, *_importance_words(value), table)


def without_plot(value: Without, theme: str | None = None) -> Plot:
    """Draw how much the score falls when the model is trained without each column."""
    ink = palette(theme)
    known = [(one.column, one.fall) for one in value.columns if one.fall is not None]
    shown = known[:MOST_BARS]
    falls = [fall for _name, fall in shown]
    figure = go.Figure(
        _bars([name for name, _f in shown], [f.mean for f in falls],
              [significant(f.mean) for f in falls], ink.first)
    )  # fmt: skip
    figure.data[0].error_x = {
        "type": "data", "symmetric": False, "color": ink.muted, "thickness": 1.5, "width": 0,
        "array": [f.high - f.mean for f in falls], "arrayminus": [f.mean - f.low for f in falls],
    }  # fmt: skip
    figure.data[0].textposition = "none"
    measure = metric(value.metric)
    change = _("Fall of") if measure.greater_is_better else _("Rise of")
    _finish(figure, theme, len(shown), f"{change} {measure.title} {_('without it')}")
    table = pd.DataFrame(
        [(name, fall.mean, fall.low, fall.high) for name, fall in known],
        columns=[_("Column"), _("Fall"), _("Low"), _("High")],
    )
    return Plot(figure, *_without_words(value), table)


def _without_words(value: Without) -> tuple[str, str]:
    missed = [one for one in value.columns if one.fall is not None and one.fall.low > 0]
    spare = [one for one in value.columns if one.fall is not None and one.fall.low <= 0]
    how = f"Trained anew without each column on {value.folds} folds, 95% intervals."
    if len(value.columns) < value.of:
        how += f" {len(value.columns)} of {value.of} columns were left out in turn."
    if not missed:
        return _("No single column is clearly missed."), f"The others stand in for it. {how}"
    lead = f"{missed[0].column} is missed most; {len(spare)} columns are not clearly missed."
    return lead, how


def _beyond_spread(columns: Sequence[ColumnImportance], colour: str) -> go.Scatter:
    """Return the labels of bars, placed where their spread ends so that it does not cross them."""
    return go.Scatter(
        x=[max(column.mean + column.sd, 0.0) for column in columns],
        y=list(range(len(columns))), mode="text", textposition="middle right",
        text=[f"  {significant(column.mean)}" for column in columns],
        textfont={"size": 12, "color": colour}, marker={"color": colour}, hoverinfo="skip",
        cliponaxis=False,
    )  # fmt: skip


def _worsening(name: str) -> str:
    measure = metric(name)
    change = _("Fall of") if measure.greater_is_better else _("Rise of")
    return f"{change} {measure.title} {_('when shuffled')}"


def _importance_words(value: Importance) -> tuple[str, str]:
    how = f"{whole(value.rows)} rows, each column shuffled {value.repeats} times."
    leading = [c for c in value.columns if c.share > 0]
    if not leading:
        return _("No column matters on its own."), how
    first = leading[0]
    lead = f"{first.column} matters most: {percent(first.share)} of all that shuffling costs."
    return lead, f"Importance says what the model leans on, not what causes the answer; {how}"


def missing_plot(shares: Sequence[tuple[str, float]], theme: str | None = None) -> Plot:
    """Draw the share of missing cells of each column, largest first; full columns are left out."""
    ink = palette(theme)
    gaps = sorted((pair for pair in shares if pair[1] > 0), key=lambda pair: -pair[1])
    shown = gaps[:MOST_BARS]
    values = [share for _name, share in shown]
    figure = go.Figure(
        _bars([name for name, _ in shown], values, [percent(v) for v in values], ink.caution)
    )
    _finish(figure, theme, len(shown), _("Missing, share of rows"))
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    table = pd.DataFrame(gaps, columns=[_("Column"), _("Missing")])
    if not gaps:
        return Plot(figure, _("No cell is missing."), "", table)
    lead = f"{len(gaps)} of {len(shares)} columns have gaps."
    return Plot(figure, lead, f"{gaps[0][0]} most: {percent(gaps[0][1])} of its rows.", table)


def _bars(names: list[str], values: list[float], texts: list[str], colour: str) -> go.Bar:
    return go.Bar(
        x=values, y=list(range(len(names))), orientation="h", marker={"color": colour},
        text=texts, textposition="outside", cliponaxis=False,
        customdata=[plain(name) for name in names],
        hovertemplate="%{customdata}: %{text}<extra></extra>",
    )  # fmt: skip


def _finish(figure: go.Figure, theme: str | None, bars: int, x_name: str) -> None:
    style(figure, theme, height=bars_height(bars), values="x", x_name=x_name)
    figure.update_layout(bargap=0.38, margin_r=48)
    names = list(figure.data[0].customdata)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(bars)), ticktext=names, autorange="reversed"
    )
