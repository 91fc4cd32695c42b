"""The column to predict: chosen here for looking, and what the others have to do with it."""

from __future__ import annotations

import streamlit as st

from mlcore.workspace.workspace import Opened
from pages.ui import controls
from pages.ui.words import _, shorten


def choose(opened: Opened) -> str | None:
    """Let the column to predict be chosen; None while there is none. Train shares the choice."""
    chosen: str | None = controls.choose(
        st.selectbox, _("Column to predict"), list(opened.data.names),
        key=f"train.target.{opened.name}", index=None, format_func=shorten,
        placeholder=_("No column to predict"), label_visibility="collapsed", width=230,
        help=_("With one chosen, charts show what each column has to do with it."),
    )  # fmt: skip
    return chosen
