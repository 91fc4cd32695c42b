"""The effect of one column drawn: the mean answer along its values, with some single rows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.evaluation.effects import Effect
from mlcore.evaluation.interactions import Interaction
from mlcore.language import translate as _
from mlcore.numbers import between, percent, significant, whole
from mlcore.plots.palette import Palette, faded, palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import plain, style

LINES = 40
COMMON = _("levels stand by how common they are")
COURSES = {
    "rises": _("it only rises"),
    "falls": _("it only falls"),
    "both": _("it rises and falls"),
    "flat": _("it does not change"),
}


def effect_plot(value: Effect, answer: str, theme: str | None = None) -> Plot:
    """Draw the mean answer along the values of a column, over at most forty single rows.

    Parameters
    ----------
    value : Effect
        Partial dependence, or accumulated effects.
    answer : str
        What is answered, in words.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink = palette(theme)
    x = value.values if isinstance(value.values, np.ndarray) else np.arange(len(value.values))
    figure = go.Figure([*_singles(value, x, ink), _mean(value, x, ink)])
    style(figure, theme, height=290, values="y", x_name=value.column, y_name=answer)
    if not value.ordered:
        names = [plain(name, 18) for name in value.values]
        figure.update_xaxes(
            tickmode="array", tickvals=x, ticktext=names, range=[-0.5, len(x) - 0.5]
        )
    return Plot(figure, *_words(value, answer), _table(value))


def interaction_plot(value: Interaction, answer: str, theme: str | None = None) -> Plot:
    """Draw what two columns do together beyond what each does alone, cell by cell.

    Parameters
    ----------
    value : Interaction
        Of two numeric columns.
    answer : str
        What is answered, in words.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink = palette(theme)
    cells = (value.effect[:-1] + value.effect[1:]) / 2
    cells = (cells[:, :-1] + cells[:, 1:]) / 2
    reach = float(np.abs(cells).max(initial=0.0)) or 1.0
    spans = [[between(*pair) for pair in pairwise(edges)] for edges in (value.first, value.second)]
    figure = go.Figure(
        go.Heatmap(
            z=cells.T, x=list(range(len(spans[0]))), y=list(range(len(spans[1]))),
            zmin=-reach, zmax=reach, xgap=2, ygap=2, showscale=False,
            colorscale=ink.scale(ink.diverging), customdata=value.counts.T,
            hovertemplate="%{z:+,.3~g}, %{customdata:,} rows<extra></extra>",
        )
    )  # fmt: skip
    style(
        figure, theme, height=340, values="none", x_name=value.columns[0],
        y_name=f"{value.columns[1]} ({_('teal adds, brass takes away')})",
    )  # fmt: skip
    for axis, names in zip(("x", "y"), spans, strict=True):
        getattr(figure, f"update_{axis}axes")(
            tickmode="array", tickvals=list(range(len(names))), ticktext=names
        )
    return Plot(figure, *_together(value, answer), _cells(value, cells, spans))


def _together(value: Interaction, answer: str) -> tuple[str, str]:
    first, second = value.columns
    if not value.counts.size:
        return _("One of the two columns has a single value."), ""
    lead = f"{answer}: {first} and {second} together move it by {significant(value.size, 2)},"
    alone = f"beyond what each does alone; the answers spread by {significant(value.spread, 2)}."
    weak = value.size < 0.05 * value.spread
    said = _("They hardly work together.") if weak else _("They work together.")
    return lead, f"{alone} {said} {whole(value.rows)} rows were asked about."


def _cells(value: Interaction, cells: np.ndarray, spans: list[list[str]]) -> pd.DataFrame:
    first, second = value.columns
    rows = [
        (one, other, cells[i, j], int(value.counts[i, j]))
        for i, one in enumerate(spans[0])
        for j, other in enumerate(spans[1])
    ]
    return pd.DataFrame(rows, columns=[first, second, _("Effect"), _("Rows")])


def _singles(value: Effect, x: np.ndarray, ink: Palette) -> list[go.Scatter]:
    if not len(value.single) or not value.ordered:
        return []
    chosen = np.unique(np.linspace(0, len(value.single) - 1, LINES).round().astype(int))
    lines = value.single[chosen]
    gap = np.full((len(lines), 1), np.nan)
    return [
        go.Scatter(
            x=np.tile(np.r_[x, np.nan], len(lines)), y=np.hstack([lines, gap]).ravel(),
            mode="lines", line={"color": faded(ink.first, 0.25), "width": 1}, hoverinfo="skip",
        )
    ]  # fmt: skip


def _mean(value: Effect, x: np.ndarray, ink: Palette) -> go.Scatter:
    shown = [plain(name) for name in _names(value)]
    return go.Scatter(
        x=x, y=value.mean, mode="lines+markers" if value.ordered else "markers",
        line={"color": ink.second, "width": 2.5}, marker={"size": 8, "color": ink.second},
        customdata=shown, hovertemplate="%{customdata}: %{y:,.3~g}<extra></extra>",
    )  # fmt: skip


def _words(value: Effect, answer: str) -> tuple[str, str]:
    if not len(value.mean):
        return _("The column has no values."), ""
    low, high = int(value.mean.argmin()), int(value.mean.argmax())
    at = _names(value)
    lead = f"{answer}: {significant(value.mean[low])} at {value.column} {at[low]}, "
    lead += f"{significant(value.mean[high])} at {at[high]};"
    levels = _("each row keeps its time of day") if value.timed else COMMON
    said = _course(value) if value.ordered else levels
    kind = _("single rows are thin") if len(value.single) and value.ordered else _("means only")
    return lead, f"{said}. {whole(value.rows)} rows were asked about; {kind}."


def _course(value: Effect) -> str:
    """Return how the answer goes along the column, and in how many single rows it goes so."""
    alike = value.alike
    said = COURSES[value.course]
    return said if alike is None else f"{said}, in {percent(alike)} of single rows throughout"


def _names(value: Effect) -> list[str]:
    if isinstance(value.values, np.ndarray):
        return [significant(float(number)) for number in value.values]
    return list(value.values)


def _table(value: Effect) -> pd.DataFrame:
    columns = {_("Value"): list(value.values), _("Mean"): value.mean}
    if len(value.single):
        low, high = np.quantile(value.single, (0.1, 0.9), axis=0)
        columns |= {_("10% of rows below"): low, _("10% of rows above"): high}
    return pd.DataFrame(columns)
