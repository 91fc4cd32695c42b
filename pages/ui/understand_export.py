"""What leaves with a model: one HTML report with its charts inside, and the card of its version."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.plots.model_card import card_page
from mlcore.plots.model_report import model_report
from mlcore.registry.card import Card, markdown
from mlcore.workspace.cards import card_of
from mlcore.workspace.workspace import Workspace
from pages.ui import train_chosen
from pages.ui.understand_pick import Picked
from pages.ui.words import _

WRITTEN: dict[str, tuple[Callable[[Card], str], str]] = {
    "html": (card_page, "text/html"),
    "md": (markdown, "text/markdown"),
}


def downloads(space: Workspace, picked: Picked) -> None:
    """Draw the buttons; the files are made when one is pressed."""
    run, name = picked.run, f"run-{picked.entry.number}-{picked.trial.id}"
    with st.container(horizontal=True, gap="medium"):
        st.download_button(
            _("Report as one file"), partial(_told, partial(model_report, run, picked.trial.id)),
            f"{name}.html", "text/html", icon=":material/download:", on_click="ignore",
            key="understand.report", type="tertiary",
            help=_("HTML with all charts, their sentences and tables; nothing is fetched."),
        )  # fmt: skip
        version = train_chosen.registered(space, picked.entry.id, picked.trial.id)
        if version is None:
            return
        ref = f"{version.name}:{version.version}"
        for suffix, (write, kind) in WRITTEN.items():
            st.download_button(
                f"{_('Model card')} v{version.version} (.{suffix})",
                partial(_told, partial(_card, space, ref, write)),
                f"{version.name}-v{version.version}.{suffix}", kind, icon=":material/download:",
                on_click="ignore", key=f"understand.card.{suffix}", type="tertiary",
            )  # fmt: skip


def _card(space: Workspace, ref: str, write: Callable[[Card], str]) -> str:
    return write(card_of(space.registry, ref))


def _told(make: Callable[[], str]) -> bytes:
    try:
        return make().encode()
    except LoupeError as error:  # there is no page to say it on
        return f"{error.what}\n{error.fix}\n".encode()
