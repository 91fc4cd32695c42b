"""What leaves with a run: a script that reproduces its numbers without Loupe."""

from __future__ import annotations

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.training.export.bundle import zipped
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry
from pages.ui.words import _


def download(picked: RunEntry, run: Run) -> None:
    """Draw the button that gives the script and the table; they are made when it is pressed."""
    st.download_button(
        _("Script and table"), lambda: _zipped(run), f"run-{picked.number}.zip",
        "application/zip", icon=":material/download:", on_click="ignore", key="train.export",
        type="tertiary",
        help=_(
            "train.py reproduces every number of this leaderboard with public libraries only; "
            "their versions and the hash of the table stand in it."
        ),
    )  # fmt: skip


def _zipped(run: Run) -> bytes:
    try:
        return zipped(run)
    except LoupeError as error:  # there is no page to say it on
        return f"{error.what}\n{error.fix}\n".encode()
