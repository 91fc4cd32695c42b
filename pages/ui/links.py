"""Ways from one page to another."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from pages.ui.table import page

ROOT = Path(__file__).parents[2]
Look = Literal["primary", "secondary", "tertiary"]


def exists(name: str) -> bool:
    """Return True when the page is there to be opened."""
    return (ROOT / page(name).script).exists()


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
    """Draw a button that opens a page, when that page is there."""
    if exists(name) and st.button(label, key=key, type=kind, icon=icon, width=width):
        go(name)


def link(label: str, name: str, icon: str) -> None:
    """Draw a page link with its own label and icon, when that page is there."""
    if exists(name):
        st.page_link(page(name).script, label=label, icon=icon)
