"""Dialogs that delete: what goes, what hangs on it, and what stays."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mlcore.language import count
from mlcore.numbers import listed
from mlcore.workspace import deletion
from mlcore.workspace.going import Going
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, links, session
from pages.ui.words import _, literal


@st.dialog(_("Delete a data set"))
@guards.guarded
def ask_dataset(space: Workspace, name: str, version: int) -> None:
    """Ask whether a version, or all of them, is to go."""
    every = deletion.of_dataset(space, name)
    whole = False
    if len(every.datasets) > 1:
        ways = {False: f"v{version}", True: f"{_('All')} {len(every.datasets)} {_('versions')}"}
        whole = st.radio(
            _("What goes"), list(ways), format_func=ways.__getitem__, horizontal=True,
            key="delete.all",
        )  # fmt: skip
    chosen = None if whole else version
    going = deletion.of_dataset(space, name, chosen)
    versions = listed([f"v{number}" for _name, number in going.datasets])
    st.markdown(f"**{literal(name, 60)} {versions}** {_('goes for good.')}")
    _consequences(going, _("they hold what they need."))
    _buttons(going, f"{_('Delete')} {versions}", lambda: _dataset(space, name, chosen))


@st.dialog(_("Delete a run"))
@guards.guarded
def ask_run(space: Workspace, run: str) -> None:
    """Ask whether a run is to go."""
    going = deletion.of_run(space, run)
    st.markdown(
        f"**{_('Run')} {going.runs[0]}** {_('goes for good, with its scores and predictions.')}"
    )
    _consequences(Going(models=going.models), _("they hold what they need."))
    _buttons(going, f"{_('Delete run')} {going.runs[0]}", lambda: _run(space, run))


@st.dialog(_("Delete the workspace"))
@guards.guarded
def ask_workspace(space: Workspace) -> None:
    """Ask whether the whole workspace is to go; its name has to be typed."""
    going = deletion.of_workspace(space)
    parts = [
        count(len({name for name, _version in going.datasets}), "data set"),
        count(len(going.runs), "run"),
        count(len(going.models), "model"),
    ]
    st.markdown(f"**{literal(space.name, 60)}** {_('goes for good')}: {listed(parts)}, ")
    st.markdown(_("recipes and access tokens. Programs that ask its models get no answer then."))
    typed = st.text_input(_("Type the name of the workspace"), key="delete.name")
    sure = typed.strip() == space.name
    _buttons(going, _("Delete the workspace"), lambda: _workspace(space), sure)


def _consequences(going: Going, why: str) -> None:
    if going.runs:
        numbers = listed([str(number) for number in going.runs])
        word = _("Run") if len(going.runs) == 1 else _("Runs")
        st.markdown(f"{word} {numbers} {_('learnt from it and will go too.')}")
    if going.recipe:
        st.markdown(_("So does its recipe; recipes saved by name stay."))
    if going.models:
        names = listed([literal(name, 40) for name in going.models])
        st.markdown(f"{_('Models stay and go on answering')} ({names}): {why}")


def _buttons(going: Going, label: str, do: Callable[[], None], sure: bool = True) -> None:
    if going.jobs:
        jobs = count(len(going.jobs), "job works", "jobs work")
        st.markdown(f":orange[:material/warning:] **{jobs} {_('with it now.')}**")
        st.markdown(_("Stop it on Train, or wait for its end."))
    with st.container(horizontal=True):
        if st.button(label, type="primary", key="delete.yes",
                     disabled=bool(going.jobs) or not sure):  # fmt: skip
            do()
        if st.button(_("Keep it"), key="delete.no"):
            st.rerun()


def _dataset(space: Workspace, name: str, version: int | None) -> None:
    deletion.delete_dataset(space, name, version)
    st.rerun()


def _run(space: Workspace, run: str) -> None:
    deletion.delete_run(space, run)
    st.rerun()


def _workspace(space: Workspace) -> None:
    deletion.delete_workspace(space)
    session.leave()
    links.go("home")
