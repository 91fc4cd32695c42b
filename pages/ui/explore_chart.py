"""Charts of one's own: choose columns, a fitting kind is offered; reduced before it is sent."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import whole
from mlcore.plots.chart import chart_plot
from mlcore.profiling.chart.spec import AGGREGATES, Aggregate, ChartSpec, entry, fitting, role
from pages.ui import cache_explore, charts, controls, explore_picked, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, shorten

SUGGESTED = "suggested"


@st.fragment
@guards.guarded
def chart(view: View) -> None:
    """Draw the columns to choose from, and the chart of those that are chosen."""
    left, right = st.columns([1, 2.6], gap="large")
    with left:
        with heading(_("Columns")):
            pass
        spec = _spec(view)
    with right:
        with heading(_(entry(spec.kind).title)):
            st.caption(f"{whole(view.opened.data.rows)} {_('rows')}", width="content")
        value = cache_explore.chart(view.opened.data, spec)
        explore_picked.draw(view, value, chart_plot(value, charts.appearance()))


def _spec(view: View) -> ChartSpec:
    data = view.opened.data
    x = str(_column(view, "x", _("Horizontal"), data.names, _first(view)))
    y = _column(view, "y", _("Vertical"), data.names)
    kinds = fitting(data.column(x), None if y is None else data.column(y), data.rows)
    if not kinds:  # a text along the vertical axis has nothing to stand for
        y, kinds = None, fitting(data.column(x), None, data.rows)
    chosen = controls.choose(
        st.selectbox, _("Chart"), [SUGGESTED, *kinds], key=f"explore.chart.kind.{view.opened.name}",
        default=SUGGESTED,
        format_func=lambda kind: (
            f"{_('Suggested')}: {_(entry(kinds[0]).title)}" if kind == SUGGESTED
            else _(entry(kind).title) if kind in kinds else str(kind)
        ),
    )  # fmt: skip
    kind = entry(kinds[0] if chosen == SUGGESTED else chosen)
    aggregate: Aggregate = "count"
    if kind.aggregate and y is not None:
        aggregate = controls.choose(
            st.selectbox, _("Summary of the vertical column"), AGGREGATES,
            key="explore.chart.aggregate", default="mean", format_func=_,
        )  # fmt: skip
    levels = [column.name for column in data.columns if column.kind != "text"]
    colour = _column(view, "colour", _("Colour"), levels) if kind.colour else None
    facet = _column(view, "facet", _("Panels"), levels)
    measures = [column.name for column in data.columns if role(column) == "measure"]
    size = _column(view, "size", _("Size of points"), measures) if kind.size else None
    return ChartSpec(kind.kind, x, y, colour, size, facet, aggregate)


def _column(
    view: View,
    part: str,
    label: str,
    names: tuple[str, ...] | list[str],
    default: str | None = None,
) -> str | None:
    chosen: str | None = controls.choose(
        st.selectbox, label, list(names), key=f"explore.chart.{part}.{view.opened.name}",
        default=default, format_func=shorten, placeholder=_("none"),
        **({"index": None} if default is None else {}),
    )  # fmt: skip
    return chosen


def _first(view: View) -> str:
    columns = view.opened.data.columns
    return next((column.name for column in columns if column.numeric), columns[0].name)
