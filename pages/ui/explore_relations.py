"""Relations: how strongly columns go together, whatever their kinds."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import whole
from mlcore.plots.pair import pair_plot
from mlcore.plots.relations import matrix_plot, pairs, pairs_table
from mlcore.profiling.associations import Associations
from pages.ui import cache_explore, charts, controls, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, code, shorten

MOST_PAIRS = 12
PAIR = "explore.relations.pair"


def relations(view: View) -> None:
    """Draw all pairs as a heat map, beside the strongest ones, and one pair in depth."""
    value = cache_explore.associations(view.opened.data)
    sample = f"{_('sample')} · " if value.sampled else ""
    source = f"{sample}{whole(value.rows)} {_('rows')}"
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("What goes together")):
            st.markdown(f":small[:gray[{source}]]", width="content")
        charts.show(matrix_plot(value, charts.appearance()), "explore.relations")
    with right:
        with heading(_("Strongest pairs")):
            st.markdown(f":small[:gray[{source}]]", width="content")
        st.dataframe(
            pairs_table(value).iloc[:MOST_PAIRS, :3], hide_index=True, row_height=34,
            alt=_("The pairs of columns that go together most"),
            column_config={_("Strength"): st.column_config.NumberColumn(format="%.2f")},
        )  # fmt: skip
        words = _("Two numbers: rank correlation, with its sign. Two categories: Cramér's V. ")
        st.caption(words + _("One of each: correlation ratio. Near 0 when they are unrelated."))
        if value.left_out:
            names = ", ".join(code(name, 24) for name in value.left_out[:6])
            st.caption(
                f"{_('Not compared (text, one value only, or a value for each row)')}: {names}"
            )
    _pair(view, value)


@st.fragment
@guards.guarded
def _pair(view: View, value: Associations) -> None:
    names = list(view.opened.data.names)
    if len(names) < 2:
        return
    best = next(iter(pairs(value)), None)
    usual = (best.first, best.second) if best is not None else (names[0], names[1])
    with heading(_("One pair")):
        pass
    with st.container(horizontal=True):
        one, two = (
            controls.choose(
                st.selectbox, label, names, key=f"{PAIR}.{key}.{view.opened.name}",
                default=default, format_func=shorten, width=260,
            )
            for key, label, default in zip(
                ("first", "second"), (_("Column"), _("With")), usual, strict=True
            )
        )  # fmt: skip
    if one == two:
        st.markdown(_("Choose two different columns."))
        return
    shown = pair_plot(cache_explore.pair(view.opened.data, one, two), charts.appearance())
    charts.show(shown, PAIR)
