"""The open data set as a table and a schema, and the versions there are."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.language import count
from mlcore.numbers import percent
from mlcore.types import ColumnSpec
from mlcore.workspace.workspace import Opened
from pages.ui import cache, charts
from pages.ui.dates import day_columns
from pages.ui.head import heading
from pages.ui.upload_preview import notices
from pages.ui.words import _, literal

SHOWN = 100
COLUMNS_SHOWN = 200


def opened_view(opened: Opened) -> None:
    """Draw the first rows of the open data set, its schema and what reading did."""
    data = opened.data
    with heading(_("The table")):
        st.markdown(f":small[:gray[{_('the first')} {count(min(SHOWN, data.rows), 'row')}]]")
    rows = _numbered(cache.head(data, SHOWN, COLUMNS_SHOWN))
    st.dataframe(
        rows,
        height=320,
        column_config=day_columns(rows),
        placeholder="–",
        key="data.head",
        alt=f"{_('First rows of')} {literal(opened.name, 60)}",
    )
    if len(data.columns) > COLUMNS_SHOWN:
        st.caption(
            f"{_('The first')} {COLUMNS_SHOWN} {_('of')} {count(len(data.columns), 'column')}."
        )
    notices(data.warnings)
    if data.rejects:
        rows = pd.DataFrame(
            [(reject.line, reject.text, reject.reason) for reject in data.rejects[:200]],
            columns=[_("Line"), _("Text"), _("Why")],
        )
        charts.behind(rows, "data.rejects", f"{count(len(data.rejects), 'line')} {_('set aside')}")
    st.subheader(_("Columns"), anchor=False)
    st.dataframe(
        schema(data.columns, data.rows),
        hide_index=True,
        height="content" if len(data.columns) <= 12 else 420,
        placeholder="–",
        column_config={
            _("Column"): st.column_config.TextColumn(pinned=True),
            _("Kind"): st.column_config.MultiselectColumn(color="gray", width="small"),
            _("Missing"): st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%.2g%%"
            ),
            _("Different values"): st.column_config.NumberColumn(format="localized"),
        },
        alt=_("Columns with kind, missing share and number of different values"),
    )
    gaps = [column for column in data.columns if column.missing]
    words = _("No cell is missing.")
    if gaps:
        worst = max(gaps, key=lambda column: column.missing)
        words = (
            f"{len(gaps)} {_('of')} {count(len(data.columns), 'column')} {_('have gaps')}; "
            f"{literal(worst.name, 40)} {_('most')}: {percent(worst.missing / data.rows)}."
        )
    st.caption(words)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the rows from 1, as people do."""
    return frame.set_axis(range(1, len(frame) + 1))


def schema(columns: tuple[ColumnSpec, ...], rows: int) -> pd.DataFrame:
    """Return the schema as a table for people."""
    return pd.DataFrame(
        {
            _("Column"): [column.name for column in columns],
            _("Kind"): [[column.kind] for column in columns],
            _("Missing"): [100 * column.missing / rows if rows else 0.0 for column in columns],
            _("Different values"): [column.unique for column in columns],
        }
    )
