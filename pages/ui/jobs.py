"""The job panel: what runs now, how far it is, and the way to stop or resume it."""

from __future__ import annotations

import streamlit as st

from mlcore.jobs import queue
from mlcore.jobs.forecast import seconds_until
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.numbers import remaining, whole
from mlcore.training import runs
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, session
from pages.ui.words import _, literal

TITLES = {
    "train": _("Training"),
    "package": _("Putting a model to use"),
    "stream": _("A stream"),
    "study": _("A closer look"),
    "load": _("Loading"),
    "write": _("Writing"),
    "answer": _("Answering a table"),
}
UNITS = {"load": "row", "write": "row", "answer": "row"}
"""What a kind of job counts; training counts fits."""


def title(job: Job, number: int | None = None) -> str:
    """Return what a job is called: ``"Run 12"``, or its kind of work."""
    return f"{_('Run')} {number}" if number else TITLES.get(job.kind, job.kind)


def progress_text(job: Job) -> str:
    """Return done of total, and the time left."""
    if job.state == "queued":
        return _("waiting for its turn")
    if job.kind == "stream":
        return _("is followed until it is stopped")
    if not job.total:
        return _("under way") if job.done else _("starting")
    parts = [f"{whole(job.done)} {_('of')} {count(job.total, UNITS.get(job.kind, 'fit'))}"]
    if job.eta_seconds is not None:
        parts.append(f"{remaining(job.eta_seconds)} {_('left')}")
    return " · ".join(parts)


@st.fragment(run_every=1.0)
@guards.guarded
def panel(space: Workspace, job_id: str, number: int | None = None) -> None:
    """Draw a job's progress, once a second; ask for one whole rerun when something ends.

    Parameters
    ----------
    space : Workspace
        Whose job.
    job_id : str
        Which.
    number : int or None
        The run's number, when it is known.
    """
    job = queue.get(space.store, job_id, space.id)
    seen = f"job.{job_id}.seen"
    kept = runs.whole_models(space.store, space.id, job.id) if job.kind == "train" else 0
    before, now = session.value(seen), (job.state, kept)
    session.put(seen, now)
    if not job.active or before not in (None, now):
        st.rerun()
    _running(space, job, number, kept)


def _running(space: Workspace, job: Job, number: int | None, kept: int) -> None:
    with st.container(border=True):
        left, right = st.columns([3, 1], vertical_alignment="center")
        with left:
            st.markdown(f":material/progress_activity: **{_headline(space, job, number)}**")
            share = job.done / job.total if job.total else 0.0
            st.progress(min(share, 1.0), text=progress_text(job))
        with right, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
            if job.state == "running" and job.kind == "train":
                st.button(
                    _("Pause"),
                    icon=":material/pause:",
                    key=f"job.{job.id}.pause",
                    on_click=pause,
                    args=(space, job.id),
                    help=_("Frees the processor; Resume goes on where it was."),
                )
            st.button(
                f"{_('Stop and keep')} {kept}" if kept else _("Stop"),
                icon=":material/stop_circle:",
                key=f"job.{job.id}.stop",
                on_click=stop,
                args=(space, job.id),
                disabled=job.state == "stopping",
            )


def _headline(space: Workspace, job: Job, number: int | None) -> str:
    name = title(job, number)
    if job.state == "queued":
        return f"{name} {_('waits for its turn')}{_ahead(space, job)}"
    if job.state == "stopping":
        return f"{name} {_('is being stopped')}"
    if job.kind == "train" and job.doing:
        return f"{name} {_('is training')} {literal(job.doing, 80)}"
    return f"{name} · {literal(job.doing, 80)}" if job.doing else f"{name} {_('is starting')}"


def _ahead(space: Workspace, job: Job) -> str:
    """Return a job's place in the queue and when its turn comes, as far as that can be told."""
    place = queue.position(space.store, job.id)
    if not place:
        return ""
    wait = seconds_until(space.store, job.id)
    soon = f", {_('starts in')} {remaining(wait)}" if wait else ""
    return f" ({place} {_('in the queue')}{soon})"


@guards.callback
def stop(space: Workspace, job_id: str) -> None:
    """Ask a job to end; what it has finished is kept."""
    queue.stop(space.store, job_id, space.id)


@guards.callback
def pause(space: Workspace, job_id: str) -> None:
    """Ask a job to end for now: as stop, and the page offers to go on."""
    queue.stop(space.store, job_id, space.id)
    session.keep_value(_paused(job_id), True)


def _paused(job_id: str) -> str:
    return f"job.{job_id}.paused"


@guards.callback
def resume(space: Workspace, job_id: str) -> None:
    """Take a job up again where it ended."""
    queue.resume(space.store, job_id, space.id)
    if session.saved(_paused(job_id)):
        session.keep_value(_paused(job_id), False)


def ended_early(space: Workspace, job: Job) -> None:
    """Draw the card of a job that did not come to its end, with the way to go on."""
    kept = whole(_kept(space, job))
    done = f"{kept} {_('of')} {count(job.total, 'fit')} {_('are finished and kept')}."
    with st.container(border=True, gap="xsmall"):
        if job.state == "failed" and job.error:
            st.markdown(f":red[:material/error:] **{literal(job.error['message'], 400)}**")
            st.markdown(literal(job.error.get("fix", ""), 300))
        else:
            icon, words, why = _ending(job)
            st.markdown(f"{icon} **{_('The run')} {words}**")
            st.markdown(f"{why}{done} {_('Resuming repeats none of them.')}")
        if job.resumable:
            st.button(
                _("Finish registering") if _unregistered(space, job) else _("Resume"),
                icon=":material/restart_alt:",
                key=f"job.{job.id}.resume",
                on_click=resume,
                args=(space, job.id),
            )


def _ending(job: Job) -> tuple[str, str, str]:
    """Return the icon, what became of the run, and why."""
    if job.state != "stopped":
        why = _("The server went away while it ran. ")
        return ":orange[:material/warning:]", _("was interrupted"), why
    if session.saved(_paused(job.id)):
        return ":material/pause:", _("is paused"), ""
    return ":orange[:material/warning:]", _("was stopped"), ""


def _unregistered(space: Workspace, job: Job) -> bool:
    """Tell whether all fits of a training are kept, and only its model is not registered yet."""
    named = job.kind == "train" and bool((job.spec or {}).get("name"))
    return named and 0 < job.total <= _kept(space, job)


def _kept(space: Workspace, job: Job) -> int:
    """Return how many fits were stored: the last ones may have ended before they were told."""
    run = runs.for_job(space.store, space.id, job.id)
    return max(job.done, runs.finished_units(space.store, run) if run else 0)
