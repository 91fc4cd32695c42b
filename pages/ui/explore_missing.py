"""Gaps: which columns have them, and how much."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import percent, whole
from mlcore.plots.gaps import patterns_plot, together_plot
from mlcore.plots.ranked import missing_plot
from pages.ui import cache_explore, charts
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _


def missing(view: View) -> None:
    """Draw the share of missing cells by column, beside the facts."""
    profile = view.profile
    gaps = [column for column in profile.columns if column.missing]
    if not gaps:
        with st.container(border=True):
            st.markdown(f":green[:material/check_circle:] **{_('No cell is missing.')}**")
            st.markdown(
                f"{whole(profile.rows)} {_('rows')} × {len(profile.columns)} {_('columns')}."
            )
        return
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("Missing by column")):
            st.caption(f"{whole(profile.rows)} {_('rows')}", width="content")
        shares = [(column.name, column.missing / profile.rows) for column in profile.columns]
        charts.show(missing_plot(shares, charts.appearance()), "explore.missing")
    with right:
        with heading(_("In numbers")):
            pass
        cells = profile.rows * len(profile.columns)
        st.table(
            {
                _("Missing cells"): f"{whole(profile.missing_cells)} {_('of')} {whole(cells)}",
                _("Share"): percent(profile.missing_cells / cells),
                _("Columns with gaps"): f"{len(gaps)} {_('of')} {len(profile.columns)}",
                _("Full columns"): whole(len(profile.columns) - len(gaps)),
            },
            border="horizontal",
            alt=_("Missing cells in numbers"),
        )
        st.caption(_("Fill gaps or add a flag on Clean; the findings on Overview offer it."))
    _together(view)


def _together(view: View) -> None:
    """Draw the patterns of rows beside the columns in pairs."""
    value, left, right = cache_explore.gaps(view.opened.data), *st.columns(2, gap="large")
    with left:
        with heading(_("Missing in the same row")):
            st.caption(f"{whole(value.rows)} {_('rows')}", width="content")
        charts.show(patterns_plot(value, charts.appearance()), "explore.patterns")
    if len(value.names) > 1:
        with right:
            with heading(_("Missing together, in pairs")):
                pass
            charts.show(together_plot(value, charts.appearance()), "explore.together")
