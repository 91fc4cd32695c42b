"""Ways from one page to another."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pages.ui.table import page

Look = Literal["primary", "secondary", "tertiary"]


def go(name: str) -> None:
    """Open a page."""
    st.switch_page(page(name).script)


def button(
    label: str,
    name: str,
    *,
    kind: Look = "secondary",
    key: str,
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draw a button that opens a page."""
    if st.button(label, key=key, type=kind, icon=icon, width=width):
        go(name)


def link(label: str, name: str, icon: str) -> None:
    """Draw a page link with its own label and icon."""
    st.page_link(page(name).script, label=label, icon=icon)
