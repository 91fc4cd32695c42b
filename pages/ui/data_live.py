"""A stream while it is followed: pace, counts, newest rows, what was set aside."""

from __future__ import annotations

import time
from typing import Any

import pandas as pd
import streamlit as st

from mlcore.data.streams import shelf
from mlcore.data.streams.shelf import Stream
from mlcore.data.streams.state import State
from mlcore.data.streams.words import sentence
from mlcore.data.values import as_text
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.numbers import remaining, significant, whole
from mlcore.workspace import streams
from mlcore.workspace.workspace import Workspace
from pages.ui import charts, guards, keeping, session
from pages.ui.words import _, literal

SHOWN = "data.stream.shown"
SILENT = 60.0
"""Seconds without an event after which it is said."""
_LOOK = 5.0
_ROWS = 10


def view(space: Workspace, followed: tuple[Stream, ...]) -> None:
    """Draw one of the streams that are followed, and the choice which when there are several."""
    names = {stream.id: stream.name for stream in followed}
    if session.value(SHOWN) not in names:
        session.put(SHOWN, followed[0].id)
    shown = session.value(SHOWN)
    if len(names) > 1:
        shown = st.selectbox(
            _("Stream"), list(names), key=SHOWN, format_func=lambda id: literal(names[id], 60)
        )
    stream = shelf.load(space.store, shown, space.id)
    job = streams.job_of(space, stream)
    active = job is not None and job.active
    st.fragment(_live, run_every=1.0 if active else None)(space, stream.id, active)


@guards.guarded
def _live(space: Workspace, stream_id: str, active: bool) -> None:
    stream = shelf.load(space.store, stream_id, space.id)
    job = streams.job_of(space, stream)
    now = time.time()
    if active != (job is not None and job.active):
        st.rerun()
    if active and now - stream.watched > _LOOK:
        shelf.note(space.store, stream.id, watched=now)
    with st.container(border=True):
        st.markdown(_status(stream, job, now))
        _figures(stream.state, now, active)
        st.caption(_promise(stream))
        _buttons(space, stream, active)
    rows = shelf.tail(space.store, stream.id, _ROWS)
    if rows:
        st.dataframe(frame(rows[::-1]), hide_index=True, alt=_("The newest rows, newest first"))
    _happened(space, stream)


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return *rows* for the eye: every value in writing."""
    written = [{n: None if v is None else as_text(v) for n, v in row.items()} for row in rows]
    return pd.DataFrame(written, dtype="str")


def _status(stream: Stream, job: Job | None, now: float) -> str:
    name, state = f"**{literal(stream.name, 60)}**", stream.state
    if job is None or not job.active:
        error = job.error["message"] if job is not None and job.error else ""
        ended = literal(error, 300) or _("It is not followed now; Go on continues where it was.")
        return f":gray[:material/pause_circle:] {name} · {ended}"
    if stream.trouble:
        trouble = f"{literal(stream.trouble, 200)} {_('It is tried again.')}"
        return f":orange[:material/warning:] {name} · {trouble}"
    if job.state != "running" or stream.heard is None:
        return f":material/progress_activity: {name} · {_('is being opened')}"
    silent = now - max(state.last, job.started or 0.0)
    if silent > SILENT:
        return (
            f":orange[:material/hourglass_empty:] {name} · {_('no data for')} {remaining(silent)}"
        )
    return f":green[:material/sensors:] {name} · {_('is followed')}"


def _figures(state: State, now: float, active: bool) -> None:
    seconds = range(int(now) - 60, int(now))
    pace = dict(state.pace)
    counts = [pace.get(second, 0) for second in seconds]
    lately = sum(counts[-10:]) / 10
    known = active and now - state.last <= SILENT
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.metric(
            _("Events per second"), significant(lately) if known else "–", width="content",
            chart_data=counts if known else None, chart_type="bar",
            help=_("Over the last ten seconds; the bars are the last minute."),
        )  # fmt: skip
        st.metric(_("Rows held"), whole(state.rows), width="content")
        st.metric(
            _("Set aside"), whole(state.quarantined), width="content",
            help=_("Events that could not be understood; they are listed below."),
        )  # fmt: skip
        st.metric(
            _("Duplicates"), whole(state.duplicates), width="content",
            help=_("Events with an id that was there already."),
        )  # fmt: skip
        st.metric(
            _("Dropped"), whole(state.dropped + state.turned_away), width="content",
            help=_("Rows that had to go, or did not come in, because the most are held."),
        )  # fmt: skip
        if state.lost:
            st.metric(
                _("Lost"), whole(state.lost), width="content",
                help=_("Events the server had thrown away before they could be taken."),
            )  # fmt: skip
        if state.late or state.future:
            st.metric(
                _("Out of time"), whole(state.late + state.future), width="content",
                help=f"{whole(state.late)} {_('late')}, {whole(state.future)} {_('too early')}",
            )  # fmt: skip


def _promise(stream: Stream) -> str:
    spec, state = stream.spec, stream.state
    stay = _("the newest stay") if spec.keep == "newest" else _("the oldest stay")
    once = (
        _("Each event exactly once, up to") if spec.exact else _("Each event at least once, up to")
    )
    parts = [f"{once} {state.offset or '–'}"]
    parts.append(f"{_('at most about')} {count(spec.most_rows, 'row')}, {stay}")
    if spec.model:
        parts.append(f"{_('watched as requests to')} {literal(spec.model, 60)}")
    if state.odd:
        parts.append(f"{count(state.odd, 'value')} {_('infinite or not a number')}")
    if state.untimed:
        parts.append(f"{count(state.untimed, 'row')} {_('without a readable time')}")
    return " · ".join(parts)


def _buttons(space: Workspace, stream: Stream, active: bool) -> None:
    with st.container(horizontal=True):
        if st.button(
            _("Keep as a data set"), type="primary", key="data.live.keep",
            icon=":material/download_done:", disabled=not stream.state.rows,
        ):  # fmt: skip
            keeping.keep(space, streams.so_far(space, stream.id))
            st.rerun()
        word, icon, act = (
            (_("Stop"), "stop_circle", streams.stop)
            if active
            else (_("Go on"), "play_arrow", streams.go_on)
        )
        if st.button(word, key="data.live.turn", icon=f":material/{icon}:"):
            act(space, stream.id)
            st.rerun()
        if not active and st.button(
            _("Put away"), key="data.live.away", icon=":material/close:", type="tertiary",
            help=_("Forgets the rows held here; data sets made of them stay."),
        ):  # fmt: skip
            streams.put_away(space, stream.id)
            st.rerun()


def _happened(space: Workspace, stream: Stream) -> None:
    """Draw what changed in the stream, and the events that were set aside."""
    for mark in stream.state.marks[:-6:-1]:
        at = literal(f"{_('at')} {mark.offset}")
        st.markdown(f":orange[:material/change_circle:] {literal(sentence(mark), 300)} :gray[{at}]")
    if stream.state.quarantined:
        label = f"{count(stream.state.quarantined, 'event')} {_('set aside')}"
        refused = [(e.offset, e.reason, e.text) for e in shelf.refused(space.store, stream.id)]
        names = [_("Offset"), _("Why"), _("Text")]
        charts.behind(pd.DataFrame(refused, columns=names), "data.live.refused", label)
