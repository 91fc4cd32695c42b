"""A version leaves: as a file prepared when asked, or into a table of a database."""

from __future__ import annotations

import streamlit as st

from mlcore.data import export, versions
from mlcore.data.sources import target
from mlcore.data.sources.target import MODES, Mode, Target
from mlcore.data.versions import Version
from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.workspace import moving
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards, session
from pages.ui.clean_export import MIMES, WORDS
from pages.ui.words import _

WAYS: dict[Mode, str] = {
    "create": _("Make a new table"),
    "replace": _("Replace the table"),
    "append": _("Add the rows to it"),
}


def download(space: Workspace, item: Version) -> None:
    """Draw the choice of format and the button; the file is made when it is pressed.

    A version never changes, so the file is the table as it was listed, whatever is loaded
    meanwhile.
    """
    suffix = controls.segments(
        _("As a file"), list(export.FORMATS), key="data.format", default=".csv",
        words=lambda ending: WORDS[ending],
    )  # fmt: skip
    why = _refusal(item, suffix)
    st.download_button(
        f"{_('Download')} v{item.version}",
        lambda: _content(space, item, suffix),
        export.file_name(item.name, item.version, suffix),
        MIMES[suffix],
        icon=":material/download:",
        on_click="ignore",
        key="data.download",
        disabled=bool(why),
    )
    if why:
        st.caption(why)


def _refusal(item: Version, suffix: str) -> str:
    try:
        export.check_excel(item.rows, item.columns, suffix)
    except LoupeError as error:
        return error.what
    return ""


def _content(space: Workspace, item: Version, suffix: str) -> bytes:
    return export.download(versions.load(space.store, space.id, item.name, item.version), suffix)


def to_database(space: Workspace, item: Version) -> None:
    """Draw the form that writes the version to a table, where a database is set up for it."""
    known = target.names(space.store.settings)
    if not known:
        return
    part = st.expander(
        _("Write it to a database"), type="compact", icon=":material/database:",
        key="data.target", on_change="rerun",
    )  # fmt: skip
    if not part.open:
        return
    with part, guards.page():
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            name = controls.choose(
                st.selectbox, _("Database"), known, key="data.target.name", default=known[0],
                width=180,
            )  # fmt: skip
            table = controls.text(_("Table"), key="data.target.table", width=220)
            mode = controls.segments(
                _("If it is there"), list(MODES), key="data.target.mode", default="create",
                words=lambda way: WAYS[way],
            )  # fmt: skip
        asked = Target(name, table.strip(), mode)
        if st.button(f"{_('Write')} {count(item.rows, 'row')}", key="data.target.write",
                     icon=":material/upload:", disabled=not asked.table):  # fmt: skip
            _write(space, item, asked)


def _write(space: Workspace, item: Version, asked: Target) -> None:
    moving.send(space, item.name, item.version, asked, session.step_id("data.target"))
    session.step_done("data.target")
    st.rerun()
