"""What stands around a page: the workspace card under the navigation."""

from __future__ import annotations

import time

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.workspace.workspace import Workspace
from pages.ui import deleting, guards, session
from pages.ui.ahead import ahead
from pages.ui.words import _, code, literal, moment

STARTED = time.time()
"""When this process began to serve: the frame is imported before the first visitor."""
AWAY = 1800.0
"""Who was at work within so many seconds before the start is told of it."""
TOLD = 600.0
"""For so many seconds after the start."""
_RESTARTED = "frame.restarted"


def sidebar() -> None:
    """Draw the workspace card."""
    try:
        space = session.workspace()
    except LoupeError:
        return  # the page says why, once
    with guards.page(), st.sidebar:
        _workspace_card(space)
        ahead()


def alone() -> None:
    """Say that the pages run without the server, and what to do."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":orange[:material/warning:] **{_('Only the pages are running.')}**")
        start = f"{_('Start Loupe with')} {code('make run')}, {_('or')} "
        st.markdown(
            f"{_('Training and predictions over REST need the server.')} "
            f"{start}{code('streamlit run server.py')}."
        )


def _workspace_card(space: Workspace) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{literal(space.name, 40)}**")
        st.caption(f"{_('Workspace')} · {_('saved')} {moment(space.changed)}")
        _say_restarted(space)
        many = space.store.settings.workspaces == "many"
        label = _("Switch workspace") if many else _("Rename workspace")
        icon = ":material/swap_horiz:" if many else ":material/edit:"
        if st.button(label, icon=icon, type="tertiary", key="frame.switch"):
            _dialog(space)
        deleting.ask_workspace(space)


def _say_restarted(space: Workspace) -> None:
    """Say, in a session's first minutes, that the server restarted in the middle of the work."""
    if not session.present(_RESTARTED):
        away = STARTED - space.used
        session.put(_RESTARTED, 0 < away < AWAY)
    if session.value(_RESTARTED) and time.time() - STARTED < TOLD:
        st.markdown(
            f":material/restart_alt: {_('The server restarted at')} {moment(STARTED)}; "
            f"{_('nothing lost.')}"
        )


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
        st.button(
            _("Delete the workspace…"),
            type="tertiary",
            icon=":material/delete:",
            key="frame.delete",
            on_click=_delete,
        )


def _delete() -> None:
    deleting.start_workspace()  # one dialog cannot open another
    st.rerun()
