"""The page of a server whose database is damaged: what is there, and making the registry anew."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mlcore import settings as all_settings
from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.numbers import listed
from mlcore.registry.rebuild import Rebuilt, rebuild
from mlcore.store import repair
from mlcore.store.messages import DATABASE_DAMAGED
from mlcore.store.store import Store
from pages.ui import controls, guards
from pages.ui.words import _, code, literal, moment


def page() -> None:
    """Draw the page."""
    st.set_page_config(page_title=_("Repair"), page_icon=":material/build:", layout="centered")
    st.title(_("Repair"), anchor=False)
    settings = all_settings.load()
    if not repair.damaged(settings):
        st.markdown(
            f":green[:material/check_circle:] {_('The database is sound. Start Loupe again.')}"
        )
        return
    guards.error_card(LoupeError(DATABASE_DAMAGED))
    file = repair.path_of(settings)
    folders = sum(1 for path in (settings.home / "models").glob("*/manifest.json"))
    st.table(_facts(file, folders), border="horizontal", alt=_("What is there"))
    st.markdown(
        _("Models are named again from their folders. Data sets, runs and tokens were in the file:")
        + " " + _("a backup has them. Put it in place and start again, or go on without.")
    )  # fmt: skip
    if controls.pressed(
        _("Make the registry anew"), key="repair.go", type="primary", icon=":material/build:"
    ):
        aside = repair.put_aside(settings)
        _told(rebuild(Store.open(settings)), aside)


def _facts(file: Path, folders: int) -> dict[str, str]:
    backups = sorted(file.parent.glob(f"{file.name}*.bak"), key=lambda path: path.stat().st_mtime)
    return {
        _("Damaged file"): f"{code(file.name)}, {_('last written')} {moment(file.stat().st_mtime)}",
        _("Last backup beside it"): moment(backups[-1].stat().st_mtime) if backups else _("none"),
        _("Models"): count(folders, "folder"),
    }


def _told(found: Rebuilt, aside: str) -> None:
    st.markdown(
        f":green[:material/check_circle:] **{count(len(found.versions), 'version')} "
        f"{_('named again')}.** {_('Start Loupe again to go on.')}"
    )
    if found.versions:
        st.markdown(listed([code(one) for one in found.versions[:20]]))
    if found.lost:
        st.markdown(f"{_('Files gone or damaged')}: {listed([code(o) for o in found.lost[:20]])}")
    st.caption(f"{_('The damaged file is kept as')} {literal(aside, 100)}.")


with guards.page():
    page()
