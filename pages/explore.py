"""Explore: what is in the table, what needs attention, and each column by itself."""

import streamlit as st

from mlcore.language import count
from pages.ui import (
    cache,
    controls,
    explore_chart,
    explore_column,
    explore_columns,
    explore_compare,
    explore_facts,
    explore_findings,
    explore_map,
    explore_missing,
    explore_outliers,
    explore_part,
    explore_plates,
    explore_relations,
    explore_report,
    explore_shown,
    explore_target,
    explore_tests,
    explore_time,
    guards,
    session,
)
from pages.ui.explore_facts import View
from pages.ui.head import head
from pages.ui.words import _

VIEWS = {
    "overview": _("Overview"),
    "columns": _("Columns"),
    "relations": _("Relations"),
    "target": _("Target"),
    "missing": _("Missing"),
    "charts": _("Charts"),
    "outliers": _("Outliers"),
    "time": _("Time"),
    "map": _("Map"),
    "compare": _("Comparison"),
    "tests": _("Statistical tests"),
    "plates": _("For print"),
}
DRAWN = {
    "columns": explore_columns.gallery,
    "relations": explore_relations.relations,
    "target": explore_target.ranked,
    "missing": explore_missing.missing,
    "charts": explore_chart.chart,
    "outliers": explore_outliers.outliers,
    "time": explore_time.time,
    "map": explore_map.places,
    "compare": explore_compare.compare,
    "tests": explore_tests.tests,
    "plates": explore_plates.plates,
}

with guards.page():
    space = session.workspace()
    opened = space.open_dataset()
    if opened is None:
        head(_("Explore"), _("What is in the table, and what needs attention."), space)
        guards.needs_dataset("troubleshoot")
        st.stop()

    data = opened.data
    size = f"{count(data.rows, 'row')} × {count(len(data.columns), 'column')}."
    source = _("Every number on this page uses all rows unless it says *sample*.")
    head(_("Explore"), f"{size} {source}", space)
    facts = st.empty()
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        shown = controls.choose(
            st.selectbox, _("View"), explore_facts.applying(VIEWS, data), key="explore.view",
            default="overview", format_func=VIEWS.__getitem__, label_visibility="collapsed",
            width=230,
        )  # fmt: skip
        target = explore_target.choose(opened)
    opened = explore_part.choose(opened, target)
    data = opened.data
    first = st.empty()
    if not cache.is_measured(data):
        quick = cache.summary(data)
        with facts.container():
            explore_facts.facts(quick)
        with first.container():
            explore_columns.summary(quick)
    view = View(space, opened, target)
    found = view.profile
    first.empty()
    with facts.container():
        explore_facts.facts(found)

    part = explore_shown.shown(view, own=shown == "charts")
    if shown == "overview":
        left, right = st.columns([1.12, 1], gap="large")
        with left:
            explore_findings.findings(view)
        with right:
            explore_column.column(view)
        explore_columns.table(part)
        explore_report.download(view)
    else:
        DRAWN[shown](part)
