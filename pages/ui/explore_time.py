"""Time: rows, or a measure, along a column of dates, with the gaps marked."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import whole
from mlcore.plots.timeline import timeline_plot
from mlcore.profiling.chart.spec import AGGREGATES
from mlcore.profiling.timeline import EVERY
from pages.ui import cache_explore, charts, controls, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, shorten

AUTOMATIC = "automatic"


@st.fragment
@guards.guarded
def time(view: View) -> None:
    """Draw what is shown along which dates, and the chart."""
    columns = view.opened.data.columns
    dates = {column.name: column for column in columns if column.kind == "date" and column.unique}
    if not dates:
        with st.container(border=True):
            st.markdown(f"**{_('There is no column of dates.')}**")
            st.markdown(_("Read as text? Choose the type of a column where the data is loaded."))
        return
    measures = [column.name for column in columns if column.numeric]
    name = view.opened.name
    with heading(_("Along the dates")):
        st.caption(f"{whole(view.opened.data.rows)} {_('rows')}", width="content")
    with st.container(horizontal=True):
        date = controls.choose(
            st.selectbox, _("Dates"), list(dates), key=f"explore.time.date.{name}",
            default=next(iter(dates)), format_func=shorten, width=220,
        )  # fmt: skip
        once = dates[date].unique == view.opened.data.rows - dates[date].missing
        measure = controls.choose(
            st.selectbox, _("Measure"), measures, key=f"explore.time.measure.{name}", index=None,
            default=measures[0] if once and measures else None,  # the number of rows says nothing
            placeholder=_("Number of rows"), format_func=shorten, width=220,
        )  # fmt: skip
        how = "count"
        if measure is not None:
            how = controls.choose(
                st.selectbox, _("Summary"), AGGREGATES[1:], key="explore.time.aggregate",
                default="mean", format_func=_, width=140,
            )  # fmt: skip
        unit = controls.choose(
            st.selectbox, _("By"), [AUTOMATIC, *EVERY], key="explore.time.unit",
            default=AUTOMATIC, format_func=_, width=160,
        )  # fmt: skip
    asked = None if unit == AUTOMATIC else unit
    found = cache_explore.timeline(view.opened.data, date, measure, how, asked)
    charts.show(timeline_plot(found, charts.appearance()), "explore.time")
    if asked is not None and found.unit != asked:
        st.caption(f"{_('So many points would not show; drawn by')} {_(found.unit)}.")
