"""What people say of a version, in what it differs from the champion, and deleting it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.numbers import MISSING
from mlcore.registry.comparison import differences
from mlcore.registry.entries import VersionEntry
from mlcore.registry.remarks import LONGEST_NOTE, annotate
from mlcore.registry.removal import remove
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, session
from pages.ui.words import _, literal

PARTS = {
    "model": _("Model"),
    "scores": _("Score"),
    "data": _("Data"),
    "inputs": _("Input"),
    "recipe": _("Recipe"),
    "plan": _("Plan"),
    "libraries": _("Made with"),
}


def marks(space: Workspace, version: VersionEntry) -> None:
    """Draw tags and note of *version* with the fields to change them."""
    tags = " · ".join(literal(tag, 40) for tag in version.tags)
    if tags or version.note:
        st.markdown(f":small[{tags}]  \n:small[:gray[{literal(version.note, 300)}]]")
    with st.expander(_("Tags and note"), type="compact"):
        key = f"models.marks.{version.name}.{version.version}"
        with st.form(key, border=False):
            st.text_input(
                _("Tags, with commas between"), ", ".join(version.tags), key=f"{key}.tags",
                placeholder=_("for example: winter, approved"),
            )  # fmt: skip
            st.text_area(_("Note"), version.note, key=f"{key}.note", max_chars=LONGEST_NOTE)
            st.form_submit_button(
                _("Keep"), on_click=_keep, args=(space, version, key), key=f"{key}.keep"
            )
        st.button(
            f"{_('Delete version')} {version.version}…",
            icon=":material/delete:",
            type="tertiary",
            key="models.delete",
            on_click=session.put,
            args=("models.deleting", version.version),
        )
    if session.value("models.deleting", None) == version.version:
        _ask(space, version)


def changed(space: Workspace, version: VersionEntry, champion: VersionEntry | None) -> None:
    """Draw in what *version* differs from the champion."""
    if champion is None or champion.version == version.version:
        return
    with st.expander(f"{_('What differs from')} v{champion.version}", type="compact"):
        found = differences(space.registry, version.name, champion.version, version.version)
        rows = [
            {
                _("Part"): PARTS[one.part],
                _("What"): one.what,
                f"v{champion.version}": one.before or MISSING,
                f"v{version.version}": one.after or MISSING,
            }
            for one in found
        ]
        if rows:
            st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("Differences of two versions"))
        else:
            st.caption(_("Nothing: the same data, recipe, plan, settings and libraries."))


@guards.callback
def _keep(space: Workspace, version: VersionEntry, key: str) -> None:
    tags = str(session.value(f"{key}.tags", "")).split(",")
    note = str(session.value(f"{key}.note", ""))
    annotate(space.registry, version.name, version.version, tags, note)


@st.dialog(_("Delete a version"), on_dismiss=lambda: session.put("models.deleting", None))
@guards.guarded
def _ask(space: Workspace, version: VersionEntry) -> None:
    words = _("goes for good, with its files. Its number is not given again.")
    st.markdown(f"**{literal(version.name, 60)} v{version.version}** {words}")
    if version.aliases:
        held = literal(", ".join(version.aliases), 80)
        st.markdown(
            f":orange[:material/warning:] {_('It is')} {held}: {_('it stays until moved.')}"
        )
    with st.container(horizontal=True):
        st.button(
            _("Delete"),
            type="primary",
            key="models.delete.yes",
            disabled=bool(version.aliases),
            on_click=_delete,
            args=(space, version),
        )
        st.button(_("Keep it"), key="models.delete.no", on_click=_close)


def _close() -> None:
    session.put("models.deleting", None)


@guards.callback
def _delete(space: Workspace, version: VersionEntry) -> None:
    session.put("models.deleting", None)
    remove(space.registry, version.name, version.version)
