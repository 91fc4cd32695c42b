"""What stands around a page: the workspace card under the navigation."""

from __future__ import annotations

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, session
from pages.ui.words import _, literal, moment


def sidebar() -> None:
    """Draw the workspace card."""
    try:
        space = session.workspace()
    except LoupeError:
        return  # the page says why, once
    with guards.page(), st.sidebar.container(border=True, gap="xsmall"):
        st.markdown(f"**{literal(space.name, 40)}**")
        st.caption(f"{_('Workspace')} · {_('saved')} {moment(space.changed)}")
        many = space.store.settings.workspaces == "many"
        label = _("Switch workspace") if many else _("Rename workspace")
        icon = ":material/swap_horiz:" if many else ":material/edit:"
        if st.button(label, icon=icon, type="tertiary", key="frame.switch"):
            _dialog(space)


@st.dialog(_("Workspace"))
def _dialog(space: Workspace) -> None:
    name = st.text_input(_("Name"), space.name, max_chars=80, key="frame.name")
    with st.container(horizontal=True):
        if st.button(_("Keep the name"), type="primary", key="frame.rename"):
            space.rename(name)
            st.rerun()
        if space.store.settings.workspaces == "many" and st.button(
            _("Start a new workspace"),
            key="frame.new",
            help=_("This one stays: keep its address to come back."),
        ):
            session.leave()
            st.rerun()
