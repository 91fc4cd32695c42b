"""What takes longer is asked for: a job, its time told before, its progress, its result kept."""

from __future__ import annotations

import streamlit as st

from mlcore.jobs.job import Job
from mlcore.numbers import remaining
from mlcore.workspace import studies
from mlcore.workspace.studies import Study
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, jobs, session
from pages.ui.words import _, literal


def done(study: Study, verb: str, seconds: float) -> Job | None:
    """Return the finished job of *study*; until then draw the button that asks, or its progress.

    Parameters
    ----------
    study : Study
        What is asked.
    verb : str
        What the button does.
    seconds : float
        About how long it takes.
    """
    space = session.workspace()
    job = studies.job_of(space, study)
    if job is not None and job.state == "done":
        return job
    if job is not None and job.active:
        jobs.panel(space, job.id)
        return None
    if job is not None and job.error:
        st.markdown(f":red[:material/error:] {literal(job.error['message'], 400)}")
    st.button(
        f"{verb}, {remaining(seconds)}", icon=":material/troubleshoot:",
        key=f"understand.study.{study.sort}", on_click=_ask, args=(space, study),
        help=_("It runs beside your work, and is kept."),
    )  # fmt: skip
    return None


@guards.callback
def _ask(space: Workspace, study: Study) -> None:
    studies.ask(space, study)
