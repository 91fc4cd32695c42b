"""How columns go together, drawn: all pairs as a heat map, links with the target as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlcore.language import translate as _
from mlcore.numbers import fixed, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import TALLEST, bars_height, plain, style
from mlcore.profiling.associations import Associations

MOST_DRAWN = 20
MOST_LABELLED = 10
MOST_BARS = 12
Link = tuple[str, float, str]
"""A column, how strongly it goes with the target, and how that was measured."""


@dataclass(frozen=True)
class Pair:
    """Two columns, how strongly they go together, and how that was measured."""

    first: str
    second: str
    strength: float
    measure: str


def pairs(value: Associations) -> tuple[Pair, ...]:
    """Return each pair of columns once, strongest first; undefined ones are left out."""
    found = [
        Pair(first, second, strength, value.measures[i][j])
        for i, first in enumerate(value.names)
        for j, second in enumerate(value.names[:i])
        if (strength := value.matrix[i][j]) is not None
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair.strength)))


def matrix_plot(value: Associations, theme: str | None = None) -> Plot:
    """Draw the strength of every pair; of many columns, those that go together most."""
    ink, keep = palette(theme), _kept(value)
    strengths = np.array(value.matrix, dtype=float)[np.ix_(keep, keep)]
    names = [plain(value.names[i], 18) for i in keep]
    cells = [
        [f"{a} × {b}: {fixed(strengths[i, j], 2)}" for j, b in enumerate(names)]
        for i, a in enumerate(names)
    ]
    places = list(range(len(names)))
    figure = go.Figure(
        go.Heatmap(
            z=strengths, x=places, y=places, zmin=-1, zmax=1, xgap=2, ygap=2, showscale=False,
            colorscale=ink.scale(ink.diverging), customdata=cells, hoverongaps=False,
            text=[[fixed(cell, 2) if np.isfinite(cell) else "" for cell in row]
                  for row in strengths],
            texttemplate="%{text}" if len(names) <= MOST_LABELLED else "",
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    style(figure, theme, height=min(TALLEST, 90 + 34 * len(names)), values="none")
    ticks = {"tickmode": "array", "tickvals": places, "ticktext": names}
    figure.update_xaxes(**ticks)
    figure.update_yaxes(**ticks, autorange="reversed")
    return Plot(figure, *_matrix_words(value, len(keep)), pairs_table(value))


def strengths_plot(links: Sequence[Link], target: str, rows: int, theme: str | None = None) -> Plot:
    """Draw how strongly each column goes with the target, strongest first.

    Parameters
    ----------
    links : sequence of (str, float, str)
        Column, strength from 0 to 1, measure; strongest first.
    target : str
        What they are linked with.
    rows : int
        Rows that were looked at.
    theme : {"light", "dark"} or None
        The reader's appearance.
    """
    ink, shown = palette(theme), links[:MOST_BARS]
    names = [plain(name) for name, _strength, _measure in shown]
    figure = go.Figure(
        go.Bar(
            x=[strength for _name, strength, _measure in shown], y=list(range(len(shown))),
            orientation="h", marker={"color": ink.first, "line": {"width": 0}}, cliponaxis=False,
            text=[fixed(strength, 2) for _name, strength, _measure in shown],
            textposition="outside",
            customdata=[f"{plain(name)}: {fixed(strength, 2)}, {measure}"
                        for name, strength, measure in shown],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    style(figure, theme, height=bars_height(len(shown)), values="x", x_name=_("Strength, 0 to 1"))
    figure.update_layout(bargap=0.38, margin_r=40)
    figure.update_xaxes(range=[0, 1])
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), ticktext=names, autorange="reversed"
    )
    table = pd.DataFrame(
        [(name, round(strength, 3), measure) for name, strength, measure in links],
        columns=[_("Column"), _("Strength"), _("Measured as")],
    )
    return Plot(figure, *_strength_words(links, target, rows), table)


def pairs_table(value: Associations) -> pd.DataFrame:
    """Return the pairs as a table, strongest first."""
    return pd.DataFrame(
        [(p.first, p.second, round(p.strength, 3), p.measure) for p in pairs(value)],
        columns=[_("Column"), _("With"), _("Strength"), _("Measured as")],
    )


def _kept(value: Associations) -> list[int]:
    """Return the positions of the columns that are drawn, in the table's order."""
    if len(value.names) <= MOST_DRAWN:
        return list(range(len(value.names)))
    place = {name: i for i, name in enumerate(value.names)}
    found: list[int] = []
    for pair in pairs(value):
        found += [place[name] for name in (pair.first, pair.second) if place[name] not in found]
        if len(found) >= MOST_DRAWN:
            break
    return sorted(found[:MOST_DRAWN])


def _matrix_words(value: Associations, drawn: int) -> tuple[str, str]:
    part = ""
    if drawn < len(value.names):
        part = f" {drawn} of {len(value.names)} columns are drawn."
    best = next(iter(pairs(value)), None)
    if best is None:
        return _("There are no two columns to compare."), ""
    lead = f"{best.first} and {best.second} go together most:"
    return lead, f"{best.measure} {fixed(best.strength, 2)}, {whole(value.rows)} rows.{part}"


def _strength_words(links: Sequence[Link], target: str, rows: int) -> tuple[str, str]:
    if not links:
        return _("There is no other column to compare."), ""
    name, strength, measure = links[0]
    lead = f"{name} goes with {target} most:"
    said = f"{measure} {fixed(strength, 2)}, {whole(rows)} rows."
    return lead, f"{said} Each column is looked at alone."
