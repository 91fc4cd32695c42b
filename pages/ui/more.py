"""The first few of a list, and the rest when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from mlcore.language import count
from pages.ui import session
from pages.ui.words import _

Item = TypeVar("Item")


def first(items: Sequence[Item], most: int, key: str) -> Sequence[Item]:
    """Return the first *most* of *items*, or all of them once :func:`rest` was pressed."""
    return items if session.value(f"{key}.more", False) else items[:most]


def rest(items: Sequence[Item], most: int, key: str, one: str, many: str | None = None) -> None:
    """Draw the button that shows the others; *one*, *many*: what they are called."""
    if len(items) <= most or session.value(f"{key}.more", False):
        return
    st.button(
        f"{_('Show')} {count(len(items) - most, one, many)}",
        icon=":material/keyboard_arrow_down:",
        type="tertiary",
        key=f"{key}.show",
        on_click=session.put,
        args=(f"{key}.more", True),
    )
