"""Bringing in a table from a web address: a file, or the records of an API page by page."""

from __future__ import annotations

import streamlit as st

from mlcore.data.options import ReadOptions
from mlcore.data.read import preview_address
from mlcore.data.sources import connections
from mlcore.data.sources.http import Paging, Request
from mlcore.settings import Settings
from mlcore.workspace import moving
from mlcore.workspace.workspace import Workspace
from pages.ui import asking, controls, session, upload_preview
from pages.ui.words import _

ASKED = "data.http.asked"
PAGINGS: dict[Paging, str] = {
    "none": _("One answer"),
    "page": _("Page number"),
    "offset": _("Offset"),
    "next": _("Link to the next"),
}


def loader(space: Workspace) -> bool:
    """Draw the form and, once it was asked, the first rows; return True while they are shown."""
    settings = space.store.settings
    url = controls.text(
        _("Web address"), key="data.http.url", placeholder="https://…/table.csv",
        help=_("A CSV, Excel, Parquet or JSON file, or an API that answers with JSON."),
    )  # fmt: skip
    with st.expander(_("This is an API"), type="compact"):
        request = _api(url.strip(), settings)
    if st.button(_("Preview"), key="data.http.run", icon=":material/play_arrow:"):
        asking.begin(
            ASKED, request, lambda watch: preview_address(request, ReadOptions(), settings, watch)
        )
    asked = asking.under(ASKED, request)
    if not request.url or asked is None:
        return False
    if not asking.ready(ASKED, asked, _("The address is asked")):
        return True
    found = asking.result(ASKED, asked)
    if found is None:
        return False
    seen, sha = found
    upload_preview.first_rows(seen, request.label)
    if controls.pressed(_("Load all rows"), key="data.http.load", of=sha, type="primary",
                        icon=":material/download_done:"):  # fmt: skip
        moving.bring_address(space, request, sha, session.step_id("data.http.load"))
        session.step_done("data.http.load")
        asking.forget(ASKED)
        st.rerun()
    return True


def _api(url: str, settings: Settings) -> Request:
    left, middle, right = st.columns(3)
    with left:
        method = controls.segments(
            _("Method"), ["GET", "POST"], key="data.http.method", default="GET"
        )
        records = controls.text(
            _("Path of the records"), key="data.http.records", placeholder="data.items"
        )
    with middle:
        known = ["", *connections.names(settings, "headers")]
        header = controls.choose(
            st.selectbox, _("Header"), known, key="data.http.header", default="",
            format_func=lambda name: name or _("None"),
            help=_("Headers with secrets are set up by whoever runs Loupe, and chosen by name."),
        )  # fmt: skip
        paging = controls.choose(
            st.selectbox, _("More pages by"), list(PAGINGS), key="data.http.paging",
            default="none", format_func=PAGINGS.__getitem__,
        )  # fmt: skip
    with right:
        body = parameter = following = ""
        start = size = 0
        if method == "POST":
            body = controls.area(_("Body (JSON)"), key="data.http.body", height=68)
        if paging in ("page", "offset"):
            first = 1 if paging == "page" else 0
            parameter = controls.text(
                _("Parameter"), key=f"data.http.parameter.{paging}", default=paging
            )
            start = controls.number(_("Starts at"), key=f"data.http.start.{paging}", default=first)
            size = controls.number(
                _("Rows of a full page"), key="data.http.size", default=0, low=0,
                help=_("0: go on until a page is empty."),
            )  # fmt: skip
        if paging == "next":
            following = controls.text(
                _("Path of the link"), key="data.http.next", placeholder="next",
                help=_("Empty: the Link header of the answer."),
            )  # fmt: skip
    return Request(
        url, method, (), header, body, records, paging, parameter, start or 0, size or 0, following
    )
