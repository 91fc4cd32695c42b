"""Two models on the same rows, drawn: which answers of the one meet which of the other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.curves import confusion
from mlcore.evaluation.disagreement import Disagreement
from mlcore.evaluation.metrics import metric
from mlcore.language import translate as _
from mlcore.numbers import between, percent, significant, whole
from mlcore.plots.classes import confusion_plot
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import MOST_POINTS, plain, style


def disagreement_plot(
    value: Disagreement, names: tuple[str, str] = ("first", "second"), theme: str | None = None
) -> Plot:
    """Draw the answers of the first model against those of the second.

    Parameters
    ----------
    value : Disagreement
        Of the two.
    names : tuple of str
        What they are called.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    figure = _matrix(value, names, theme) if value.classes else _cloud(value, names, theme)
    return Plot(figure, *_words(value, names), _table(value, names))


def _matrix(value: Disagreement, names: tuple[str, str], theme: str | None) -> go.Figure:
    """Return the two answers as a matrix: off its diagonal they disagree."""
    met = confusion(value.first, value.second, value.classes)
    figure = confusion_plot(met, theme, counts=True).figure
    figure.update_xaxes(title_text=f"{plain(names[1])} {_('answers')}")
    figure.layout.annotations[-1].text = f"{plain(names[0])} {_('answers')}"
    return figure


def _cloud(value: Disagreement, names: tuple[str, str], theme: str | None) -> go.Figure:
    ink, size = palette(theme), len(value.rows)
    at = np.arange(size)
    if size > MOST_POINTS:
        at = np.sort(np.random.default_rng(0).choice(size, MOST_POINTS, replace=False))
    ends = [float(min(value.first.min(), value.second.min()))]
    ends.append(float(max(value.first.max(), value.second.max())))
    far = value.differ[at]
    figure = go.Figure(
        [
            go.Scatter(
                x=ends, y=ends, mode="lines", hoverinfo="skip",
                line={"color": ink.muted, "width": 1.5, "dash": "dash"},
            ),
            go.Scatter(
                x=value.first[at], y=value.second[at], mode="markers",
                marker={
                    "size": 6, "opacity": 0.6, "line": {"width": 0},
                    "color": np.where(far, ink.second, ink.first),
                    "symbol": np.where(far, "diamond", "circle"),
                },
                hovertemplate="%{x:,.4~g} → %{y:,.4~g}<extra></extra>",
            ),
        ]
    )  # fmt: skip
    return style(
        figure, theme, height=320, values="both", x_name=f"{plain(names[0])} {_('answers')}",
        y_name=f"{plain(names[1])} {_('answers')}",
    )  # fmt: skip


def _words(value: Disagreement, names: tuple[str, str]) -> tuple[str, str]:
    differ, size = int(value.differ.sum()), len(value.rows)
    _both, first, second, _neither = value.counts
    share = percent(differ / max(size, 1))
    lead = f"They disagree on {whole(differ)} of {whole(size)} rows ({share});"
    if not value.classes:
        lead = (
            f"They are further apart than half the usual error on {whole(differ)} rows ({share});"
        )
    good = _("right") if value.classes else _("close")
    said = f"only {names[0]} is {good} on {whole(first)}, only {names[1]} on {whole(second)}. "
    return lead, said + _better(value, names)


def _better(value: Disagreement, names: tuple[str, str]) -> str:
    gain, title = value.gain, metric(value.metric).title
    if not np.isfinite(gain.low):
        return _("Too few rows to say which is better.")
    if gain.low <= 0 <= gain.high:
        return f"By {title} neither is clearly better."
    winner = names[1] if gain.mean > 0 else names[0]
    low, high = sorted((abs(gain.low), abs(gain.high)))
    better = significant(abs(gain.mean))
    return f"By {title}, {winner} is better by {better} ({between(low, high)})."


def _table(value: Disagreement, names: tuple[str, str]) -> pd.DataFrame:
    both, first, second, neither = value.counts
    good = _("right") if value.classes else _("close")
    rows = [
        (f"{_('Both')} {good}", both),
        (f"{_('Only')} {names[0]} {good}", first),
        (f"{_('Only')} {names[1]} {good}", second),
        (f"{_('Neither')} {good}", neither),
    ]
    return pd.DataFrame(rows, columns=[_("Answers"), _("Rows")])
