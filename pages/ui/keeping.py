"""A table that was read becomes a version; the same one is told to be the same."""

from __future__ import annotations

import streamlit as st

from mlcore.data import versions
from mlcore.data.dataset import Dataset
from mlcore.workspace.workspace import Workspace
from pages.ui import session
from pages.ui.words import _, literal

_TOLD = "data.same"


def keep(space: Workspace, made: Dataset) -> None:
    """Keep *made* as a version and open it; remember when it was there before."""
    before = versions.same(space.store, space.id, made)
    version = space.keep_dataset(made)
    if before is not None:
        session.put(_TOLD, (before, (made.name, version)))


def said() -> None:
    """Say, once, that the table last loaded was there before."""
    told = session.value(_TOLD)
    if not told:
        return
    session.put(_TOLD, None)
    before, now = ((f"{literal(name, 60)} v{version}") for name, version in told)
    what = f"**{_('This is the same table as')} {before}.**"
    rest = _("It is open now; no version was added.")
    if told[0] != told[1]:
        rest = f"{_('It was kept as')} {now}."
    st.markdown(f":material/info: {what} {rest}")
