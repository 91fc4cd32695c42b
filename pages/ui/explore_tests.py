"""Statistical tests: two columns in depth, or one against all others."""

from __future__ import annotations

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.numbers import whole
from mlcore.plots.hypotheses import cautions, claim, effects_plot
from mlcore.plots.pair import pair_plot
from mlcore.profiling.hypotheses.catalogue import TESTS
from mlcore.profiling.hypotheses.outcome import MANY_ROWS, corrected
from pages.ui import cache_explore, charts, controls, guards
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, literal, shorten

SUGGESTED = "suggested"
CORRECTIONS = {"holm": _("Holm: hardly any false alarm"), "bh": _("BH: few alarms are false")}
MOST = 60
"""So many columns are tested at once."""


def tests(view: View) -> None:
    """Draw a test of two columns, and all columns against one."""
    names = list(view.opened.data.names)
    if len(names) < 2:
        with st.container(border=True):
            st.markdown(f"**{_('A test needs two columns.')}**")
        return
    left, right = st.columns([1, 1], gap="large")
    with left:
        _two(view, names)
    with right:
        _all(view, names)


@st.fragment
@guards.guarded
def _two(view: View, names: list[str]) -> None:
    data = view.opened.data
    first, second = _usual(view, names)
    with heading(_("Two columns")):
        pass
    with st.container(horizontal=True):
        one = _choose(_("Column"), names, "first", first)
        two = _choose(_("Against"), names, "second", second)
    if one == two:
        st.markdown(_("Choose two different columns."))
        return
    try:
        fitting = cache_explore.fitting_tests(data, one, two)
    except LoupeError as error:
        guards.error_card(error)
        return
    test = controls.choose(
        st.selectbox, _("Test"), [SUGGESTED, *fitting], key="explore.tests.test",
        default=SUGGESTED, format_func=lambda name: _title(name, fitting),
    )  # fmt: skip
    outcome = cache_explore.test(data, one, two, None if test == SUGGESTED else test)
    said, behind = claim(outcome)
    with st.container(border=True, gap="small"):
        st.markdown(f"**{literal(said, 600)}**")
        st.markdown(f":small[:gray[{literal(behind, 400)}]]")
        for words in cautions(outcome):
            st.markdown(f":small[:orange[:material/warning:] {words}]")
        plot = pair_plot(cache_explore.pair(data, one, two), charts.appearance())
        charts.show(plot, "explore.tests.pair", sentence=False)


@st.fragment
@guards.guarded
def _all(view: View, names: list[str]) -> None:
    rows = view.opened.data.rows
    with heading(_("One against all")):
        sample = f"{_('sample')} · " if rows > MANY_ROWS else ""
        st.caption(f"{sample}{whole(min(rows, MANY_ROWS))} {_('rows')}", width="content")
    with st.container(horizontal=True):
        against = _choose(_("Against"), names, "against", view.target or names[-1])
        how = controls.choose(
            st.selectbox, _("Care for many tests"), list(CORRECTIONS),
            key="explore.tests.correction", default="holm", format_func=CORRECTIONS.__getitem__,
        )  # fmt: skip
    found = corrected(cache_explore.tests_against(view.opened.data, against, MOST), how)
    charts.show(effects_plot(found, against, charts.appearance()), "explore.tests.all")
    others = len(names) - 1
    if others > MOST:
        st.caption(f"{_('The first')} {MOST} {_('of')} {whole(others)} {_('columns are tested.')}")


def _choose(label: str, names: list[str], key: str, default: str) -> str:
    chosen: str = controls.choose(
        st.selectbox, label, names, key=f"explore.tests.{key}", default=default,
        format_func=shorten,
    )  # fmt: skip
    return chosen


def _usual(view: View, names: list[str]) -> tuple[str, str]:
    varied = [column for column in view.opened.data.columns if column.unique > 1]
    second = view.target or next((column.name for column in reversed(varied)), names[-1])
    numeric = [column.name for column in varied if column.numeric and column.name != second]
    return next(iter(numeric), next(name for name in names if name != second)), second


def _title(name: str, fitting: tuple[str, ...]) -> str:
    if name == SUGGESTED:
        return f"{_('Suggested')}: {_(TESTS[fitting[0]].title)}"
    return _(TESTS[name].title) if name in TESTS else name
