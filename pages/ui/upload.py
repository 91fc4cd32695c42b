"""Bringing a file in: it is copied to disk at once, previewed from there, and loaded."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mlcore.data.combine.stack import stack
from mlcore.data.dataset import Dataset
from mlcore.data.parts import Parts
from mlcore.data.read import read_bytes
from mlcore.data.uploads import Upload, Uploads
from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.store.store import Store
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, keeping, session, upload_large
from pages.ui.upload_options import chosen_for
from pages.ui.upload_preview import Place, previewed
from pages.ui.words import _, shorten

WAITING = "upload.waiting"


def loader(space: Workspace) -> bool:
    """Draw the uploader and, while files wait, the preview of one; return True then."""
    uploads = Uploads(space.store.settings)
    sent = st.file_uploader(
        _("Tables as CSV, TSV, Excel, Parquet, Arrow, JSON, SQLite or DuckDB, also packed"),
        key=f"upload.{session.value('upload.round', 0)}",
        max_upload_size=space.store.settings.max_upload_mb,
        accept_multiple_files=True,
        help=_("They stay on this machine. What a file is, is found out from its content."),
    )
    with guards.page():
        if sent:
            _take(uploads, sent)
    most = whole(space.store.settings.max_upload_mb)
    with st.expander(f"{_('A file above')} {most} MB", type="compact"), guards.page():
        large = upload_large.sent(space)
        if large is not None:
            with st.skeleton(height=24):
                _add(uploads, [Parts(space.store.settings, space.id).finish(**_named(large))])
    waiting = _waiting(uploads)
    if not waiting:
        return False
    with guards.page():
        upload = _picked(waiting)
        place = Place(uploads.path(upload.sha), upload.sha, upload.name)
        if previewed(place):
            _load(space, uploads, [upload])
    _others(space, uploads, waiting, upload)
    return True


def _take(uploads: Uploads, sent: list[Any]) -> None:
    """Copy what was sent to disk, and give the uploader's memory back."""
    taken = [uploads.take(file, file.name) for file in sent]
    context = get_script_run_ctx()
    for file in sent:
        if context is not None:
            manager: Any = context.uploaded_file_mgr
            manager.remove_file(context.session_id, file.file_id)
    session.put("upload.round", session.value("upload.round", 0) + 1)
    _add(uploads, taken)


def _named(large: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser said about a file it sent, as what it must be."""
    return {
        "upload": str(large.get("id")),
        "size": int(large.get("size") or 0),
        "name": str(large.get("name")),
    }


def _add(uploads: Uploads, taken: list[Upload]) -> None:
    """Let files that have come wait, the first of them shown."""
    known = {upload.sha for upload in taken}
    kept = [upload for upload in _waiting(uploads) if upload.sha not in known]
    _keep([*kept, *{upload.sha: upload for upload in taken}.values()])
    session.put("upload.picked", taken[0].sha)
    st.rerun()


def _waiting(uploads: Uploads) -> list[Upload]:
    found = [Upload(**entry) for entry in session.saved(WAITING, [])]
    return [upload for upload in found if uploads.has(upload.sha)]


def _keep(waiting: list[Upload]) -> None:
    session.keep_value(WAITING, [asdict(upload) for upload in waiting])


def _picked(waiting: list[Upload]) -> Upload:
    """Draw which of several files is looked at."""
    by_sha = {upload.sha: upload for upload in waiting}
    if session.value("upload.picked") not in by_sha:
        session.put("upload.picked", waiting[0].sha)
    if len(waiting) == 1:
        return waiting[0]
    sha = st.selectbox(
        f"{count(len(waiting), 'file')} {_('to load')}",
        list(by_sha),
        key="upload.picked",
        format_func=lambda sha: shorten(by_sha[sha].name, 60),
    )
    return by_sha[sha]


def _others(space: Workspace, uploads: Uploads, waiting: list[Upload], upload: Upload) -> None:
    with st.container(horizontal=True):
        if len(waiting) > 1 and st.button(
            f"{_('Load all')} {len(waiting)}", key="upload.all", icon=":material/done_all:"
        ):
            with guards.page():
                _load(space, uploads, waiting)
        if len(waiting) > 1 and st.button(
            _("Load them as one table"), key="upload.one", icon=":material/stacks:",
            help=_("One below the other; their columns must agree."),
        ):  # fmt: skip
            with guards.page():
                _load_as_one(space, uploads, waiting)
        if st.button(_("Put away"), key="upload.away", icon=":material/close:", type="tertiary"):
            _forget(uploads, [upload])
            st.rerun()


def _load(space: Workspace, uploads: Uploads, chosen: list[Upload]) -> None:
    """Load files, each as a data set of its own; what cannot be read goes on waiting."""
    store, failed = space.store, None
    with st.skeleton(height=120):
        for upload in chosen:
            try:
                keeping.keep(space, _read(store, uploads, upload))
                _forget(uploads, [upload])
            except LoupeError as error:
                failed = failed or error
    if failed is not None:
        session.report(failed)
    st.rerun()


def _load_as_one(space: Workspace, uploads: Uploads, chosen: list[Upload]) -> None:
    """Load files of the same columns as one data set; refused, all of them go on waiting."""
    store = space.store
    with st.skeleton(height=120):
        tables = [_read(store, uploads, upload) for upload in chosen]
        keeping.keep(space, stack(tables, settings=store.settings))
    _forget(uploads, chosen)
    st.rerun()


def _read(store: Store, uploads: Uploads, upload: Upload) -> Dataset:
    path, options = uploads.path(upload.sha), chosen_for(upload.sha)
    return read_bytes(path, upload.name, store.objects, options, settings=store.settings)


def _forget(uploads: Uploads, done: list[Upload]) -> None:
    gone = {upload.sha for upload in done}
    _keep([upload for upload in _waiting(uploads) if upload.sha not in gone])
    for sha in gone:
        uploads.remove(sha)
