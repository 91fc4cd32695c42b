"""Adding a step: find it by family or word, choose columns and settings."""

from __future__ import annotations

from functools import partial

import streamlit as st

from mlcore.cleaning.catalogue import FAMILIES, STEPS, Step
from mlcore.cleaning.preview import Columns
from pages.ui import clean_add, clean_form, controls
from pages.ui.clean_cards import Work
from pages.ui.words import _, literal, muted

PREFIX = "clean.new"
PLACE = "clean.add"
BY_NAME = {entry.name: entry for entry in STEPS}


def builder(work: Work, columns: Columns) -> None:
    """Draw the choice of a step, its form for a table of *columns*, and the button that adds it."""
    st.subheader(_("Add a step"), anchor=False)
    with st.container(border=True, gap="small"):
        family = controls.choose(
            st.pills, _("Family"), FAMILIES, key="clean.family", format_func=muted,
            label_visibility="collapsed",
        )  # fmt: skip
        offered = [entry.name for entry in STEPS if family in (None, entry.family)]
        name = controls.choose(
            st.selectbox, _("Step"), offered, key="clean.step", default=offered[0],
            format_func=_found_by, help=_("Type to search, also by words such as “outlier”."),
        )  # fmt: skip
        entry = BY_NAME[name]
        st.markdown(_facts(entry))
        clean_form.form(entry, columns, PREFIX)
        st.button(
            _("Add this step"),
            type="primary",
            icon=":material/playlist_add:",
            key="clean.add",
            on_click=_add,
            args=(work, entry),
        )
        clean_add.under(work, PLACE)


def _found_by(name: str) -> str:
    entry = BY_NAME[name]
    return f"{entry.title} · {', '.join(entry.words[:3])}"


def _facts(entry: Step) -> str:
    marks = ""
    if entry.scope == "rows":
        marks = f" :gray-badge[{_('training only')}]"
    elif entry.fitted:
        marks = f" :gray-badge[{_('refitted in every fold when you train')}]"
    return f":gray[{literal(entry.sentence, 200)}]{marks}"


def _add(work: Work, entry: Step) -> None:
    read = partial(clean_form.collect, entry, PREFIX)
    clean_add.add_read(work, PLACE, "add", read, partial(clean_form.clear, entry, PREFIX))
