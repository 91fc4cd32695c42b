"""The column to predict: chosen here for looking, and what the others have to do with it."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import whole
from mlcore.plots.relations import strengths_plot
from mlcore.workspace.workspace import Opened
from pages.ui import cache_explore, charts, controls, explore_column, samples, session
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, literal, shorten

RANKED = 20_000
"""Rows the ranking looks at, at most."""


def choose(opened: Opened) -> str | None:
    """Let the column to predict be chosen; None while there is none. Train proposes the same."""
    usual = session.saved(f"train.target.{opened.name}") or samples.usual_target(
        opened, opened.data.names
    )
    chosen: str | None = controls.choose(
        st.selectbox, _("Column to predict"), list(opened.data.names),
        key=f"explore.target.{opened.name}", index=None, format_func=shorten,
        default=usual if usual in opened.data.names else None,
        placeholder=_("No column to predict"), label_visibility="collapsed", width=230,
        help=_("With one chosen, charts show what each column has to do with it."),
    )  # fmt: skip
    return chosen


def ranked(view: View) -> None:
    """Draw how strongly each column goes with the target, beside the target itself."""
    if view.target is None:
        with st.container(border=True):
            st.markdown(f"**{_('No column to predict is chosen.')}**")
            st.markdown(_("Choose one above; this view then ranks the others by their link to it."))
        return
    data, rows = view.opened.data, min(view.opened.data.rows, RANKED)
    links = cache_explore.links(data, view.target)
    left, right = st.columns([1.12, 1], gap="large")
    with left:
        with heading(_("Link with the target")):
            sample = f"{_('sample')} · " if rows < data.rows else ""
            source = f"{sample}{whole(rows)} {_('rows')}"
            st.markdown(f":small[:gray[{source}]]", width="content")
        plot = strengths_plot(links, view.target, rows, charts.appearance())
        charts.show(plot, "explore.links")
    with right:
        with heading(literal(view.target, 40)):
            st.badge(_("target"), color="gray")
        explore_column.card(view, view.profile.column(view.target), "explore.target.chart")
