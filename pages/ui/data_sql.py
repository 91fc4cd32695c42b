"""Bringing in the answer of a database: a connection by name, one SELECT, preview, load."""

from __future__ import annotations

import streamlit as st

from mlcore.data.sources import connections, sql
from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.settings import Settings
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_sources, controls, guards, keeping, session, upload_preview
from pages.ui.head import heading
from pages.ui.words import _, literal

ASKED = "data.sql.asked"


def loader(space: Workspace) -> bool:
    """Draw the query and, once it was run, its first rows; return True while they are shown."""
    settings = space.store.settings
    known = connections.names(settings)
    if not known:
        _none_yet()
        return False
    left, right = st.columns([2.4, 1], gap="large")
    with right:
        name = controls.choose(
            st.selectbox, _("Connection"), known, key="data.sql.connection", default=known[0]
        )
        _tables(name, settings)
    with left:
        text = controls.area(
            _("One SELECT"), key=f"data.sql.text.{name}", height=140,
            placeholder="SELECT * FROM …",
            help=_("It is run read only; nothing in the database can change."),
        )  # fmt: skip
        query = sql.Query(text.strip(), name)
        if st.button(_("Preview"), key="data.sql.run", icon=":material/play_arrow:"):
            session.put(ASKED, query)
            cache_sources.forget_query(query, settings)
        if text.strip() and session.value(ASKED) == query:
            return _previewed(space, query)
    return False


def _none_yet() -> None:
    st.markdown(_("No database is set up yet."))
    st.markdown(_("Whoever runs Loupe names one in the environment or in the file of connections:"))
    st.code('[connections]\nshop = "postgresql://reader:password@host/shop"', language="toml")


def _tables(name: str, settings: Settings) -> None:
    """Draw the tables of the connection with their columns."""
    with heading(_("Tables")):
        pass
    try:
        found = cache_sources.tables(name, settings)
    except LoupeError as error:
        guards.error_card(error)
        return
    for table, columns in found[:30]:
        with st.expander(literal(table, 40), type="compact"):
            st.markdown(", ".join(literal(column, 40) for column in columns[:100]))
    if len(found) > 30:
        st.caption(f"{whole(len(found) - 30)} {_('more tables')}")


def _previewed(space: Workspace, query: sql.Query) -> bool:
    settings = space.store.settings
    try:
        seen = cache_sources.query(query, settings)
    except LoupeError as error:
        guards.error_card(error)
        if "caret" in error.facts:
            st.code(error.facts["caret"], language=None)
        return False
    upload_preview.first_rows(seen, query.label)
    if not seen.whole:
        st.caption(f"{_('At most')} {count(settings.query_rows, 'row')} {_('are loaded.')}")
        if st.button(_("Count all rows"), key="data.sql.count", type="tertiary"):
            with st.skeleton(height=24):
                number = sql.count(query, settings)
            st.markdown(f"{_('The whole answer has')} {count(number, 'row')}.")
    if st.button(_("Load the answer"), type="primary", key="data.sql.load",
                 icon=":material/download_done:"):  # fmt: skip
        with st.skeleton(height=120):
            keeping.keep(space, sql.read(query, space.store.objects, settings))
        session.put(ASKED, None)
        st.rerun()
    return True
