"""Ranges drawn: how often they held the truth against how often they should have."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.ranges import Held, Ranges
from mlcore.language import translate as _
from mlcore.numbers import percent, significant, whole
from mlcore.plots.palette import Palette, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import style

UNEVEN = 0.1
SHARES = {"tickformat": ".0%", "range": [0.4, 1.02], "tickvals": [0.5, 0.6, 0.7, 0.8, 0.9, 1]}


def ranges_plot(value: Ranges, theme: str | None = None) -> Plot:
    """Draw the share held against the share promised; on the dashed line both are alike.

    Parameters
    ----------
    value : Ranges
        What was found.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink = palette(theme)
    figure = go.Figure([_exact(ink), *_parts(value, ink), _whole(value, ink)])
    style(
        figure, theme, height=290, values="both", x_name=_("How often a range should hold"),
        y_name=_("It held (triangle down: lowest third of answers, up: highest)"),
    )  # fmt: skip
    figure.update_xaxes(**SHARES)
    figure.update_yaxes(**SHARES)
    return Plot(figure, *_words(value), _table(value))


def _exact(ink: Palette) -> go.Scatter:
    return go.Scatter(
        x=[0.4, 1], y=[0.4, 1], mode="lines", hoverinfo="skip",
        line={"color": ink.muted, "width": 1.5, "dash": "dash"},
    )  # fmt: skip


def _parts(value: Ranges, ink: Palette) -> list[go.Scatter]:
    ends = ((0, "triangle-down", _("lowest third")), (-1, "triangle-up", _("highest third")))
    return [
        go.Scatter(
            x=[one.level for one in value.held], y=[one.parts[at] for one in value.held],
            mode="markers", marker={"size": 9, "symbol": symbol, "color": ink.second},
            hovertemplate=f"{name}: %{{y:.0%}} of %{{x:.0%}}<extra></extra>",
        )
        for at, symbol, name in ends
    ]  # fmt: skip


def _whole(value: Ranges, ink: Palette) -> go.Scatter:
    held = value.held
    return go.Scatter(
        x=[one.level for one in held], y=[one.share for one in held], mode="markers",
        marker={"size": 9, "color": ink.first, "line": {"width": 1, "color": ink.page}},
        error_y={
            "type": "data", "symmetric": False, "color": ink.first, "thickness": 2, "width": 0,
            "array": [one.high - one.share for one in held],
            "arrayminus": [one.share - one.low for one in held],
        },
        hovertemplate="%{y:.1%} of %{x:.0%}<extra></extra>",
    )  # fmt: skip


def _words(value: Ranges) -> tuple[str, str]:
    if not value.held:
        return _("Too few rows to say how often ranges hold."), ""
    one = _nearest(value)
    lead = f"Ranges that should hold {percent(one.level)} held {percent(one.share)}"
    sides = f"of {whole(value.rows)} rows, ± {significant(one.width)} wide."
    off = [percent(held.level) for held in value.held if not held.kept]
    sentence = f"{sides} " + (
        f"Beyond chance off at {', '.join(off)}." if off else _("No level is off beyond chance.")
    )
    if value.uneven >= UNEVEN:
        low, *_middle, high = one.parts
        sentence += f" One width does not suit all: {percent(low)} among the lowest answers, "
        sentence += f"{percent(high)} among the highest."
    return lead, sentence


def _nearest(value: Ranges) -> Held:
    return min(value.held, key=lambda held: abs(held.level - 0.9))


def _table(value: Ranges) -> pd.DataFrame:
    names = (_("Should hold"), _("Held"), _("Low"), _("High"), _("Half-width"))
    rows = [(o.level, o.share, o.low, o.high, o.width, *o.parts) for o in value.held]
    thirds = (_("Lowest third"), _("Middle third"), _("Highest third"))
    return pd.DataFrame(rows, columns=[*names, *thirds])
