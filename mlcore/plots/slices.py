"""The worst slices drawn: how much higher their loss is, with its interval."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.slices import FEWEST, Slice, Slices
from mlcore.language import translate as _
from mlcore.numbers import between, significant, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style

LOWEST = 130
"""Pixels: lower, the axis and its title would meet."""
WORDS = {
    "worst": (_("Worst"), _("No group is worse than chance explains.")),
    "apart": (_("Furthest apart"), _("They are no further apart in any group than by chance.")),
}
"""What is said of the first group, and where there is none."""


def slices_plot(value: Slices, loss: str, theme: str | None = None, *, of: str = "worst") -> Plot:
    """Draw how far the loss of each slice is above that of all other rows.

    Parameters
    ----------
    value : Slices
        What was found.
    loss : str
        What the loss is, in words.
    theme : {"light", "dark"} or None
        The reader's appearance.
    of : {"worst", "apart"}
        Whether the loss is that of one model, or how far two are apart.
    """
    ink, shown = palette(theme), value.slices
    gaps = [part.loss - part.rest for part in shown]
    figure = go.Figure(
        go.Scatter(
            x=gaps, y=list(range(len(shown))), mode="markers",
            marker={"size": 10, "color": ink.second, "line": {"width": 1, "color": ink.page}},
            error_x={
                "type": "data", "symmetric": False, "color": ink.second, "thickness": 2,
                "width": 0, "array": [p.high - g for p, g in zip(shown, gaps, strict=True)],
                "arrayminus": [g - p.low for p, g in zip(shown, gaps, strict=True)],
            },
            customdata=[f"{plain(named(p), 80)}: {whole(p.rows)} rows" for p in shown],
            hovertemplate="%{customdata}, %{x:+,.3~g}<extra></extra>",
        )
    )  # fmt: skip
    style(
        figure, theme, height=max(bars_height(len(shown)) + 20, LOWEST), values="x",
        x_name=f"{loss}: {_('above all other rows, with 95% interval')}",
    )  # fmt: skip
    figure.update_xaxes(rangemode="tozero", zeroline=True, zerolinecolor=ink.muted)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), range=[len(shown) - 0.4, -0.6],
        ticktext=[plain(named(part), 46) for part in shown],
    )  # fmt: skip
    return Plot(figure, *_words(value, loss, of), _table(value))


def named(part: Slice) -> str:
    """Return what the rows of a slice have in common: ``"ward c, sex f"``."""
    return ", ".join(f"{column} {group}" for column, group in part.where)


def _words(value: Slices, loss: str, of: str) -> tuple[str, str]:
    first, none = WORDS[of]
    if not value.tried:
        few = _("No column parts these {rows} rows into groups of at least {fewest}.")
        return _("No groups to look at."), few.format(rows=whole(value.rows), fewest=FEWEST)
    looked = f"{whole(value.tried)} groups were looked at"
    if value.rows < value.of:
        looked += f", in a sample of {whole(value.rows)} of {whole(value.of)} rows"
    if not value.slices:
        return none, f"{looked}."
    worst = value.slices[0]
    lead = f"{first}: {named(worst)}, {whole(worst.rows)} rows."
    sentence = f"{loss} {significant(worst.loss)} against {significant(worst.rest)} elsewhere "
    sentence += f"(difference {between(worst.low, worst.high)}); {looked}, and all are counted: "
    return lead, sentence + "where nothing is wrong, fewer than one table in twenty would show any."


def _table(value: Slices) -> pd.DataFrame:
    names = (_("Where"), _("Rows"), _("Loss"), _("Elsewhere"), _("Low"), _("High"), _("p"))
    rows = [(named(s), s.rows, s.loss, s.rest, s.low, s.high, s.p) for s in value.slices]
    return pd.DataFrame(rows, columns=list(names))
