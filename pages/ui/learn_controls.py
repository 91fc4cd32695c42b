"""What can be chosen in a lesson: a preset, each parameter, the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mlcore.data.dataset import Dataset
from mlcore.learn.lesson import Chosen, Handle, Lesson, Parameter, Places
from mlcore.learn.points import Slot
from mlcore.workspace.workspace import Opened
from pages.ui import learn_state, session
from pages.ui.cache_learn import Columns, Played
from pages.ui.words import _, literal, muted, shorten


def presets(lesson: Lesson) -> None:
    """Draw the presets; the one that the controls make up is marked."""
    if not lesson.presets:
        return
    now = lesson.matching(learn_state.chosen(lesson))
    names = {preset.name: preset for preset in lesson.presets}
    mine = learn_state.key(lesson, "preset")
    session.put(mine, now.name if now else None)

    def take() -> None:
        picked = session.value(mine)
        if picked:
            learn_state.take(lesson, names[picked])

    st.pills(
        _("Try"), list(names), key=mine, on_change=take,
        format_func=lambda name: muted(names[name].label), wrap=True,
        help=_("Ready choices; some fail on purpose."),
    )  # fmt: skip


def parameters(lesson: Lesson, own: bool) -> None:
    """Draw each parameter that matters for what is chosen, and the seed.

    Parameters
    ----------
    lesson : Lesson
        Whose.
    own : bool
        Whether it runs on the reader's own data: what shapes the toy data is left out.
    """
    chosen = learn_state.chosen(lesson)
    for parameter in lesson.parameters:
        if lesson.shown(parameter, chosen) and not (own and parameter.toy):
            _parameter(lesson, parameter)
    st.number_input(
        _("Seed"), min_value=0, max_value=9999, step=1, key=learn_state.key(lesson, "seed"),
        help=_("Draws the toy data and every random choice: the same seed replays the same run."),
        persist_state="session",
    )  # fmt: skip


def by_hand(lesson: Lesson, chosen: Chosen, shown: Played) -> None:
    """Say what can be moved in the views; of a handle that was, offer the way back."""
    if shown.dials:
        st.caption(f":material/drag_pan: {_('Drag a ringed mark in the pictures, or step.')}")
    for handle in lesson.handles:
        if handle.name in shown.handles:
            _handle(lesson, handle, chosen.put(handle.name))


def _parameter(lesson: Lesson, parameter: Parameter) -> None:
    key = learn_state.key(lesson, parameter.name)
    looks: dict[str, Any] = {"key": key, "help": parameter.help or None, "persist_state": "session"}
    if isinstance(parameter.default, bool):
        st.toggle(parameter.label, **looks)
    elif not parameter.labels:
        st.select_slider(parameter.label, parameter.values, format_func=parameter.words, **looks)
    elif sum(map(len, parameter.labels)) <= 24:
        st.segmented_control(
            parameter.label, parameter.values, required=True,
            format_func=lambda value: muted(parameter.words(value)), **looks,
        )  # fmt: skip
    else:
        st.selectbox(parameter.label, parameter.values, format_func=parameter.words, **looks)


def _handle(lesson: Lesson, handle: Handle, places: Places) -> None:
    if not places:
        st.caption(f":material/drag_pan: {handle.help}")
        return
    st.button(
        f"{_('Put back')}: {handle.label}", key=learn_state.key(lesson, f"{handle.name}.reset"),
        icon=":material/undo:", type="tertiary",
        on_click=session.put, args=(learn_state.key(lesson, handle.name), ()),
    )  # fmt: skip


def settled(lesson: Lesson, opened: Opened | None) -> tuple[Dataset | None, Columns]:
    """Return the columns of the open data set it runs on; those that do not fit are replaced."""
    fits = _fits(lesson, opened)
    if opened is None or not possible(lesson, fits) or not _own(lesson):
        return None, ()
    picked: dict[str, str] = {}
    for slot in lesson.slots:
        free = _free(fits[slot.name], picked)
        key = learn_state.key(lesson, f"{learn_state.COLUMN}{slot.name}")
        if session.value(key) not in free:
            session.put(key, free[0])
        picked[slot.name] = session.value(key)
    return opened.data, tuple(picked.items())


def choices(lesson: Lesson, opened: Opened | None) -> None:
    """Let toy data or columns of the open data set be chosen; :func:`settled` went before."""
    if not lesson.slots:
        return
    fits = _fits(lesson, opened)
    if opened is None or not possible(lesson, fits):
        _missing(lesson, opened, _own(lesson))
        return
    names = {
        learn_state.TOY: _("Toy data"),
        learn_state.OWN: shorten(opened.name, 24),
    }
    st.segmented_control(
        _("Runs on"), list(names), key=learn_state.key(lesson, learn_state.DATA), required=True,
        format_func=lambda name: muted(names[name]), persist_state="session",
    )  # fmt: skip
    if _own(lesson):
        _columns(lesson, fits)


def _fits(lesson: Lesson, opened: Opened | None) -> dict[str, list[str]]:
    """Return the columns that fit, by slot; none where nothing is open."""
    return {} if opened is None else {s.name: suitable(opened.data, s) for s in lesson.slots}


def _own(lesson: Lesson) -> bool:
    return bool(session.value(learn_state.key(lesson, learn_state.DATA)) == learn_state.OWN)


def _free(fit: list[str], picked: Mapping[str, str]) -> list[str]:
    """Return those of *fit* that no other slot has; all when none is left."""
    return [name for name in fit if name not in picked.values()] or fit


def _missing(lesson: Lesson, opened: Opened | None, wanted: bool) -> None:
    if opened is None:
        words = _("Open a data set to run this lesson on its columns.")
        if wanted:
            words = _("The link runs on columns of a data set that is not open: toy data instead.")
    else:
        slots = ", ".join(slot.label for slot in lesson.slots)
        words = f"{literal(opened.name, 30)} {_('lacks the columns for')}: {slots}."
    st.caption(f":material/info: {words}")


def suitable(table: Dataset, slot: Slot) -> list[str]:
    """Return the columns of *table* that fit *slot*, most usual first."""
    if slot.kind == "class":
        return [c.name for c in table.columns if 2 <= c.unique <= slot.classes]
    numbers = [
        c.name
        for c in table.columns
        if c.kind in ("integer", "number") and c.unique > 2 and c.missing < table.rows
    ]
    if slot.kind == "order":
        times = [c.name for c in table.columns if c.kind == "date" and c.missing < table.rows]
        return [*times, *numbers]
    return numbers


def possible(lesson: Lesson, fits: dict[str, list[str]]) -> bool:
    """Return True when each slot of *lesson* can have a column of its own."""
    if not fits:
        return False
    before: set[str] = set()
    for slot in sorted(lesson.slots, key=lambda slot: len(fits[slot.name])):
        free = [name for name in fits[slot.name] if name not in before]
        if not free:
            return False
        before.add(free[0])
    return True


def _columns(lesson: Lesson, fits: dict[str, list[str]]) -> None:
    picked: dict[str, str] = {}
    for slot in lesson.slots:
        key = learn_state.key(lesson, f"{learn_state.COLUMN}{slot.name}")
        free = _free(fits[slot.name], picked)
        picked[slot.name] = st.selectbox(
            slot.label, free, key=key, format_func=shorten, persist_state="session"
        )
