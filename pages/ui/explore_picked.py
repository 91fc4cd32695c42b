"""Rows that are chosen in a chart of one's own: the other views show them alone."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.plots.chart_picks import picked, said
from mlcore.plots.plot import Plot
from mlcore.plots.theme import CONFIG
from mlcore.profiling.chart.numbers import ChartData
from mlcore.profiling.chart.picked import from_json
from mlcore.profiling.subset import Subset
from mlcore.types import fingerprint
from pages.ui import cache_explore, charts, session
from pages.ui.explore_facts import View
from pages.ui.words import _, literal

_CLEARED = "explore.picked.cleared"
_CHANGED = "explore.picked.changed"
_BARS = ("bar", "histogram")


def draw(view: View, value: ChartData, plot: Plot) -> None:
    """Draw *plot* so that what is selected in it is chosen for the other views."""
    if session.taken(_CHANGED):
        st.rerun()  # the chart is redrawn by itself: what it chose stands elsewhere on the page
    mark = fingerprint(view.opened.data.fingerprint, value.spec)[:12]
    key = f"explore.chart.{mark}.{session.value(_CLEARED, 0)}"
    bars = value.spec.kind in _BARS
    st.plotly_chart(
        charts.selectable(plot.figure, box=not bars), key=key, config=CONFIG, alt=plot.alt,
        theme=None,
        selection_mode="points" if bars else "box",  # with both, dragging would move the chart
        on_select=lambda: _choose(view, value, plot, session.value(key)),
    )  # fmt: skip
    st.markdown(f"**{literal(plot.lead, 300)}** {literal(plot.sentence, 600)}")
    how = _("Click a bar:") if bars else _("Drag over the chart:")
    st.caption(f"{how} {_('the other views then show these rows only.')}")
    charts.behind(plot.table, "explore.chart")


def chosen(view: View) -> tuple[Subset, str] | None:
    """Return the rows of *view* that were chosen in a chart, and what they are, in words.

    A choice that was made among other rows is forgotten, and that is said.
    """
    name = view.table.name
    kept = session.saved(_key(name))
    if not kept:
        return None
    try:
        data = view.opened.data
        found = from_json(kept["picked"])
        part = cache_explore.chosen(data, found) if found.of == data.fingerprint else None
    except LoupeError:  # the columns of the chart are not there any more
        part = None
    if part is None or not part.rows:
        forget(name)
        st.caption(f":material/info: {_('The choice in the chart was of other rows; it is gone.')}")
        return None
    return part, kept["said"]


def forget(name: str) -> None:
    """Choose nothing any more in the charts of the table *name*."""
    session.keep_value(_key(name), None)
    session.put(_CLEARED, session.value(_CLEARED, 0) + 1)


def _choose(view: View, value: ChartData, plot: Plot, state: Any) -> None:
    selection = dict(state["selection"]) if state else {}
    found = picked(value, plot.figure, selection, view.opened.data.fingerprint)
    kept = None if found is None else {"picked": asdict(found), "said": said(value, found)}
    session.keep_value(_key(view.opened.name), kept)
    session.put(_CHANGED, True)


def _key(name: str) -> str:
    return f"explore.picked.{name}"
