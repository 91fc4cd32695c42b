"""Outliers: rows that stand apart, by a rule in one column or in all numbers together."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.language import count
from mlcore.numbers import whole
from mlcore.plots.outliers import apart_plot, outliers_plot
from mlcore.plots.plot import Plot
from mlcore.profiling.outliers import RULES
from pages.ui import cache_explore, charts, controls, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, shorten

TOGETHER = ""
"""Stands for all numbers together among the names of columns."""
SHOWN = 200
RULE_WORDS = {
    "iqr": _("Interquartile range"),
    "mad": _("Median deviation"),
    "z": _("Standard deviation"),
    "quantile": _("Outermost 1%"),
}


@st.fragment
@guards.guarded
def outliers(view: View) -> None:
    """Draw where the fences are and the rows beyond them."""
    names = [column.name for column in view.opened.data.columns if column.numeric]
    if not names:
        with st.container(border=True):
            st.markdown(f"**{_('There is no column of numbers.')}**")
        return
    with heading(_("Rows that stand apart")):
        chosen = controls.choose(
            st.selectbox, _("Looked at"), [*names, TOGETHER], default=names[0], width=320,
            key=f"explore.outliers.{view.opened.name}", label_visibility="collapsed",
            format_func=lambda name: shorten(name) if name else _("All numbers together"),
        )  # fmt: skip
    if chosen == TOGETHER:
        _together(view)
        return
    rule = controls.segments(
        _("Rule"), RULES, key="explore.outliers.rule", default="iqr", words=RULE_WORDS.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    found = cache_explore.outliers(view.opened.data, chosen, rule)
    plot = outliers_plot(found, charts.appearance())
    charts.show(plot, "explore.outliers.chart", table=False)
    _rows(view, plot)


def _together(view: View) -> None:
    found = cache_explore.apart(view.opened.data)
    if found is None:
        st.markdown(_("This needs at least two columns of numbers and ten rows."))
        return
    plot = apart_plot(found, charts.appearance())
    charts.show(plot, "explore.outliers.forest", table=False)
    _rows(view, plot)


def _rows(view: View, plot: Plot) -> None:
    """Draw the rows themselves, their numbers and what makes them stand apart first."""
    data, told = view.opened.data, plot.table
    if not len(told):
        return
    with heading(_("These rows")):
        st.caption(
            f"{_('the')} {count(len(told), 'row')} {_('furthest out')}, "
            f"{_('of')} {whole(data.rows)}", width="content",
        )  # fmt: skip
    positions = (told.iloc[:, 0] - 1).tolist()
    if view.positions is not None:  # rows keep the numbers they have in the whole table
        told = told.assign(**{told.columns[0]: view.positions[positions] + 1})
    rows = data.frame(data.names[:SHOWN], positions).reset_index(drop=True)
    extra = [i for i, name in enumerate(told.columns) if name not in rows.columns]
    told = told.iloc[:, extra].reset_index(drop=True)
    st.dataframe(
        pd.concat([told, rows], axis=1), hide_index=True, placeholder="–", row_height=34,
        height=min(40 + 34 * len(rows), 420), key="explore.outliers.rows",
        alt=_("The rows that stand apart, furthest first"),
    )  # fmt: skip
