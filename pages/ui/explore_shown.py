"""Shown rows: what is selected in charts, honoured by the other views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import streamlit as st

from mlcore.numbers import significant, whole
from mlcore.plots.plot import Plot
from mlcore.plots.theme import CONFIG
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.subset import Condition, Subset
from pages.ui import cache_explore, charts, explore_picked, session
from pages.ui.explore_facts import View
from pages.ui.words import _, code, literal

_CLEARED = "explore.shown.cleared"
_CHANGED = "explore.shown.changed"


def shown(view: View, own: bool = False) -> View:
    """Draw which rows are shown, with a way back to all, and return the view of these rows.

    Parameters
    ----------
    view : View
        Of all rows.
    own : bool
        Whether the view is the one in which charts are made: what was chosen in them is told
        there, but the chart keeps its other rows.
    """
    condition, rows = _condition(view), view.opened.data.rows
    if condition is not None:
        part = cache_explore.subset(view.opened.data, condition)
        if part.rows:
            where = f"{code(condition.column)} {_('is')} {said(condition)}"
            _bar(view, part.rows, rows, where, _forget)
            view = _narrowed(view, part)
        else:
            _forget(view.opened.name)
    picked = explore_picked.chosen(view)
    if picked is None:
        return view
    _bar(view, picked[0].rows, rows, literal(picked[1], 200), explore_picked.forget, own)
    return view if own else _narrowed(view, picked[0])


def _bar(
    view: View, count: int, rows: int, where: str, forget: Callable[[str], None], own: bool = False
) -> None:
    """Say that *count* of the *rows* are shown, and why, beside the way back."""
    about = _("Facts, findings and the column chart stay about all rows.")
    if own:
        about = _("The other views show these rows; here the chart keeps all of its own.")
    with st.container(
        border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(
            f":material/filter_alt: **{_('Shown rows:')} {whole(count)} {_('of')} {whole(rows)}** "
            f"{_('where')} {where}. :small[:gray[{about}]]",
            width="stretch",
        )  # fmt: skip
        st.button(
            _("Show all rows"), key=f"explore.shown.clear{'' if forget is _forget else '.chart'}",
            icon=":material/filter_alt_off:", on_click=forget, args=(view.table.name,),
        )  # fmt: skip


def _narrowed(view: View, part: Subset) -> View:
    """Return the view of some of its rows, which keep their positions in the whole table."""
    before = view.positions
    positions = part.positions if before is None else before[part.positions]
    return View(view.space, view.opened, view.target, part, positions)


def said(condition: Condition) -> str:
    """Return a condition in words, as Markdown."""
    if condition.values:
        return f" {_('or')} ".join(literal(value, 32) for value in condition.values[:4])
    ends = [end if isinstance(end, str) else significant(end, 4)
            for end in (condition.low, condition.high)]  # fmt: skip
    return literal(f"{ends[0]} – {ends[1]}".replace("T", " "))


def draw(view: View, profile: ColumnProfile, plot: Plot, key: str) -> None:
    """Draw the column chart so that a selection in it chooses the rows that are shown."""
    if session.taken(_CHANGED):
        st.rerun()  # the chart is redrawn by itself: what it chose stands elsewhere on the page
    key = f"{key}.{view.opened.data.fingerprint[:12]}.{session.value(_CLEARED, 0)}"
    key = f"{key}.{view.opened.data.position(profile.name)}"
    st.plotly_chart(
        charts.selectable(plot.figure, box=False), key=key, config=CONFIG, alt=plot.alt,
        selection_mode=("points", "box"), theme=None,
        on_select=lambda: _choose(view.opened.name, profile, plot, session.value(key)),
    )  # fmt: skip
    st.markdown(f"**{literal(plot.lead, 300)}** {literal(plot.sentence, 600)}")
    st.caption(_("Click a bar: the other views then show these rows only."))


def _choose(name: str, profile: ColumnProfile, plot: Plot, state: Any) -> None:
    found = selected(profile, plot, dict(state["selection"]) if state else {})
    session.keep_value(_key(name), None if found is None else asdict(found))
    session.put(_CHANGED, True)


def selected(profile: ColumnProfile, plot: Plot, selection: dict[str, Any]) -> Condition | None:
    """Return what a selection in the chart of a column means; None when nothing is selected.

    Parameters
    ----------
    profile : ColumnProfile
        The column.
    plot : Plot
        Its chart, with one bar a bin or one bar a value.
    selection : dict
        Streamlit's: ``points`` with curve and index, ``box`` with ends along x.
    """
    bars = {
        (point["curve_number"], point["point_index"])
        for point in selection.get("points", ())
        if plot.figure.data[point["curve_number"]].type == "bar"
    }
    lying = any(plot.figure.data[curve].orientation == "h" for curve, _i in bars)
    if bars and lying:
        known = {value for value, _rows in profile.top}
        labels = [str(plot.table.iloc[i, 0]) for i in sorted({i for _curve, i in bars})]
        values = tuple(label for label in labels if label in known)
        return Condition(profile.name, values=values) if values else None
    return _range(profile, sorted(i for _curve, i in bars)) if bars else None


def _range(profile: ColumnProfile, bins: list[int]) -> Condition | None:
    if profile.histogram is None:
        return None
    edges = profile.histogram.edges
    low, high = edges[bins[0]], edges[bins[-1] + 1]
    return Condition(profile.name, low, high, closed=bins[-1] + 2 == len(edges))


def _key(name: str) -> str:
    return f"explore.shown.{name}"


def _condition(view: View) -> Condition | None:
    kept = session.saved(_key(view.opened.name))
    if not kept or kept["column"] not in view.opened.data.names:
        return None
    return Condition(**{**kept, "values": tuple(kept["values"])})


def _forget(name: str) -> None:
    session.keep_value(_key(name), None)
    session.put(_CLEARED, session.value(_CLEARED, 0) + 1)
