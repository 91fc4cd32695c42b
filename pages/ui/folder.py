"""Taking a file from a folder of the server that the settings allow."""

from __future__ import annotations

import streamlit as st

from mlcore.data import folders
from mlcore.data.read import read
from mlcore.types import fingerprint
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards, keeping, session
from pages.ui.upload_options import chosen_for
from pages.ui.upload_preview import Place, previewed
from pages.ui.words import _, shorten

_DONE = "folder.done"


def loader(space: Workspace) -> bool:
    """Draw the files of the allowed folders and the preview of one; return True then."""
    settings = space.store.settings
    places = folders.allowed(settings)
    if not places:
        st.caption(_("The folders that are allowed are not there."))
        return False
    with guards.page():
        title = controls.choose(
            st.selectbox, _("Folder"), list(places), key="folder.which", default=next(iter(places))
        )
        if session.value(_DONE):
            session.put(_DONE, False)
            session.put("folder.file", None)
        listed = {entry.name: entry for entry in folders.listing(places[title])}
        name = controls.choose(
            st.selectbox, _("File"), list(listed), key="folder.file",
            format_func=lambda name: f"{shorten(name, 60)} · {listed[name].size / 1e6:,.1f} MB",
            placeholder=_("Choose a file") if listed else _("There is no table in this folder"),
        )  # fmt: skip
        if name is None:
            return False
        path = folders.inside(places[title], name)
        state = path.stat()
        mark = fingerprint("file", str(path), state.st_size, state.st_mtime_ns)
        if previewed(Place(path, mark, path.name)):
            store = space.store
            made = read(path, store.objects, chosen_for(mark), settings=settings)
            keeping.keep(space, made)
            session.put(_DONE, True)
            st.rerun()
        return True
    return False
