"""A model from a file, and versions by what is known of them."""

from __future__ import annotations

from pathlib import PurePath

import pandas as pd
import streamlit as st

from mlcore.registry.importing import take_in
from mlcore.registry.search import MOST, search
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, guards, session
from pages.ui.words import _, moment

FILE, NAME = "models.import.file", "models.import.name"


def bring(space: Workspace) -> None:
    """Draw the wish to bring in a model that was exported elsewhere."""
    with st.expander(_("Bring in a model from a file"), type="compact"):
        guards.said("models.import")
        given = st.file_uploader(
            _("A zip file that Export wrote"),
            key=FILE,
            max_upload_size=200,
            help=_("It is looked through and must give its stored answers before it is kept."),
        )
        start = PurePath(given.name).stem if given else ""
        controls.text(_("Its name here"), key=NAME, placeholder=start, max_chars=100)
        st.button(
            _("Bring it in"),
            key="models.import",
            icon=":material/upload:",
            disabled=given is None,
            on_click=guards.callback(_take, "models.import"),
            args=(space,),
        )


def _take(space: Workspace) -> None:
    given = session.value(FILE, None)
    if given is None:
        return
    name = str(session.value(NAME, "")).strip() or PurePath(given.name).stem
    version = take_in(space.registry, given.getvalue(), name, given.name)
    st.toast(f"{name} v{version} {_('is here.')}", icon=":material/check:")


def find(space: Workspace) -> None:
    """Draw a search over all versions of all models."""
    with st.expander(_("Search all versions"), type="compact"):
        text = controls.text(
            _("Words"), key="models.search", placeholder=_("name, model, target, data, tag, note")
        )
        if text.strip():
            _found(space, text)


def _found(space: Workspace, text: str) -> None:
    entries = search(space.registry, text)
    if not entries:
        st.caption(_("No version has all these words."))
        return
    rows = [
        {
            _("Version"): f"{entry.name} v{entry.version}",
            _("In use"): ", ".join(entry.aliases),
            _("Tags"): ", ".join(entry.tags),
            _("Target"): entry.meta.target,
            _("Data"): entry.meta.dataset,
            _("Created"): moment(entry.created),
        }
        for entry in entries
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("Versions that were found"))
    if len(entries) == MOST:
        st.caption(f"{_('The first')} {MOST} {_('are shown.')}")
