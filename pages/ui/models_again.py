"""A version that cannot answer: why, and training it again with its recipe and plan."""

from __future__ import annotations

import streamlit as st

from mlcore.prediction.artifact import libraries
from mlcore.registry.entries import VersionEntry
from mlcore.workspace import retraining
from mlcore.workspace.workspace import Workspace
from pages.ui import controls, links, session
from pages.ui.words import _, literal

WHY = {
    "": _("Its files are gone."),
    "damaged_model": _("Its files are damaged."),
    "not_a_model": _("Its files are damaged."),
    "unknown_type": _("Its files hold something that is never opened."),
    "golden_rows_differ": _("It answers its stored rows differently from when it was kept."),
}


def again(space: Workspace, version: VersionEntry, lost: bool) -> None:
    """Draw why *version* cannot answer and the way to train it again; nothing when it can."""
    if not (lost or version.fault):
        return
    with st.container(border=True):
        why = WHY.get("" if lost else version.fault, WHY["damaged_model"])
        st.markdown(f":red[:material/error:] **v{version.version}: {why}** {_libraries(version)}")
        st.markdown(_("The same recipe, plan and table make a new version, which waits for you."))
        of = f"{version.name}:{version.version}"
        if controls.pressed(
            _("Train again with its recipe"), key="models.again", of=of,
            icon=":material/restart_alt:",
        ):  # fmt: skip
            retraining.repeat(space, version.name, version.version, session.step_id("models.again"))
            session.step_done("models.again")
            links.go("train")


def _libraries(version: VersionEntry) -> str:
    """Return which libraries made the version and which are here, where they differ."""
    now = dict(libraries())
    changed = [
        f"{name} {made} {_('then')}, {now[name]} {_('now')}"
        for name, made in version.meta.libraries
        if name in now and now[name] != made
    ]
    return literal(f"{'; '.join(changed)}.", 300) if changed else ""
