"""One lesson: question, player, controls, words."""

from __future__ import annotations

import time
from functools import partial

import streamlit as st

from mlcore.learn.lesson import Chosen, Lesson, Places
from mlcore.numbers import whole
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import (
    cache_learn,
    charts,
    guards,
    learn_controls,
    learn_links,
    learn_model,
    learn_state,
    learn_words,
    session,
)
from pages.ui.cache_learn import Columns, Own, Played
from pages.ui.learn_player import player
from pages.ui.words import _

AHEAD = 0.06
"""Seconds from a lesson's figures to its controls."""


def lesson(space: Workspace, entry: Lesson) -> None:
    """Draw the lesson *entry*."""
    learn_state.begin(entry)
    presenter = _head(entry)
    asked = entry.matching(learn_state.chosen(entry))
    learn_words.question(entry, (asked and asked.question) or entry.question)
    opened = space.open_dataset()
    data, columns = _own(space, entry, opened)
    chosen = learn_state.chosen(entry)
    if presenter:
        st.set_page_config(initial_sidebar_state="collapsed")
        _stage(entry, chosen, data, columns)
        return
    left, right = st.columns([2.3, 1], gap="large")
    with left:  # first: the browser draws it while the rest is on its way
        shown = _stage(entry, chosen, data, columns)
    with right:
        _side(entry, shown, own=data is not None)
        _choices(space, entry, opened)
    if shown is not None:
        learn_words.texts(entry, chosen, shown.points)
    learn_links.to_training(entry, opened, columns)
    learn_links.to_understand(entry, columns)


def _own(space: Workspace, entry: Lesson, opened: Opened | None) -> tuple[Own, Columns]:
    """Return what of the reader's the lesson runs on."""
    if entry.own == "model":
        return learn_model.settled(entry, space)
    return learn_controls.settled(entry, opened)


def _choices(space: Workspace, entry: Lesson, opened: Opened | None) -> None:
    """Let what the lesson runs on be chosen."""
    if entry.own == "model":
        learn_model.choices(entry, space)
    else:
        learn_controls.choices(entry, opened)


def _side(entry: Lesson, shown: Played | None, *, own: bool) -> None:
    """Draw presets and parameters, and what can be moved by hand."""
    learn_controls.presets(entry)
    learn_controls.parameters(entry, own=own)
    if shown is not None:
        learn_controls.by_hand(entry, learn_state.chosen(entry), shown)


def _head(entry: Lesson) -> bool:
    """Draw the heading and the ways out; return whether the lesson is presented."""
    with st.container(gap="xxsmall"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.title(entry.title, anchor=False, width="content")
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                presenter = st.toggle(
                    _("Present"), key=learn_state.key(entry, learn_state.PRESENTER),
                    help=_("Larger, and only what a class needs to see."),
                    persist_state="session",
                )  # fmt: skip
                st.button(
                    _("All lessons"), key="learn.all", type="tertiary", icon=":material/apps:",
                    on_click=learn_state.close_lesson,
                )  # fmt: skip
        if not presenter:
            st.markdown(f":gray[{entry.lead}]")
    return bool(presenter)


def _stage(entry: Lesson, chosen: Chosen, data: Own, columns: Columns) -> Played | None:
    """Draw player and formula; return what is played, None when the lesson could not run."""
    learn_state.keep(entry, chosen, columns)
    shown: Played | None = None
    with guards.page():
        presenter = bool(session.value(learn_state.key(entry, learn_state.PRESENTER)))
        shown = cache_learn.played(entry.name, chosen, data, columns, charts.appearance())
        player(shown, entry.pace, presenter, partial(_moved, entry))
        _let_it_go(shown)
        learn_words.formulas(entry, chosen, shown.told[0])
        if not presenter:
            _below(shown)
    return shown


def _let_it_go(shown: Played) -> None:
    """Wait until the figures are on their way: the browser draws them before the rest comes."""
    if session.value("learn.drawn") != shown.drawn:
        session.put("learn.drawn", shown.drawn)
        time.sleep(AHEAD)


def _below(shown: Played) -> None:
    points = shown.points
    if points.left_out:
        left = f"{whole(points.left_out)} {_('are not: a value is missing, or there are too many')}"
        st.caption(f"{whole(points.rows)} {_('rows are shown')}; {left}.")
    for name, table in shown.tables:
        charts.behind(table, f"learn.table.{shown.lesson}.{name}", _("The numbers of all steps"))


def _moved(entry: Lesson, name: str, places: Places) -> None:
    session.put(learn_state.key(entry, name), places)
