"""The list of lessons."""

from __future__ import annotations

import streamlit as st

from mlcore.learn.catalog import LESSONS
from mlcore.learn.lesson import Lesson
from pages.ui import learn_state
from pages.ui.learn_player import draw_ahead
from pages.ui.words import _


def tiles() -> None:
    """Draw a tile for each lesson."""
    with st.grid(3, min_column_width=260):
        for lesson in LESSONS:
            _tile(lesson)
    draw_ahead([lesson.name for lesson in LESSONS])


def _tile(lesson: Lesson) -> None:
    with st.container(border=True, height="stretch", gap="small"):
        st.markdown(f"##### :material/{lesson.icon}: {lesson.title}", anchors=False)
        st.markdown(f":small[:gray[{lesson.lead}]]")
        st.space("stretch")
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.badge(_runs_on(lesson), color="gray")
            st.button(
                _("Open"),
                key=f"learn.open.{lesson.name}",
                type="tertiary",
                icon=":material/arrow_forward:",
                icon_position="right",
                help=f"{_('Open')} {lesson.title}",
                on_click=learn_state.open_lesson,
                args=(lesson.name,),
            )


def _runs_on(lesson: Lesson) -> str:
    if lesson.own == "model":
        return _("Your model too")
    return _("Your columns too") if lesson.slots else _("Toy data")
