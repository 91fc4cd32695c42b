"""Two tables drawn side by side: which columns moved, and how one of them did."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import fixed, percent, significant, whole
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.theme import bars_height, plain, style
from mlcore.profiling.compare import ColumnChange, Comparison
from mlcore.profiling.drift import LARGE, SMALL, DriftPart

MOST_BARS = 12
Names = tuple[str, str]


def comparison_plot(value: Comparison, theme: str | None = None) -> Plot:
    """Draw how far each column moved, furthest first; the marks are 0.1 and 0.25."""
    ink = palette(theme)
    moved = [(c.name, c.drift.psi) for c in value.columns if c.drift is not None]
    shown = moved[:MOST_BARS]
    figure = go.Figure(
        go.Bar(
            x=[psi for _name, psi in shown], y=list(range(len(shown))), orientation="h",
            marker={"color": [ink.caution if psi >= LARGE else ink.first for _n, psi in shown]},
            text=[fixed(psi, 2) for _name, psi in shown], textposition="outside",
            cliponaxis=False, customdata=[plain(name) for name, _psi in shown],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    style(
        figure, theme, height=bars_height(len(shown)), values="x", x_name=_("Stability index (PSI)")
    )
    figure.update_layout(bargap=0.38, margin_r=48)
    largest = max([psi for _name, psi in shown], default=0.0)
    figure.update_xaxes(range=[0, max(largest, LARGE) * 1.08])
    for mark in (SMALL, LARGE):
        figure.add_vline(x=mark, line={"color": ink.muted, "width": 1, "dash": "dash"})
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(shown))), autorange="reversed",
        ticktext=[plain(name) for name, _psi in shown],
    )  # fmt: skip
    return Plot(figure, *_overall(value), changes_table(value))


def _overall(value: Comparison) -> tuple[str, str]:
    shared = [c for c in value.columns if c.drift is not None]
    far = [c for c in shared if c.drift is not None and c.drift.size == "large"]
    rows = f"{whole(value.looked_at[0])} and {whole(value.looked_at[1])} rows compared."
    if value.looked_at != value.rows:
        rows = f"Samples of {rows}"
    if not shared:
        return _("The two tables share no column with rows."), rows
    if not far:
        return _("No column moved far."), rows
    names = ", ".join(c.name for c in far[:3])
    return f"{count(len(far), 'column')} of {len(shared)} moved far: {names}.", rows


def change_plot(value: ColumnChange, names: Names, theme: str | None = None) -> Plot:
    """Draw the shares of rows of one column in both tables, range by range or value by value."""
    assert value.drift is not None
    ink, parts = palette(theme), value.drift.parts
    places = list(range(len(parts)))
    figure = go.Figure(
        [
            go.Bar(
                x=[getattr(part, which) for part in parts], y=places, orientation="h",
                name=plain(name, 30), marker={"color": colour, "line": {"width": 0}},
                customdata=[plain(part_label(part)) for part in parts],
                hovertemplate="%{customdata}: %{x:.1%}<extra></extra>",
            )
            for which, name, colour in zip(
                ("first", "second"), names, (ink.first, ink.second), strict=True
            )
        ]
    )  # fmt: skip
    style(
        figure, theme, height=60 + 34 * len(parts), values="x", x_name=_("Share of rows"),
    )  # fmt: skip
    figure.update_layout(showlegend=True, barmode="group", bargap=0.3, margin_t=30)
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(
        tickmode="array", tickvals=places, autorange="reversed",
        ticktext=[plain(part_label(part), 22) for part in parts],
    )  # fmt: skip
    table = pd.DataFrame(
        [(part_label(part), part.first, part.second) for part in parts],
        columns=pd.Index([_("Part"), f"{names[0]} ", f" {names[1]}"]),
    )
    return Plot(figure, *_moved(value), table)


def _moved(value: ColumnChange) -> tuple[str, str]:
    drift = value.drift
    assert drift is not None
    size = {"none": _("hardly moved"), "some": _("moved somewhat"), "large": _("moved far")}
    lead = f"{value.name} {size[drift.size]}: stability index {fixed(drift.psi, 2)}."
    widest = max(drift.parts, key=lambda part: abs(part.second - part.first), default=None)
    said = ""
    if widest is not None and widest.first != widest.second:
        said = (
            f"Most in “{part_label(widest)}”: from {percent(widest.first)} to "
            f"{percent(widest.second)}. "
        )
    if drift.shift is not None:
        said += f"On average by {significant(drift.shift, 2)} standard deviations. "
    if drift.statistic is not None:
        said += f"{drift.test} {significant(drift.statistic)}."
    return lead, said.strip()


def part_label(part: DriftPart) -> str:
    """Return what the rows of a part have in common, in words."""
    return {"other": _("other values"), "missing": _("missing")}.get(part.part, part.label)


def changes_table(value: Comparison) -> pd.DataFrame:
    """Return one line per column of either table."""
    status = {"both": _("both"), "first": _("only the first"), "second": _("only the second")}
    rows = [
        {
            _("Column"): c.name,
            _("In"): status[c.status],
            _("Kind"): _kinds(c),
            _("PSI"): None if c.drift is None else round(c.drift.psi, 3),
            _("Divergence"): None if c.drift is None else round(c.drift.divergence, 3),
            _("Shift (sd)"): None if c.drift is None else c.drift.shift,
            _("p, corrected"): c.p_adjusted,
            _("Missing before"): c.missing[0] if c.status != "second" else None,
            _("Missing after"): c.missing[1] if c.status != "first" else None,
        }
        for c in value.columns
    ]
    return pd.DataFrame(rows)


def _kinds(change: ColumnChange) -> str:
    known = [_(kind) for kind in dict.fromkeys(change.kinds) if kind is not None]
    return " → ".join(known)
