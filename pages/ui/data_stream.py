"""Following a stream: a server by name, one of its streams, how its events become rows."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import streamlit as st

from mlcore.data.jsontable import parse_record
from mlcore.data.sources import connections
from mlcore.data.streams import shelf
from mlcore.data.streams.event import Entry, Row, parse
from mlcore.data.streams.opened import Source, acknowledges, opened
from mlcore.data.streams.spec import Keep, Start, StreamSpec
from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.workspace import streams
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, data_live, guards, session
from pages.ui.words import _, literal

STARTS: dict[Start, str] = {"beginning": _("The oldest it has"), "now": _("The next one")}
KEEPS: dict[Keep, str] = {"newest": _("Newest rows"), "oldest": _("Oldest rows")}
ENDS = {False: _("Goes on"), True: _("Stops")}


def loader(space: Workspace) -> bool:
    """Draw the streams that are followed, and the form for another; return True while one is."""
    known = connections.names(space.store.settings, "streams")
    followed = shelf.listing(space.store, space.id)
    if followed:
        data_live.view(space, followed)
        if known:
            with st.expander(_("Follow another stream"), type="compact"):
                _form(space, known, another=True)
        return True
    if known:
        _form(space, known, another=False)
    else:
        _none_yet()
    return False


def _none_yet() -> None:
    st.markdown(_("No stream server is set up yet."))
    st.markdown(_("Whoever runs Loupe names one in the environment or in the file of connections:"))
    st.code('[streams]\ndesk = "redis://reader:password@host/0"', language=None)


def _form(space: Workspace, known: tuple[str, ...], another: bool) -> None:
    settings = space.store.settings
    left, right = st.columns([1, 2.4], gap="large")
    with left:
        server = controls.choose(
            st.selectbox, _("Server"), known, key="data.stream.server", default=known[0]
        )
        names = _names(server, settings)
        key = controls.open_choice(
            _("Stream or topic"), names, key=f"data.stream.key.{server}", default=None,
            placeholder=_("Its name"),
        )  # fmt: skip
    if not key:
        return
    try:
        entries = _peek(server, key, settings)
    except LoupeError as error:
        guards.error_card(error)
        return
    with right:
        payload = _payload(key, entries)
        columns = _first(entries, payload, settings)
    with left:
        spec = replace(_spec(server, key, payload, columns), model=_model(space, key))
        if acknowledges(connections.secret(settings, server, "streams")) and not spec.id_field:
            st.caption(
                _("At least once: after a break an event may come twice. An id drops the second.")
            )
        if st.button(
            _("Follow"), key="data.stream.follow", icon=":material/sensors:",
            type="secondary" if another else "primary",
        ):  # fmt: skip
            with guards.page():
                session.put(data_live.SHOWN, streams.begin(space, spec))
                st.rerun()


def _model(space: Workspace, key: str) -> str:
    """Draw which model is asked about each row; nothing where there is no model."""
    names = [entry.name for entry in space.registry.models()]
    if not names:
        return ""
    return str(
        controls.choose(
            st.selectbox, _("Watched as requests to"), ["", *names],
            key=f"data.stream.model.{key}", default="",
            format_func=lambda name: literal(name, 40) if name else _("No model"),
            help=_("Its champion answers each row unheard; drift shows on Serve & watch."),
        )
    )  # fmt: skip


def _names(server: str, settings: Settings) -> tuple[str, ...]:
    with guards.page(), closing(_opened(server, "", settings)) as source:
        return source.names()
    return ()


def _peek(server: str, key: str, settings: Settings) -> tuple[Entry, ...]:
    with closing(_opened(server, key, settings)) as source:
        return source.peek()


def _opened(server: str, key: str, settings: Settings) -> Source:
    return opened(connections.secret(settings, server, "streams"), key)


def _payload(key: str, entries: tuple[Entry, ...]) -> str:
    """Draw which field holds JSON; offered is one that does in the newest event."""
    fields = [name.decode("utf-8", "replace") for name in entries[-1].fields] if entries else []
    if not entries:
        st.caption(_("No event came just now; choose by what you know of them."))
        fields = ["payload"]
    guessed = next((name for name in fields if not entries or _is_json(entries[-1], name)), "")
    return str(
        controls.choose(
            st.selectbox, _("JSON in field"), ["", *fields],
            key=f"data.stream.payload.{key}", default=guessed,
            format_func=lambda name: literal(name, 40) if name else _("None: fields are columns"),
        )
    )  # fmt: skip


def _is_json(entry: Entry, name: str) -> bool:
    value = entry.fields.get(name.encode(), b"")
    return isinstance(parse_record(value[:100_000].decode("utf-8", "replace")), dict)


def _first(entries: tuple[Entry, ...], payload: str, settings: Settings) -> list[str]:
    """Draw the newest events as rows and return their columns."""
    found = [parse(entry, payload, settings.stream_event_kb * 1_000) for entry in entries]
    rows = [row.record for row in found if isinstance(row, Row)]
    st.dataframe(data_live.frame(rows), hide_index=True, alt=_("The newest events as rows"))
    refused = [event for event in found if not isinstance(event, Row)]
    if refused:
        st.caption(f"{len(refused)} {_('of these cannot be read')}: {literal(refused[0].reason)}")
    return list(dict.fromkeys(name for row in rows for name in row))


def _spec(server: str, key: str, payload: str, columns: list[str]) -> StreamSpec:
    def column(label: str, name: str, none: str, help: str) -> str:
        return str(
            controls.choose(
                st.selectbox, label, ["", *columns], key=f"data.stream.{name}.{key}", default="",
                format_func=lambda c: literal(c, 40) if c else none, help=help,
            )
        )  # fmt: skip

    id_field = column(
        _("Id of an event"), "id", _("None"),
        _("An event with an id that was there already is dropped and counted."),
    )  # fmt: skip
    time_field = column(
        _("Time of an event"), "time", _("When the server took it"),
        _("Events more than a minute late, or ahead of the clock, are kept and counted."),
    )  # fmt: skip
    start = controls.segments(
        _("Begin with"), list(STARTS), key="data.stream.start", default="beginning",
        words=STARTS.__getitem__,
    )  # fmt: skip
    with st.expander(_("Limits"), type="compact"):
        most = controls.number(
            _("Rows held at most"), key="data.stream.most", default=100_000, low=1, high=5_000_000
        )
        keep = controls.segments(
            _("Then stay the"), list(KEEPS), key="data.stream.keep", default="newest",
            words=KEEPS.__getitem__,
        )  # fmt: skip
        alone = controls.segments(
            _("When no page shows it"), list(ENDS), key="data.stream.alone", default=False,
            words=ENDS.__getitem__,
        )  # fmt: skip
    return StreamSpec(server, key, payload, start, id_field, time_field, keep, int(most), alone)
