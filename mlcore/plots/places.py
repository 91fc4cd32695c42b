"""Rows where they are: points over plain axes of longitude and latitude; nothing is fetched."""

from __future__ import annotations

import math
from dataclasses import replace

from mlcore.language import translate as _
from mlcore.numbers import whole
from mlcore.plots.chart import chart_plot
from mlcore.plots.plot import Plot
from mlcore.plots.theme import TALLEST
from mlcore.profiling.chart.numbers import ChartData

FLATTEST = 85.0
"""Nearer the poles the stretching of a degree stays as it is here."""


def places_plot(value: ChartData, theme: str | None = None) -> Plot:
    """Draw points by longitude and latitude, a degree north as long as it is on the ground.

    Parameters
    ----------
    value : ChartData
        Numbers of a chart of points, x the longitude and y the latitude.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    plot = chart_plot(value, theme)
    degrees = value.frame["y"].to_numpy()
    middle = float((degrees.min() + degrees.max()) / 2) if len(degrees) else 0.0
    ratio = 1 / math.cos(math.radians(min(abs(middle), FLATTEST)))
    axes = {"scaleanchor": "x", "scaleratio": ratio, "ticksuffix": "°"}
    plot.figure.update_layout(height=TALLEST, yaxis=axes, xaxis={"ticksuffix": "°"})
    if not len(degrees):
        return plot
    lead = f"{whole(value.rows)} places between {_degrees(value, 'y', 'N', 'S')} "
    lead += f"and {_degrees(value, 'x', 'E', 'W')}."
    return replace(plot, lead=lead, sentence=plot.sentence)


def _degrees(value: ChartData, part: str, above: str, below: str) -> str:
    cells = value.frame[part].to_numpy()
    ends = [f"{abs(end):.1f}° {_(above if end >= 0 else below)}"
            for end in (float(cells.min()), float(cells.max()))]  # fmt: skip
    return f"{ends[0]} – {ends[1]}"
