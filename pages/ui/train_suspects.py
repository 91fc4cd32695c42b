"""Columns that should not be learnt from, told before the start, left out with one click."""

from __future__ import annotations

import streamlit as st

from mlcore.numbers import listed
from mlcore.types import StepSpec
from mlcore.workspace import editing
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_train, guards
from pages.ui.words import _, code


def card(space: Workspace, opened: Opened, target: str) -> None:
    """Draw a line for leaks and one for columns that only name the rows."""
    leaks, names = cache_train.doubtful(opened.data, space.recipe(opened.name), target)
    if leaks:
        _line(space, opened, leaks, f":red[:material/error:] {{names}} {_told(leaks)}", "leaks")
    if names:
        one = _("only names the rows: there is nothing to learn from it.")
        more = _("only name the rows: there is nothing to learn from them.")
        words = one if len(names) == 1 else more
        _line(space, opened, names, f":orange[:material/warning:] {{names}} {words}", "names")


def _told(leaks: tuple[str, ...]) -> str:
    if len(leaks) == 1:
        return _("alone tells the target almost perfectly: is it known before the answer?")
    return _("each tell the target almost perfectly: are they known before the answer?")


def _line(
    space: Workspace, opened: Opened, columns: tuple[str, ...], words: str, kind: str
) -> None:
    _history, revision = space.history(opened.name)
    shown = listed([code(name, 32) for name in columns])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(words.format(names=shown), width="content")
        st.button(
            _("Leave out"), key=f"train.suspects.{kind}", type="tertiary",
            icon=":material/playlist_add:", on_click=_drop, args=(space, opened, revision, columns),
            help=_("Adds a step to the recipe; Clean takes it back."),
        )  # fmt: skip


@guards.callback
def _drop(space: Workspace, opened: Opened, revision: int, columns: tuple[str, ...]) -> None:
    step = StepSpec("drop", columns)
    editing.edit(space, opened.name, revision, f"suspects {columns}", editing.added(step))
