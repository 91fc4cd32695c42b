"""One column before and after a step of cleaning: two counts in the same bins."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.cleaning.spread import Spread
from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import significant
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style


def spread_plot(value: Spread, theme: str | None = None) -> Plot:
    """Draw the rows of each bin before and after.

    Parameters
    ----------
    value : Spread
        The counts.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    colours = palette(theme)
    bins = [plain(b, 24) if isinstance(b, str) else b for b in value.bins]
    pairs = ((_("Before"), value.before, colours.second), (_("After"), value.after, colours.first))
    figure = go.Figure(
        [
            go.Bar(
                x=bins, y=list(counts), name=name,
                marker={"color": colour, "line": {"width": 0}},
                hovertemplate=f"{name}: %{{y:,}} rows<extra></extra>",
            )
            for name, counts, colour in pairs
        ]
    )  # fmt: skip
    style(figure, theme, height=220, x_name=value.column, y_name=_("Rows"))
    figure.update_layout(
        barmode="group", showlegend=True,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
    )  # fmt: skip
    if value.width:
        figure.update_xaxes(type="linear")
    else:
        figure.update_xaxes(type="category")
    moved = sum(abs(b - a) for b, a in zip(value.before, value.after, strict=True))
    lead = _("The values lie as before.") if not moved else _("The values lie otherwise.")
    names = [b if isinstance(b, str) else significant(b, 4) for b in value.bins]
    table = pd.DataFrame(
        {_("Value"): names, _("Before"): list(value.before), _("After"): list(value.after)}
    )
    before, after = count(sum(value.before), "row"), f"{sum(value.after):,}"
    rows = f"{before} {_('with a value before')}, {after} {_('after')}."
    return Plot(figure, lead, f"{plain(value.column)}: {rows}", table)
