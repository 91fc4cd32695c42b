"""A whole file through a model: what was answered, what was refused, and the file with answers."""

from __future__ import annotations

from pathlib import PurePath

import pandas as pd
import streamlit as st

from mlcore.data.export import csv_text
from mlcore.data.uploads import Upload, Uploads
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.prediction.model import Model
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_train, charts, guards
from pages.ui.dates import day_columns
from pages.ui.words import _, literal

SHOWN = 50


def whole_file(space: Workspace, ref: str, model: Model) -> None:
    """Draw the upload of a file and, once it is there, its answers."""
    box = st.expander(
        _("A whole file"), icon=":material/table_rows:", key="predict.batch", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.markdown(
            f":gray[{_('A table with the columns of the form, one row per case. ')}"
            f"{_('Other columns are kept and ignored.')}]"
        )
        file = st.file_uploader(
            _("A table as CSV, TSV, Excel, Parquet or JSON"),
            key="predict.file",
            max_upload_size=space.store.settings.max_upload_mb,
        )
        if file is not None:
            with guards.page():
                _answered(space, ref, model, Uploads(space.store.settings).take(file, file.name))


def _answered(space: Workspace, ref: str, model: Model, upload: Upload) -> None:
    name, path = upload.name, Uploads(space.store.settings).path(upload.sha)
    with st.skeleton(height=120):
        made, own = cache_train.answers(space, ref, upload.sha, model, path, name)
    refused = len({remark.row for remark in made.errors})
    st.markdown(
        f"**{whole(made.answered)} {_('of')} {count(len(made.frame), 'row')} {_('answered')}.** "
        + (f"{count(refused, 'row')} {_('refused; the reasons are below.')}" if refused else "")
    )
    rows = _answers_first(made.frame, own)
    st.dataframe(
        rows, column_config=day_columns(rows),
        placeholder="–", hide_index=True, height=240,
        alt=f"{_('The first answers to')} {literal(name, 60)}",
    )  # fmt: skip
    if made.errors:
        rows = pd.DataFrame(
            [(remark.row, remark.column, remark.message) for remark in made.errors[:500]],
            columns=[_("Row"), _("Column"), _("Why")],
        )
        charts.behind(rows, "predict.refused", f"{count(refused, 'refused row')}")
    if made.warnings:
        rows = pd.DataFrame(
            [(remark.row, remark.column, remark.message) for remark in made.warnings[:500]],
            columns=[_("Row"), _("Column"), _("What is unusual")],
        )
        charts.behind(rows, "predict.odd", f"{count(len(made.warnings), 'remark')}")
    st.download_button(
        f"{_('Download')} {count(len(made.frame), 'row')} {_('with answers')}",
        lambda: csv_text(made.frame),
        f"{PurePath(name).stem}-answers.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="predict.download",
    )


def _answers_first(frame: pd.DataFrame, own: int) -> pd.DataFrame:
    """Return the first rows, our columns before the *own* ones of the table."""
    names = list(frame.columns)
    return frame.head(SHOWN)[[*names[own:], *names[:own]]]
