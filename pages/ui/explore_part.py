"""A wide table is looked at a part at a time: so many columns, and the one to predict."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from mlcore.data.dataset import Dataset
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.workspace.workspace import Opened
from pages.ui import controls
from pages.ui.words import _

WIDE = 500
"""Tables of more columns are looked at in parts."""
COLUMNS = 200
"""Columns of a part."""


def choose(opened: Opened, target: str | None) -> Opened:
    """Let a part of a wide table be chosen and return it; a narrow one is returned as it is."""
    width = len(opened.data.columns)
    if width <= WIDE:
        return opened
    with st.container(horizontal=True, vertical_alignment="center"):
        start = controls.choose(
            st.selectbox, _("Columns"), list(range(0, width, COLUMNS)), default=0, width=230,
            key=f"explore.part.{opened.name}", label_visibility="collapsed",
            format_func=lambda start: _span(start, width),
        )  # fmt: skip
        st.caption(
            f"{_('of')} {count(width, 'column')}: {_('what follows is about these.')}",
            width="content",
        )
    return replace(opened, data=part(opened.data, start, target))


def part(data: Dataset, start: int = 0, target: str | None = None) -> Dataset:
    """Return a part of a wide table, from column *start* on, with the one to predict."""
    if len(data.columns) <= WIDE:
        return data
    names = data.names[start : start + COLUMNS]
    extra = () if target is None or target in names else (target,)
    return data.only((*names, *extra))


def _span(start: int, width: int) -> str:
    return f"{_('Columns')} {whole(start + 1)} – {whole(min(start + COLUMNS, width))}"
