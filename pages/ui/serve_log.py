"""The log itself: nothing yet, what is compared, one request forgotten, streams."""

from __future__ import annotations

import streamlit as st

from mlcore.data.streams import shelf
from mlcore.language import count
from mlcore.monitoring import log
from mlcore.monitoring.rules import Found
from mlcore.registry.entries import VersionEntry
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_serve, controls, guards, models_access, serve_drift
from pages.ui.words import _, ago, muted

TABS = [
    muted(name)
    for name in (
        _("Alerts"), _("Versions"), _("Tokens"), _("Audit"), _("Log"), _("Streams"),
    )
]  # fmt: skip
AGAINST = {"training": _("Training"), "week": _("A week before")}


def window_words(hours: int) -> str:
    """Return a window's length in words."""
    return f"{hours} h" if hours < 48 else count(hours // 24, "day")


def looked_at(found: Found) -> str:
    """Return which rows were looked at."""
    return f"v{found.version}, {count(found.drift.came, 'logged row')}"


def nothing_yet(space: Workspace, version: VersionEntry) -> None:
    """Draw how to send the first request."""
    with st.container(border=True):
        st.subheader(_("Nobody has asked it yet"), anchor=False)
        st.markdown(_("Make a token under *Tokens*, put it into this call, and send it."))
        st.code(models_access.call(space, version, models_access.STAND_IN), wrap_lines=True)


def forget(space: Workspace, name: str) -> None:
    """Draw how much is logged, and the way to delete what came under one request id."""
    days = space.store.settings.log_days
    rows = count(log.size(space.store, (space.id, name)), "row")
    st.markdown(f"{rows} {_('are logged; each is deleted after')} {count(days, 'day')}.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        request = controls.text(_("Request id"), key="serve.request", width=320)
        if controls.pressed(
            _("Delete what came under it"), key="serve.forget", of=request, disabled=not request
        ):
            gone = log.forget(space.store, space.id, request.strip())
            st.markdown(f"{count(gone, 'row')} {_('deleted')}.")


@guards.guarded
def stream(space: Workspace, name: str, version: int) -> None:
    """Draw the drift of a stream's newest rows, answered by the champion now."""
    known = {stream.id: stream for stream in shelf.listing(space.store, space.id)}
    if not known:
        st.markdown(_("No stream is followed. Follow one on Data; its rows can be watched here."))
        return
    chosen = controls.choose(
        st.selectbox, _("Stream"), ["", *known], key="serve.stream", default="",
        format_func=lambda found: known[found].name if found else _("none"), width=320,
    )  # fmt: skip
    if chosen:
        found = known[chosen]
        heard = f" · {ago(found.heard)}" if found.heard else ""
        st.caption(f"{count(found.state.rows, 'row')}{heard}")
        report = cache_serve.of_stream(space, name, version, chosen, found.revision)
        serve_drift.drift(report, {}, key=".stream")
