"""A chart on a page: the figure, its sentence, and the table behind it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore.plots.plot import Plot
from mlcore.plots.theme import CONFIG
from pages.ui.words import _, literal


def appearance() -> str | None:
    """Return the reader's appearance, ``"light"`` or ``"dark"``; None when not yet known."""
    shade: str | None = st.context.theme.type
    return shade


def show(plot: Plot, key: str, *, sentence: bool = True, table: bool = True) -> None:
    """Draw *plot* with its sentence under it and its numbers one click away."""
    st.plotly_chart(plot.figure, key=key, config=CONFIG, alt=plot.alt, theme=None)
    if sentence:
        st.markdown(f"**{literal(plot.lead, 300)}** {literal(plot.sentence, 600)}")
    if table:
        behind(plot.table, key)


def selectable(figure: Any, *, box: bool) -> Any:
    """Return *figure*, told what Streamlit would tell it so that its marks can be chosen.

    What a figure does not say itself is added after it was drawn, and it is drawn once more.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    box : bool
        Whether a box is dragged over the marks; else they are clicked.
    """
    drag, click = ("select", "event") if box else ("pan", "event+select")
    if figure.layout.dragmode != drag:
        figure.update_layout(dragmode=drag, clickmode=click)
    return figure


def behind(table: Any, key: str, label: str = "") -> None:
    """Draw the rows behind something seen, only when they are asked for."""
    expander = st.expander(
        label or _("Table behind the chart"), type="compact", key=f"{key}.table", on_change="rerun"
    )
    if expander.open:
        with expander:
            st.dataframe(
                table, hide_index=True, placeholder="–", alt=_("The numbers behind the chart")
            )
