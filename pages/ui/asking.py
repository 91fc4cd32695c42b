"""Questions to databases and the web: the page goes on while they are answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from mlcore.data.sources.asked import Asked
from mlcore.errors import LoupeError
from mlcore.process.watch import Watch
from pages.ui import guards, session
from pages.ui.words import _

T = TypeVar("T")
_PATIENCE = 0.7
"""Seconds in which most answers come, so that nothing need flicker."""


def begin(key: str, about: Any, question: Callable[[Watch], Any]) -> None:
    """Ask *question* under *key*, in place of what was asked there before."""
    earlier = session.value(key)
    if earlier is not None:
        earlier[1].stop()
    session.put(key, (about, Asked(question)))


def under(key: str, about: Any) -> Asked[Any] | None:
    """Return what was asked under *key* when it was *about* this, else None."""
    found: tuple[Any, Asked[Any]] | None = session.value(key)
    return found[1] if found is not None and found[0] == about else None


def once(key: str, about: Any, question: Callable[[Watch], T]) -> Asked[T]:
    """Return what was asked under *key* about this; ask it when it was not yet."""
    if under(key, about) is None:
        begin(key, about, question)
    found: Asked[T] | None = under(key, about)
    assert found is not None
    return found


def forget(key: str) -> None:
    """Have the next one ask again."""
    session.put(key, None)


def result(key: str, asked: Asked[T]) -> T | None:
    """Return the answer that is there; draw why there is none, and the way to ask again."""
    try:
        return asked.answer()
    except LoupeError as error:
        guards.error_card(error)
        if "caret" in error.facts:
            st.code(error.facts["caret"], language=None)
        st.button(
            _("Try again"), icon=":material/restart_alt:", key=f"{key}.again",
            on_click=forget, args=(key,),
        )  # fmt: skip
        return None


def ready(key: str, asked: Asked[Any], words: str) -> bool:
    """Return True when the answer is there; draw until then that it is waited for."""
    if asked.wait(_PATIENCE):
        return True
    _waiting(key, asked, words)
    return False


@st.fragment(run_every=0.5)
@guards.guarded
def _waiting(key: str, asked: Asked[Any], words: str) -> None:
    """Draw the wait, and have the whole page drawn anew once it is over."""
    if asked.wait(0.0):
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/progress_activity: **{words}**", width="stretch")
        if st.button(_("Stop"), icon=":material/stop_circle:", key=f"{key}.stop"):
            asked.stop()
