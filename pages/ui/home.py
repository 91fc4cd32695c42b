"""The parts of the home page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.evaluation.metrics import metric
from mlcore.jobs import queue
from mlcore.jobs.job import Job
from mlcore.language import count
from mlcore.numbers import measured, whole
from mlcore.registry.entries import ModelEntry
from mlcore.training import runs
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import badges, guards, jobs, links, session
from pages.ui.badges import Badge, Colour
from pages.ui.status import State, Step, serving, steps
from pages.ui.words import _, ago, literal

COLOURS: dict[State, Colour] = {
    "done": "green",
    "running": "blue",
    "to do": "gray",
    "interrupted": "orange",
}
SYMBOLS = {
    "done": "check",
    "running": "progress_activity",
    "to do": "radio_button_unchecked",
    "interrupted": "warning",
}


def first_steps() -> None:
    """Draw what a newcomer may do besides taking a sample."""
    with st.container(
        border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        with st.container(gap=None, width="content"):
            st.markdown(f"**{_('Bring your own table')}**")
            st.markdown(
                f":small[:gray[{_('CSV, TSV, Excel, Parquet or JSON. It stays on this machine.')}]]"
            )
        links.button(
            _("Load a file"), "data", kind="primary", key="home.load", icon=":material/upload_file:"
        )


def go_on(space: Workspace, opened: Opened) -> None:
    """Draw the card of the open work beside what is running."""
    active = [job for job in queue.listing(space.store, space.id, limit=20) if job.active]
    left, right = st.columns([1.6, 1]) if active else (st.container(), None)
    with left, st.container(border=True, height="stretch"):
        _continue(space, opened)
    if right is not None:
        with right, st.container(border=True, height="stretch"):
            running(space)


def _continue(space: Workspace, opened: Opened) -> None:
    data, road = opened.data, steps(space)
    st.subheader(f"{_('Continue')}: {literal(opened.name, 50)}", anchor=False)
    st.markdown(
        f":gray[{literal(data.lineage.source, 60)} · {count(data.rows, 'row')} × "
        f"{count(len(data.columns), 'column')}{_predicts(space, opened)}]"
    )
    badges.row(*(Badge(literal(s.words), SYMBOLS[s.state], COLOURS[s.state]) for s in road))
    with st.container(horizontal=True):
        label, page, icon = _next(road)
        links.button(label, page, kind="primary", key="home.next", icon=icon)
        model = serving(space, opened)
        if model is not None and page != "predict":
            links.button(f"{_('Predict with')} {_version(model)}", "predict", key="home.predict")
        links.button(_("Open another"), "data", kind="tertiary", key="home.other")


def _predicts(space: Workspace, opened: Opened) -> str:
    """Return what the newest run on this data set predicts."""
    made = runs.listing(space.store, space.id, limit=20)
    target = next((run.plan.target for run in made if run.dataset_name == opened.name), None)
    return f" · {_('predicts')} **{literal(target, 40)}**" if target else ""


def _next(road: tuple[Step, ...]) -> tuple[str, str, str]:
    """Return label, page and icon of the step that comes next."""
    _data, clean, train, model = road
    arrow = ":material/arrow_forward:"
    if train.state == "running":
        return _("Watch the run"), "train", arrow
    if train.state == "interrupted":
        return _("Look at the run"), "train", arrow
    if model.state == "done":
        return _("Predict"), "predict", arrow
    if train.state == "done":
        return _("Compare the models"), "train", arrow
    if clean.state == "to do":
        return _("Explore the table"), "explore", arrow
    return _("Train models"), "train", arrow


def _version(model: ModelEntry) -> str:
    return f"v{model.champion or model.newest}"


@st.fragment(run_every=1.0)
@guards.guarded
def running(space: Workspace) -> None:
    """Draw the jobs that run or wait, refreshed every second."""
    st.subheader(_("Running now"), anchor=False)
    active = [job for job in queue.listing(space.store, space.id, limit=20) if job.active]
    if len(active) < session.value("home.running", 0):
        session.put("home.running", len(active))
        st.rerun()
    session.put("home.running", len(active))
    for job in active[:4]:
        share = job.done / job.total if job.total else 0.0
        st.progress(min(share, 1.0), text=f"**{jobs.title(job)}** · {jobs.progress_text(job)}")
        st.button(
            _("Stop"),
            icon=":material/stop_circle:",
            type="tertiary",
            key=f"home.stop.{job.id}",
            on_click=jobs.stop,
            args=(space, job.id),
            disabled=job.state == "stopping",
        )


def in_service(space: Workspace) -> None:
    """Draw the model that answers now, in four numbers."""
    model = serving(space)
    if model is None or model.champion is None:
        return
    meta = space.registry.meta(model.name, model.champion)
    scorer = metric(meta.metric)
    st.subheader(f"{_('In service')}: {literal(model.name, 40)} {_version(model)}", anchor=False)
    with st.grid(4, min_column_width=210):
        _fact(_("Predicts"), literal(model.target, 24))
        _fact(
            scorer.title,
            _shown(scorer.display(meta.score) if meta.score is not None else None),
            f"{_('out-of-fold')}, {count(meta.cv_rows, 'row')}",
        )
        held = scorer.display(meta.holdout) if meta.holdout is not None else None
        _fact(f"{scorer.title}, {_('held out')}", _shown(held), count(meta.holdout_rows, "row"))
        _fact(_("Learned from"), whole(meta.rows), _("rows"))


def _shown(value: float | None) -> str:
    return measured(value).replace("−", "-")


def _fact(label: str, value: str, note: str = "") -> None:
    st.metric(
        label, value, note or None, delta_color="off", delta_arrow="off", border=True,
        height="stretch",
    )  # fmt: skip


def recent(space: Workspace) -> None:
    """Draw the last runs as a table."""
    entries = runs.listing(space.store, space.id, limit=6)
    if not entries:
        return
    states = {job.id: job for job in queue.listing(space.store, space.id, limit=50)}
    st.subheader(_("Recent work"), anchor=False)
    rows = [
        {
            _("Run"): f"{_('Run')} {run.number}",
            _("State"): [_state(states.get(run.job or ""))],
            _("Data"): run.dataset_name,
            _("Predicts"): run.plan.target,
            _("Started"): ago(run.created),
        }
        for run in entries
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            _("Run"): st.column_config.TextColumn(pinned=True, width="small"),
            _("State"): st.column_config.MultiselectColumn(
                options=list(STATES), color=list(STATES.values()), width="small"
            ),
        },
        alt=_("The last runs of this workspace"),
    )


STATES = {
    _("Done"): "green", _("Training"): "blue", _("Waiting"): "gray",
    _("Interrupted"): "orange", _("Stopped"): "orange", _("Failed"): "red",
}  # fmt: skip


def _state(job: Job | None) -> str:
    if job is None:
        return _("Done")
    words = {"queued": _("Waiting"), "running": _("Training"), "stopping": _("Training")}
    return words.get(job.state, job.state.capitalize())
