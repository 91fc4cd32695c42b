"""Comparison: this table against another one of the workspace, column by column."""

from __future__ import annotations

import streamlit as st

from mlcore.data import versions
from mlcore.data.versions import Version
from mlcore.numbers import whole
from mlcore.plots.compare import change_plot, changes_table, comparison_plot
from mlcore.profiling.compare import Comparison
from pages.ui import cache_explore, charts, controls, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, shorten


@st.fragment
@guards.guarded
def compare(view: View) -> None:
    """Let another table be chosen and draw what changed from it to the open one."""
    others = _others(view)
    if not others:
        guards.empty(
            "difference",
            _("There is no other table to compare with."),
            _("Load a second file, or a new version of this one."),
            (_("Load data"), "data"),
        )
        return
    words = {f"{v.name}:{v.version}": v for v in others}
    with heading(_("What changed")):
        chosen = controls.choose(
            st.selectbox, _("Compare with"), list(words), key="explore.compare.with",
            default=next(iter(words)), width=300, label_visibility="collapsed",
            format_func=lambda key: f"{_('since')} {_label(words[key])}" if key in words else key,
        )  # fmt: skip
    other = words[chosen]
    earlier = versions.load(view.space.store, view.space.id, other.name, other.version)
    now = view.opened.data
    if now.places is not None:  # a part of a wide table
        earlier = earlier.only([name for name in now.names if name in set(earlier.names)])
    value = cache_explore.comparison(earlier, now)
    names = _label(other), f"{shorten(view.opened.name)} v{view.opened.version}"
    left, right = st.columns([1, 1.1], gap="large")
    with left:
        charts.show(comparison_plot(value, charts.appearance()), "explore.compare", table=False)
    with right:
        _column(value, names)
    _table(value)


def _others(view: View) -> list[Version]:
    opened = view.opened
    found = versions.listing(view.space.store, view.space.id)
    others = [v for v in found if (v.name, v.version) != (opened.name, opened.version)]
    return sorted(others, key=lambda v: v.name != opened.name)  # its own versions first


def _label(version: Version) -> str:
    return f"{shorten(version.name)} v{version.version}"


def _column(value: Comparison, names: tuple[str, str]) -> None:
    moved = [change.name for change in value.columns if change.drift is not None]
    if not moved:
        return
    name = controls.choose(
        st.selectbox, _("Column"), moved, key="explore.compare.column", default=moved[0],
        format_func=shorten, width=220,
    )  # fmt: skip
    plot = change_plot(value.column(name), names, charts.appearance())
    charts.show(plot, "explore.compare.column.chart")


def _table(value: Comparison) -> None:
    with heading(_("All columns")):
        st.caption(f"{whole(value.rows[0])} → {whole(value.rows[1])} {_('rows')}", width="content")
    share = st.column_config.NumberColumn(format="percent")
    few = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        changes_table(value), hide_index=True, placeholder="–", row_height=34,
        column_config={
            _("Missing before"): share, _("Missing after"): share, _("Shift (sd)"): few,
            _("p, corrected"): st.column_config.NumberColumn(format="%.2g"),
            _("PSI"): few, _("Divergence"): few,
        },
        alt=_("All columns of both tables with what changed"),
    )  # fmt: skip
    st.caption(
        _("PSI: below 0.1 hardly moved, from 0.25 on moved far. Divergence: Jensen–Shannon ")
        + _("distance, 0 to 1. p: Kolmogorov–Smirnov or chi², corrected by Holm; with many ")
        + _("rows even small moves are sure, so look at the size first.")
    )
