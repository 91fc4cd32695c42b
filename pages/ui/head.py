"""The head of a page: title, where the work stands, and what the numbers below are made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from mlcore.workspace.workspace import Workspace
from pages.ui import links
from pages.ui.status import Step, steps


def head(title: str, sentence: str = "", space: Workspace | None = None) -> None:
    """Draw title, status stepper (when *space* is given) and one muted sentence."""
    with st.container(gap="xxsmall"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.title(title, anchor=False, width="content")
            if space is not None:
                stepper(steps(space))
        if sentence:
            st.markdown(f":gray[{sentence}]")


def stepper(entries: tuple[Step, ...]) -> None:
    """Draw where the work stands, each part a link to its page."""
    with st.container(
        horizontal=True, horizontal_alignment="right", gap=None, wrap=False, width="content"
    ):
        for step in entries:
            links.link(step.words, step.page, step.symbol)


@contextmanager
def heading(title: str) -> Iterator[None]:
    """Draw a section's heading; what the block draws stands right, on the same line."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.subheader(title, anchor=False, width="content")
        yield
