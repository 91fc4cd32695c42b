"""A table with its answers: how many rows were answered, which were not, and the files."""

from __future__ import annotations

import io
from pathlib import PurePath

import pandas as pd
import streamlit as st

from mlcore.data.export import csv_parts
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.prediction.table import Answered, part_rows
from mlcore.workspace.workspace import Workspace
from pages.ui import charts, controls
from pages.ui.clean_export import MIMES, WORDS
from pages.ui.dates import day_columns
from pages.ui.words import _, literal

SHOWN = 50
MOST_NOTES = 5
MOST_REFUSED = 500


def shown(space: Workspace, made: Answered, name: str) -> None:
    """Draw what became of the table *name*."""
    objects = space.store.objects
    said = f"{count(made.refused, 'row')} {_('refused; the reasons are below.')}"
    st.markdown(
        f"**{whole(made.answered)} {_('of')} {count(made.rows, 'row')} {_('answered')}.** "
        + (said if made.refused else "")
    )
    _as_read(made)
    first = _answers_first(made.table(objects).frame(rows=slice(0, SHOWN)), made.own)
    st.dataframe(
        first, column_config=day_columns(first),
        placeholder="–", hide_index=True, height=240,
        alt=f"{_('The first answers to')} {literal(name, 60)}",
    )  # fmt: skip
    rows = made.why(objects, MOST_REFUSED)
    if rows is not None:
        rows.columns = pd.Index([_("Row"), _("Column"), _("Why")])
        charts.behind(rows, "predict.refused", f"{count(made.refused, 'refused row')}")
    _summary(made)
    _download(space, made, name)


def _as_read(made: Answered) -> None:
    """Draw which lines of the file are no rows, and how else it was read."""
    if made.aside:
        lines = f"{count(made.aside, 'line')} {_('of the file could not be read as a row')}"
        st.markdown(f":orange[:material/warning:] **{lines}, {_('and so has no answer.')}**")
        rows = [(line.line, line.text, line.reason) for line in made.lines]
        names = [_("Line"), _("Text"), _("Why")]
        charts.behind(pd.DataFrame(rows, columns=names), "predict.aside", _("Lines set aside"))
    for note in made.notes[:MOST_NOTES]:
        st.caption(literal(note, 300))


def _summary(made: Answered) -> None:
    """Draw the kinds of warnings, the commonest first."""
    if not made.warnings:
        return
    rows = pd.DataFrame(
        [
            (tally.column, tally.count or made.rows, tally.example, ", ".join(map(str, tally.rows)))
            for tally in made.warnings
        ],
        columns=[_("Column"), _("Rows"), _("For example"), _("First in row")],
    )
    charts.behind(rows, "predict.odd", f"{count(len(made.warnings), 'kind of warning')}")


def _download(space: Workspace, made: Answered, name: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        suffix = controls.segments(
            _("As a file"), [".csv", ".parquet"], key="predict.format", default=".csv",
            words=WORDS.__getitem__,
        )  # fmt: skip
        st.download_button(
            f"{_('Download')} {count(made.rows, 'row')} {_('with answers')}",
            lambda: content(space, made, suffix),
            f"{PurePath(name).stem}-answers{suffix}",
            MIMES[suffix],
            icon=":material/download:",
            on_click="ignore",
            key="predict.download",
        )


def content(space: Workspace, made: Answered, suffix: str) -> bytes:
    """Return the answered table as the bytes of a file; no cell of a CSV becomes a formula."""
    if suffix == ".parquet":
        return space.store.objects.get(made.object, "the answers")
    out = io.BytesIO()
    table = made.table(space.store.objects)
    out.writelines(csv_parts(table.parts(part_rows(len(table.columns)))))
    return out.getvalue()


def _answers_first(frame: pd.DataFrame, own: int) -> pd.DataFrame:
    """Return the first rows, our columns before the *own* ones of the table."""
    names = list(frame.columns)
    return frame[[*names[own:], *names[:own]]]
