"""Tables on their way: what is being loaded or written, how far it is, and how it ended."""

from __future__ import annotations

import streamlit as st

from mlcore.data import versions
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.workspace import moving
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, jobs, session
from pages.ui.words import _, literal

_SEEN = "data.moving.seen"
_TOLD = 3
"""So many ended jobs are shown at most."""


def view(space: Workspace) -> None:
    """Draw the jobs under way, and those that have ended since the person last put them away."""
    seen = session.saved(_SEEN, 0.0)
    listed = moving.listing(space)
    for job in (job for job in listed if job.active):
        jobs.panel(space, job.id)
    ended = [job for job in listed if _worth_telling(job) and _when(job) > seen]
    for job in ended[:_TOLD]:
        with st.container(horizontal=True, border=True, vertical_alignment="center"):
            _ended(space, job)


def _when(job: Job) -> float:
    return job.finished or job.created


def _worth_telling(job: Job) -> bool:
    """Tell whether the page does not say already how *job* ended: by what is open."""
    if job.active or job.state != "done" or job.kind != moving.LOAD:
        return not job.active
    return bool(job.result["before"] or not job.result["opened"])


def _ended(space: Workspace, job: Job) -> None:
    with st.container(gap="xsmall"):
        for line in _words(job):
            st.markdown(line)
    with st.container(horizontal=True, horizontal_alignment="right", width="content"):
        if job.state == "done" and job.kind == moving.LOAD and not job.result["opened"]:
            st.button(_("Open it"), key=f"moving.{job.id}.open", on_click=_open, args=(space, job))
        if job.resumable:
            st.button(
                _("Try again"), icon=":material/restart_alt:", key=f"moving.{job.id}.again",
                on_click=jobs.resume, args=(space, job.id),
            )  # fmt: skip
        st.button(
            _("Put away"), icon=":material/close:", type="tertiary", key=f"moving.{job.id}.away",
            on_click=_put_away, args=(job,),
        )  # fmt: skip


def _words(job: Job) -> list[str]:
    """Return what became of a job, a line each."""
    spec, name = job.spec, literal(job.spec["name"], 60)
    if job.state == "done":
        return [_loaded(job.result) if job.kind == moving.LOAD else _written(job.result)]
    title = f"{jobs.title(job)} · {name}"
    if job.state == "failed" and job.error:
        return [
            f":red[:material/error:] **{title}**: {literal(job.error['message'], 400)}",
            literal(job.error.get("fix", ""), 300),
        ]
    ends = {"stopped": _("was stopped"), "interrupted": _("was interrupted")}
    kept = _("Nothing of it is kept.")
    if job.kind == moving.WRITE:
        kept = _("The database is as it was.")
        if job.state == "interrupted" and spec["target"]["mode"] == "append":
            kept = _("Look whether the rows are there before you try again.")
    return [f":orange[:material/warning:] **{title} {ends.get(job.state, job.state)}.** {kept}"]


def _loaded(result: dict[str, object]) -> str:
    made = f"**{literal(str(result['name']), 60)} v{result['version']}**"
    rows = count(int(str(result["rows"])), "row")
    before = result["before"]
    if isinstance(before, list):
        name, version = before
        return (
            f":material/info: {made}: {rows}. {_('This is the same table as')} "
            f"{literal(name, 60)} v{version}."
        )
    return f":material/check_circle: {made}: {rows} {_('are loaded.')}"


def _written(result: dict[str, object]) -> str:
    where = (
        f"{literal(str(result['table']), 63)} {_('of')} {literal(str(result['connection']), 60)}"
    )
    rows = count(int(str(result["rows"])), "row")
    return f":material/check_circle: {rows} {_('are in')} {where}."


@guards.callback
def _open(space: Workspace, job: Job) -> None:
    name, version = job.result["name"], job.result["version"]
    versions.load(space.store, space.id, name, version)
    space.choose_dataset(name, version)
    _put_away(job)


@guards.callback
def _put_away(job: Job) -> None:
    session.keep_value(_SEEN, _when(job))
