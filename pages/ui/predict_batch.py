"""A whole table through a model: a file or a data set, at once or as a job that can be stopped."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore.data import versions
from mlcore.data.uploads import Upload, Uploads
from mlcore.errors import LoupeError
from mlcore.jobs import queue
from mlcore.jobs.job import Job
from mlcore.prediction.table import Answered
from mlcore.workspace import asking
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_train, controls, guards, jobs, predict_answer, predict_table, session
from pages.ui.words import _, literal, shorten

FILE, KEPT = "file", "dataset"
WAYS = {FILE: _("A file"), KEPT: _("A data set of mine")}
_ASKED = "predict.asked"
"""Control that remembers which job answers which table."""


def whole_file(space: Workspace, ref: str) -> None:
    """Draw the choice of a table and, once there is one, its answers by the model *ref*."""
    box = st.expander(
        _("A whole table"), icon=":material/table_rows:", key="predict.batch", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.markdown(
            f":gray[{_('A table with the columns of the form, one row per case. ')}"
            f"{_('Other columns are kept and ignored.')}]"
        )
        way = controls.segments(
            _("Where it is"), list(WAYS), key="predict.way", default=FILE, words=WAYS.__getitem__
        )
        with guards.page():
            chosen = _sent(space) if way == FILE else _listed(space)
            if chosen is not None:
                _asked(space, ref, *chosen)


Chosen = tuple[dict[str, Any], bool]


def _sent(space: Workspace) -> Chosen | None:
    """Return what names the file that was sent, and whether it is answered at once."""
    file = st.file_uploader(
        _("A table as CSV, TSV, Excel, Parquet or JSON"),
        key="predict.file",
        max_upload_size=space.store.settings.max_upload_mb,
    )
    if file is None:
        return None
    upload: Upload = Uploads(space.store.settings).take(file, file.name)
    return asking.about_upload(upload), asking.at_once(upload)


def _listed(space: Workspace) -> Chosen | None:
    """Return what names the chosen data set, and whether it is answered at once."""
    known = {(v.name, v.version): v for v in versions.listing(space.store, space.id)}
    names = [f"{name}:{version}" for name, version in known]
    if not names:
        st.markdown(_("There is no data set yet; load one on the Data page."))
        return None
    chosen = controls.choose(
        st.selectbox, _("Data set"), names, key="predict.dataset", default=names[0],
        format_func=lambda text: shorten(text, 60).replace(":", " v"),
    )  # fmt: skip
    name, _colon, version = chosen.rpartition(":")
    data = versions.load(space.store, space.id, name, int(version))
    return asking.about_dataset(data), asking.at_once(data)


def _asked(space: Workspace, ref: str, about: dict[str, Any], at_once: bool) -> None:
    """Draw the answers, or how far the job is that makes them, or the button that starts it."""
    spec = {**about, "model": ref, "coverage": predict_answer.level()}
    if at_once:
        with st.skeleton(height=120):
            made = cache_train.answered(space, spec)
        predict_table.shown(space, made, about["name"])
        return
    job = _job(space, spec)
    if job is not None and job.active:
        jobs.panel(space, job.id)
    elif job is not None and job.state == "done":
        predict_table.shown(space, Answered.from_json(job.result), about["name"])
    else:
        _start(space, spec, job)


def _job(space: Workspace, spec: dict[str, Any]) -> Job | None:
    """Return the job that was started for exactly this question."""
    known = session.saved(_ASKED) or {}
    try:
        job = queue.get(space.store, str(known.get("job", "")), space.id)
    except LoupeError:
        return None
    return job if job.spec == spec else None


def _start(space: Workspace, spec: dict[str, Any], ended: Job | None) -> None:
    """Draw the button that starts the job, and how an earlier one ended."""
    if ended is not None:
        _say_end(ended)
    label = f"{_('Answer every row of')} {literal(spec['name'], 60)}"
    pressed = controls.pressed(
        label, key="predict.ask", of=str(spec), type="primary", icon=":material/table_rows:"
    )
    st.caption(_("It is long, so it is answered as a job: this page may be closed meanwhile."))
    if pressed:
        about = {name: spec[name] for name in spec if name not in ("model", "coverage")}
        job = asking.ask(
            space, spec["model"], about, spec["coverage"], session.step_id("predict.ask")
        )
        session.step_done("predict.ask")
        session.keep_value(_ASKED, {"job": job})
        st.rerun()


def _say_end(job: Job) -> None:
    if job.state == "failed" and job.error:
        st.markdown(f":red[:material/error:] **{literal(job.error['message'], 400)}**")
        st.markdown(literal(job.error.get("fix", ""), 300))
    else:
        st.markdown(
            f":orange[:material/warning:] **{_('It was stopped.')}** {_('Nothing of it is kept.')}"
        )
