"""Badges side by side as one element: each element of a page costs its drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

Colour = Literal["green", "orange", "red", "blue", "gray"]


@dataclass(frozen=True)
class Badge:
    """A short state: words (Markdown), an icon's name and the colour of its state."""

    words: str
    icon: str = ""
    colour: Colour = "gray"

    @property
    def markdown(self) -> str:
        """The badge as a Markdown directive."""
        icon = f":material/{self.icon}: " if self.icon else ""
        return f":{self.colour}-badge[{icon}{self.words}]"


def row(*badges: Badge) -> None:
    """Draw *badges* in a row that wraps."""
    st.markdown(" ".join(badge.markdown for badge in badges))
