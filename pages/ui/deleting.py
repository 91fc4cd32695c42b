"""Dialogs that delete: what goes, what hangs on it, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from mlcore.language import count
from mlcore.numbers import listed
from mlcore.workspace import deletion
from mlcore.workspace.going import Going
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, session
from pages.ui.words import _, literal

_ASKED = "deleting.workspace"


@st.dialog(_("Delete a data set"))
@guards.guarded
def ask_dataset(space: Workspace, name: str, version: int) -> None:
    """Ask whether a version, or all of them, is to go."""
    one, every = deletion.of_dataset(space, name, version), deletion.of_dataset(space, name)
    st.markdown(f"**{literal(name, 60)} v{version}** {_('goes for good.')}")
    _consequences(one)
    several = len(every.datasets) > 1
    if several:
        st.markdown(f"**{_('Or all')} {len(every.datasets)} {_('versions go')}:**")
        _consequences(every)
    _busy(every if several else one)
    with st.container(horizontal=True):
        _button(f"{_('Delete')} v{version}", one, _dataset, space, name, version)
        if several:
            label = f"{_('Delete all')} {len(every.datasets)} {_('versions')}"
            _button(label, every, _dataset, space, name, None, key="delete.all")
        _keep()


@st.dialog(_("Delete a run"))
@guards.guarded
def ask_run(space: Workspace, run: str) -> None:
    """Ask whether a run is to go."""
    going = deletion.of_run(space, run)
    words = _("goes for good, with its scores and predictions.")
    st.markdown(f"**{_('Run')} {going.runs[0]}** {words}")
    _consequences(replace(going, runs=()))
    _busy(going)
    with st.container(horizontal=True):
        _button(f"{_('Delete run')} {going.runs[0]}", going, _run, space, run)
        _keep()


def ask_workspace(space: Workspace) -> None:
    """Ask whether the whole workspace is to go, once :func:`start_workspace` was called."""
    if session.value(_ASKED):
        _ask_workspace(space)


def start_workspace() -> None:
    """Let :func:`ask_workspace` ask from the next run on, until it is answered."""
    session.put(_ASKED, True)


def _stop_workspace() -> None:
    session.put(_ASKED, False)


@st.dialog(_("Delete the workspace"), on_dismiss=_stop_workspace)
@guards.guarded
def _ask_workspace(space: Workspace) -> None:
    going = deletion.of_workspace(space)
    parts = [
        count(len({name for name, _version in going.datasets}), "data set"),
        count(len(going.runs), "run"),
        count(len(going.models), "model"),
    ]
    more = _("recipes and access tokens. Programs that ask its models get no answer then.")
    st.markdown(
        f"**{literal(space.name, 60)}** {_('goes for good')}: {listed(parts)}, {_('with')} {more}"
    )
    typed = st.text_input(_("Type the name of the workspace"), key="delete.name")
    _busy(going)
    with st.container(horizontal=True):
        label = _("Delete the workspace")
        _button(label, going, _workspace, space, sure=typed.strip() == space.name)
        st.button(_("Keep it"), key="delete.no", on_click=_keep_workspace)


def _consequences(going: Going) -> None:
    if going.runs:
        numbers = listed([str(number) for number in going.runs])
        one = len(going.runs) == 1
        word = _("Run") if one else _("Runs")
        more = _("learnt from it and goes too.") if one else _("learnt from it and go too.")
        st.markdown(f"{word} {numbers} {more}")
    if going.recipe:
        st.markdown(_("Its recipe goes too; recipes saved by name stay."))
    if going.models:
        names = listed([literal(name, 40) for name in going.models])
        more = _("they hold what they need.")
        st.markdown(f"{_('Models stay and go on answering')} ({names}): {more}")


def _busy(going: Going) -> None:
    if going.jobs:
        jobs = count(len(going.jobs), "job works", "jobs work")
        st.markdown(f":orange[:material/warning:] **{jobs} {_('with it now.')}**")
        st.markdown(_("Stop that work first, or wait for its end."))


def _button(
    label: str, going: Going, do: Callable[..., None], *args: Any, sure: bool = True,
    key: str = "delete.yes",
) -> None:  # fmt: skip
    st.button(
        label, key=key, type="primary" if key == "delete.yes" else "secondary",
        disabled=bool(going.jobs) or not sure, on_click=do, args=args,
    )  # fmt: skip


def _keep() -> None:
    if st.button(_("Keep it"), key="delete.no"):
        st.rerun()


def _keep_workspace() -> None:
    _stop_workspace()
    st.rerun()


@guards.callback
def _dataset(space: Workspace, name: str, version: int | None) -> None:
    deletion.delete_dataset(space, name, version)
    st.rerun()


@guards.callback
def _run(space: Workspace, run: str) -> None:
    deletion.delete_run(space, run)
    st.rerun()


@guards.callback
def _workspace(space: Workspace) -> None:
    deletion.delete_workspace(space)
    session.leave()
    st.rerun()
