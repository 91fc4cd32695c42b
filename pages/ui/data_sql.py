"""Bringing in the answer of a database: a connection by name, one SELECT, preview, load."""

from __future__ import annotations

import re
from dataclasses import replace

import streamlit as st

from mlcore.data.preview import Preview
from mlcore.data.sources import connections, sql
from mlcore.data.sources.asked import Asked
from mlcore.data.sources.bound import Value
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.settings import Settings
from mlcore.workspace import moving
from mlcore.workspace.workspace import Workspace
from pages.ui import asking, controls, session, upload_preview
from pages.ui.head import heading
from pages.ui.words import _, literal

ASKED, COUNT = "data.sql.asked", "data.sql.counted"
_NUMBER = r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"
VALUES = {"text": _("Text"), "number": _("Number"), "truth": _("Yes or no")}


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
            help=_(
                "It is run read only; nothing in the database can change. Write :name where a "
                "value belongs that you give below."
            ),
        )  # fmt: skip
        query = _with_values(sql.Query(text.strip(), name), settings)
        if st.button(_("Preview"), key="data.sql.run", icon=":material/play_arrow:"):
            asking.begin(ASKED, query, lambda watch: sql.preview(query, settings, watch))
        asked = asking.under(ASKED, query)
        if text.strip() and asked is not None:
            return _previewed(space, query, asked)
    return False


def _with_values(query: sql.Query, settings: Settings) -> sql.Query:
    """Draw a field for each value that *query* asks for, and return it with them."""
    found = [(name, _value(name)) for name in sql.asked_for(query, settings)]
    return replace(query, values=tuple(found))


def _value(name: str) -> Value:
    key = f"data.sql.value.{name}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = controls.text(literal(f":{name}", 40), key=key, placeholder=_("missing"))
        kind = controls.choose(
            st.selectbox, f"{_('What')} {literal(f':{name}', 40)} {_('is')}", list(VALUES),
            key=f"{key}.kind", default="text", format_func=VALUES.__getitem__, width=150,
        )  # fmt: skip
    return value_of(said, kind)


def value_of(said: str, kind: str) -> Value:
    """Return what a person typed as a value of *kind*; nothing typed is a missing value.

    A number that is none stays a text, so that the database says what is wrong with it.
    """
    if kind == "text":
        return said or None
    bare = said.strip()
    if not bare:
        return None
    if kind == "truth":
        return bare.lower() in ("true", "yes", "1")
    if re.fullmatch(r"[-+]?\d+", bare):
        return int(bare)
    return float(bare) if re.fullmatch(_NUMBER, bare) else said


def _none_yet() -> None:
    st.markdown(_("No database is set up yet."))
    st.markdown(_("Whoever runs Loupe names one in the environment or in the file of connections:"))
    st.code('[connections]\nshop = "postgresql://reader:password@host/shop"', language=None)


def _tables(name: str, settings: Settings) -> None:
    """Draw the tables of the connection with their columns."""
    with heading(_("Tables")):
        pass
    key = f"data.sql.tables.{name}"
    asked = asking.once(key, name, lambda watch: sql.tables(name, settings, watch))
    if not asking.ready(key, asked, _("Looking what is there")):
        return
    found = asking.result(key, asked) or ()
    for table, columns in found[:30]:
        with st.expander(literal(table, 40), type="compact"):
            st.markdown(", ".join(literal(column, 40) for column in columns[:100]))
    if len(found) > 30:
        st.caption(f"{whole(len(found) - 30)} {_('more tables')}")


def _previewed(space: Workspace, query: sql.Query, asked: Asked[Preview]) -> bool:
    settings = space.store.settings
    if not asking.ready(ASKED, asked, _("The database is asked")):
        return True
    seen = asking.result(ASKED, asked)
    if seen is None:
        return False
    upload_preview.first_rows(seen, query.label)
    if not seen.whole:
        st.caption(f"{_('At most')} {count(settings.query_rows, 'row')} {_('are loaded.')}")
        _count(query, settings)
    if controls.pressed(_("Load the answer"), key="data.sql.load", of=query.label, type="primary",
                        icon=":material/download_done:"):  # fmt: skip
        moving.bring_query(space, query, session.step_id("data.sql.load"))
        session.step_done("data.sql.load")
        asking.forget(ASKED)
        st.rerun()
    return True


def _count(query: sql.Query, settings: Settings) -> None:
    if st.button(_("Count all rows"), key="data.sql.count", type="tertiary"):
        asking.begin(COUNT, query, lambda watch: sql.count(query, settings, watch))
    asked = asking.under(COUNT, query)
    if asked is not None and asking.ready(COUNT, asked, _("The rows are counted")):
        number = asking.result(COUNT, asked)
        if number is not None:
            st.markdown(f"{_('The whole answer has')} {count(number, 'row')}.")
