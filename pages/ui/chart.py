"""A drawn value on a page: the figure, its finding in words, the table behind it."""

from __future__ import annotations

import streamlit as st

from mlcore.plots.plot import Plot
from mlcore.plots.theme import CONFIG
from pages.ui.words import _, literal

MOST_ROWS = 1000


def shade() -> str | None:
    """Return the reader's appearance: ``"light"``, ``"dark"`` or None."""
    return st.context.theme.type


def chart(plot: Plot, key: str) -> None:
    """Draw *plot*, its bold-led sentence, and its table when somebody opens it."""
    st.plotly_chart(plot.figure, config=CONFIG, alt=plot.alt, key=key)
    st.markdown(f"**{literal(plot.lead, 300)}** {literal(plot.sentence, 600)}")
    behind = st.expander(
        _("Table behind the chart"), type="compact", key=f"{key}.table", on_change="rerun"
    )
    if behind.open:
        behind.dataframe(plot.table.head(MOST_ROWS), hide_index=True, alt=plot.lead)
        if len(plot.table) > MOST_ROWS:
            behind.caption(f"{_('The first')} {MOST_ROWS:,} {_('of')} {len(plot.table):,}")
