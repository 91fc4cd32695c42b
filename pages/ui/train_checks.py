"""What to know before trusting the chosen model: each check with its evidence and a way on."""

from __future__ import annotations

import streamlit as st

from mlcore.cleaning.recipe import Recipe
from mlcore.training.checks.messages import Said, said
from mlcore.training.run import Run
from mlcore.types import Finding
from mlcore.workspace import editing
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_train, guards
from pages.ui.words import _, code, literal

ICONS = {
    "error": ":red[:material/error:]",
    "warning": ":orange[:material/warning:]",
    "info": ":blue[:material/info:]",
}


def card(space: Workspace, opened: Opened | None, run: Run, trial: str) -> None:
    """Draw what the checks of a finished trial found, gravest first."""
    found = cache_train.checks(run, trial, len(run.finished))
    st.subheader(_("Before you trust it"), anchor=False)
    if not found:
        words = _("None of the checks found anything: no leak, no overfitting, stable folds.")
        st.markdown(f":green[:material/check_circle:] {words}")
        return
    for finding in found:
        _finding(space, opened, finding)


def overfitted(run: Run, trial: str) -> bool:
    """Return True when the trial has learnt noise by heart."""
    found = cache_train.checks(run, trial, len(run.finished))
    return any(finding.code.startswith("overfit") for finding in found)


def words(finding: Finding) -> Said:
    """Return a finding in words, as Markdown: names as code, values as they stand."""
    return said(finding, name=lambda name: code(name, 32), value=literal)


def _finding(space: Workspace, opened: Opened | None, finding: Finding) -> None:
    told = words(finding)
    with st.container(border=True, gap="xsmall"):
        text = f"{ICONS[finding.severity]} **{told.claim}**  \n{told.evidence}  \n{told.advice}"
        cure = finding.cure
        if cure is None or opened is None:
            st.markdown(text)
            return
        left, right = st.columns([2.6, 1], vertical_alignment="center")
        left.markdown(text)
        history, revision = space.history(opened.name)
        done = Recipe((cure,)).steps[0] in history.recipe.steps
        right.button(
            _("In the recipe") if done else _("Drop it in the recipe"),
            icon=":material/check_circle:" if done else None,
            key=f"train.check.{finding.code}",
            width="stretch",
            disabled=done,
            on_click=_drop,
            args=(space, opened, revision, finding),
        )


@guards.callback
def _drop(space: Workspace, opened: Opened, revision: int, finding: Finding) -> None:
    assert finding.cure is not None
    action = f"check {finding.code} {finding.columns}"
    editing.edit(space, opened.name, revision, action, editing.added(finding.cure))
