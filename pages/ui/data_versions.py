"""The versions there are: one is chosen, opened, compared, taken along or deleted."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from mlcore.data import lineage, versions
from mlcore.data.versions import Version
from mlcore.language import count
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import data_export, deleting, fold, guards, links, session
from pages.ui.head import heading
from pages.ui.words import _, ago, literal, shorten

SHOWN = 200
PLACE = "data.versions"
COMPARE = ("explore.view", "explore.compare.with")
"""The controls of Explore's comparison."""


@fold.late("data.versions.place", 320)
def versions_view(space: Workspace, opened: Opened | None) -> None:
    """Draw all versions of all data sets, and what can be done with the chosen one."""
    listed = versions.listing(space.store, space.id)
    if not listed:
        return
    with heading(_("Versions")):
        sets = count(len({item.name for item in listed}), "data set")
        st.caption(f"{sets}, {count(len(listed), 'version')}, {_('newest first')}", width="content")
    now = (opened.name, opened.version) if opened else None
    shown = listed[:SHOWN]
    places = [i for i, item in enumerate(shown) if (item.name, item.version) == now]
    event: Any = st.dataframe(
        _table(shown, now),
        hide_index=True,
        height="content" if len(shown) <= 8 else 320,
        key="data.versions",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            _("Data set"): st.column_config.TextColumn(pinned=True),
            _("Version"): st.column_config.TextColumn(width="small"),
            _("Rows"): st.column_config.NumberColumn(format="localized"),
            "": st.column_config.ButtonColumn(
                "", key="data.open", type="tertiary", on_click=_open, args=(space,)
            ),
        },
        alt=_("Versions of the data sets in this workspace"),
    )
    if len(listed) > SHOWN:
        st.caption(f"{_('The newest')} {SHOWN}.")
    rows = [row for row in event.selection.rows if row < len(shown)] or places or [0]
    _chosen(space, shown[rows[0]], listed, now)


def _table(shown: tuple[Version, ...], now: tuple[str, int] | None) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                _("Data set"): item.name,
                _("Version"): f"v{item.version}",
                _("Rows"): item.rows,
                _("Columns"): item.columns,
                _("Loaded"): ago(item.created),
                _("From"): item.lineage.source,
                "": _("is open") if (item.name, item.version) == now else _("Open"),
            }
            for item in shown
        ]
    )


def _chosen(
    space: Workspace, item: Version, listed: tuple[Version, ...], now: tuple[str, int] | None
) -> None:
    with st.container(border=True, gap="small"):
        if len(listed) > 1:
            st.caption(_("Choose a row above to see another version here."))
        title = f"**{literal(item.name, 60)} v{item.version}**"
        st.markdown(f"{title} · {literal(lineage.sentence(item, listed), 400)}")
        guards.said(PLACE)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            data_export.download(space, item)
            _against_open(item, now)
            if st.button(f"{_('Delete')} v{item.version}…", icon=":material/delete:",
                         type="tertiary", key="data.delete"):  # fmt: skip
                deleting.ask_dataset(space, item.name, item.version)
        data_export.to_database(space, item)


def _against_open(item: Version, now: tuple[str, int] | None) -> None:
    if now is None or (item.name, item.version) == now:
        return
    if st.button(
        f"{_('Compare with')} {literal(shorten(now[0], 30))} v{now[1]}",
        icon=":material/difference:",
        key="data.compare",
        on_click=_compare,
        args=(item,),
    ):
        links.go("explore")


@guards.callback
def _open(space: Workspace) -> None:
    click = session.value("data.open")
    item = versions.listing(space.store, space.id)[click["row"]]
    space.choose_dataset(item.name, item.version)


@guards.callback
def _compare(item: Version) -> None:
    for key, value in zip(COMPARE, ("compare", f"{item.name}:{item.version}"), strict=True):
        session.keep_value(key, value)
        session.put(key, value)
