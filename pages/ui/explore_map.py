"""Map: rows where they are, over plain axes; nothing is fetched from outside."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import whole
from mlcore.plots.places import places_plot
from mlcore.profiling.chart.spec import ChartSpec
from mlcore.profiling.roles import geographic_pairs
from pages.ui import cache_explore, charts, controls, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, shorten


@st.fragment
@guards.guarded
def places(view: View) -> None:
    """Draw the rows by longitude and latitude."""
    data, pairs = view.opened.data, _pairs(view)
    if not pairs:
        with st.container(border=True):
            st.markdown(f"**{_('No column says where the rows are.')}**")
            st.markdown(_("A map needs a column of latitudes and one of longitudes."))
        return
    with heading(_("Where the rows are")):
        st.caption(f"{whole(data.rows)} {_('rows')}", width="content")
    with st.container(horizontal=True):
        place = 0
        if len(pairs) > 1:
            place = controls.choose(
                st.selectbox, _("Place"), list(range(len(pairs))), default=0, width=280,
                key=f"explore.map.pair.{view.opened.name}",
                format_func=lambda i: f"{shorten(pairs[i][0], 30)}, {shorten(pairs[i][1], 30)}",
            )  # fmt: skip
        others = [c.name for c in data.columns if c.kind != "text" and c.name not in pairs[place]]
        colour = controls.choose(
            st.selectbox, _("Colour"), others, key=f"explore.map.colour.{view.opened.name}",
            index=None, placeholder=_("none"), format_func=shorten, width=220,
        )  # fmt: skip
    latitude, longitude = pairs[place]
    spec = ChartSpec("points", longitude, latitude, colour)
    charts.show(places_plot(cache_explore.chart(data, spec), charts.appearance()), "explore.map")


def _pairs(view: View) -> list[tuple[str, str]]:
    numeric = [column for column in view.profile.columns if column.numeric]
    return list(geographic_pairs(numeric))
