"""The words of a lesson: the question, this step's formula, texts, code and sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import streamlit as st

from mlcore.learn.lesson import Chosen, Lesson, Question, Told
from mlcore.learn.points import Points
from pages.ui import learn_state
from pages.ui.words import _, muted

MARKS = re.compile(r"[\\{}$&#_^~]")


def question(lesson: Lesson, asked: Question) -> None:
    """Ask before the reveal; once answered, say what is right and why."""
    key = learn_state.key(lesson, f"answer.{asked.text}")
    with st.container(border=True, gap="xsmall"):
        answer = st.pills(
            f"**{_('Before you step:')}** {asked.text}", list(range(len(asked.options))), key=key,
            format_func=lambda option: muted(asked.options[option]), persist_state="session",
        )  # fmt: skip
        if answer is None:
            return
        right = answer == asked.right
        mark = ":green[:material/check_circle:]" if right else ":orange[:material/cancel:]"
        told = _("Yes.") if right else f"{_('No:')} {_lower(asked.options[asked.right])}."
        st.markdown(f"{mark} **{told}** {asked.why}")


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def formulas(lesson: Lesson, chosen: Chosen, told: Told) -> None:
    """Draw the formulas; the player puts the numbers of its step into them."""
    for number, formula in enumerate(lesson.formulas(chosen)):
        with st.container(key=f"learn_formula_{number}"):
            st.latex(filled(formula, told.numbers if number == told.formula else ()))


def filled(formula: str, numbers: tuple[str, ...]) -> str:
    """Return *formula* with a text in each of its places, which the player finds again."""
    rest = iter(numbers)
    return re.sub("#", lambda _place: rf"\text{{{_plain(next(rest, '·'))}}}", formula)


def _plain(number: str) -> str:
    """Return *number* as TeX; a name with marks that TeX would read waits for the player."""
    return "·" if MARKS.search(number) else number.replace("−", "-").replace("%", r"\%")


@st.fragment
def texts(lesson: Lesson, chosen: Chosen, points: Points) -> None:
    """Draw the short text, and the longer one, code and sources: each once it is opened."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("In short"), anchor=False)
        st.markdown(lesson.newcomer)
        st.markdown(f":small[:gray[{lesson.same}]]")
    with right:
        _fold(lesson, "student", _("For a student"), "school", lambda: st.markdown(lesson.student))
        _fold(
            lesson, "code", _("The same in Python"), "code",
            lambda: st.code(lesson.code(points, chosen), language="python"),
        )  # fmt: skip
        _fold(lesson, "sources", _("Where it comes from"), "menu_book", partial(_sources, lesson))


def _fold(lesson: Lesson, name: str, label: str, icon: str, draw: Callable[[], object]) -> None:
    """Draw something to open; what is in it comes only then."""
    box = st.expander(
        label, icon=f":material/{icon}:", key=learn_state.key(lesson, f"fold.{name}"),
        on_change="rerun",
    )  # fmt: skip
    if box.open:
        with box:
            draw()


def _sources(lesson: Lesson) -> None:
    for source in lesson.sources:
        link = f" [{_('source')}]({source.url})" if source.url else ""
        st.markdown(f"{source.text}{link}")
