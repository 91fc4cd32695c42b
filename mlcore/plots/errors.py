"""Regression drawn: predicted against actual, and the residuals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.residuals import Residuals
from mlcore.language import translate as _
from mlcore.numbers import significant, whole
from mlcore.plots.palette import faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import MOST_POINTS, plain, style


def predicted_plot(value: Residuals, target: str, theme: str | None = None) -> Plot:
    """Draw predicted against true values; on the dashed line the answer is exact."""
    ink, keep = palette(theme), _sample(len(value.actual))
    actual, predicted = value.actual[keep], value.predicted[keep]
    ends = [float(min(actual.min(), predicted.min())), float(max(actual.max(), predicted.max()))]
    figure = go.Figure(
        [
            go.Scattergl(
                x=actual, y=predicted, mode="markers", marker=_dots(ink.first, ink.page),
                hovertemplate="true %{x:,.3~g}, predicted %{y:,.3~g}<extra></extra>",
            ),
            _line(ends, ends, ink.muted),
        ]
    )  # fmt: skip
    style(
        figure, theme, height=290, values="both",
        x_name=f"{_('True')} {plain(target)}", y_name=f"{_('Predicted')} {plain(target)}",
    )  # fmt: skip
    lead = f"Half of the predictions are within {significant(value.half_within)} of the truth,"
    sentence = f"nine in ten within {significant(value.most_within)}."
    return Plot(figure, lead, sentence + _said(value), _table(value, keep))


def residuals_plot(value: Residuals, target: str, theme: str | None = None) -> Plot:
    """Draw the residuals (true minus predicted) over the predicted values."""
    ink, keep = palette(theme), _sample(len(value.actual))
    predicted = value.predicted[keep]
    ends = [float(predicted.min()), float(predicted.max())]
    figure = go.Figure(
        [
            go.Scattergl(
                x=predicted, y=value.residual[keep], mode="markers",
                marker=_dots(ink.first, ink.page),
                hovertemplate="predicted %{x:,.3~g}, residual %{y:+,.3~g}<extra></extra>",
            ),
            _line(ends, [0.0, 0.0], ink.muted),
        ]
    )  # fmt: skip
    style(
        figure, theme, height=290, values="y",
        x_name=f"{_('Predicted')} {plain(target)}", y_name=_("True minus predicted"),
    )  # fmt: skip
    figure.update_yaxes(zeroline=True, zerolinecolor=ink.muted, zerolinewidth=1)
    return Plot(figure, *_residual_words(value), _table(value, keep))


def _residual_words(value: Residuals) -> tuple[str, str]:
    side = _("low") if value.bias > 0 else _("high")
    lead = f"On average the predictions are {significant(abs(value.bias), 2)} too {side}."
    if value.spread_ratio >= 1.5:
        sentence = (
            f"Errors among the highest predictions are {significant(value.spread_ratio, 2)} times "
            "those among the lowest: one error bar does not suit all."
        )
    else:
        sentence = _("Errors are about as large for high predictions as for low ones.")
    return lead, sentence + _said(value)


def _sample(rows: int) -> np.ndarray:
    if rows <= MOST_POINTS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(0).choice(rows, MOST_POINTS, replace=False))


def _said(value: Residuals) -> str:
    rows = len(value.actual)
    if rows <= MOST_POINTS:
        return ""
    return f" {whole(MOST_POINTS)} of {whole(rows)} rows are drawn."


def _dots(colour: str, edge: str) -> dict[str, object]:
    return {"size": 7, "color": faded(colour, 0.55), "line": {"width": 1, "color": edge}}


def _line(x: list[float], y: list[float], colour: str) -> go.Scatter:
    return go.Scatter(
        x=x, y=y, mode="lines", hoverinfo="skip",
        line={"color": colour, "width": 1.5, "dash": "dash"},
    )  # fmt: skip


def _table(value: Residuals, keep: np.ndarray) -> pd.DataFrame:
    columns = {
        _("True"): value.actual[keep],
        _("Predicted"): value.predicted[keep],
        _("Residual"): value.residual[keep],
    }
    return pd.DataFrame(columns)
