"""What needs attention: findings ranked by consequence, each with the step that cures it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.suggest import without_target
from mlcore.profiling.messages import Sentence, sentence
from mlcore.types import Finding, StepSpec
from mlcore.workspace import editing
from pages.ui import guards, more
from pages.ui.explore_facts import View
from pages.ui.head import heading
from pages.ui.words import _, code, literal

SHOWN = 5
ICONS = {
    "error": ":red[:material/error:]",
    "warning": ":orange[:material/warning:]",
    "info": ":blue[:material/info:]",
}


def findings(view: View) -> None:
    """Draw the findings as cards; the first five, then the rest when asked for."""
    found = tuple(_curable(finding, view.target) for finding in view.profile.findings)
    history, revision = view.space.history(view.opened.name)
    cures = _open_cures(found, history.recipe)
    with heading(_("What needs attention")):
        if cures:
            st.button(
                _("Add all fixes to the recipe"),
                icon=":material/playlist_add:",
                type="tertiary",
                key="explore.all",
                on_click=_add,
                args=(view, revision, "fix all", cures),
            )
    if not found:
        with st.container(border=True):
            st.markdown(f":green[:material/check_circle:] **{_('Nothing stands out.')}**")
            st.markdown(_("None of the checks found anything in these rows."))
    first = next((f for f in found if f.severity == "error" and f.cure), None)
    with st.container(gap="small"):
        for at, finding in enumerate(more.first(found, SHOWN, "explore")):
            _card(view, revision, history.recipe, at, finding, finding is first)
    more.rest(found, SHOWN, "explore", "more finding")


def _curable(finding: Finding, target: str | None) -> Finding:
    """Return *finding* with a cure that leaves the *target* as it is."""
    return replace(finding, cure=finding.cure and without_target(finding.cure, target))


def words(finding: Finding) -> Sentence:
    """Return a finding in words, as Markdown: names as code, values as they stand."""
    return sentence(finding, name=lambda name: code(name, 32), value=literal)


def in_recipe(cure: StepSpec, recipe: Recipe) -> bool:
    """Return True when the recipe has this step already, be it for more columns than these."""
    wanted = Recipe((cure,)).steps[0]
    within = [
        replace(step, columns=wanted.columns)
        for step in recipe.steps
        if wanted.columns and set(wanted.columns) <= set(step.columns)
    ]
    return wanted in (*recipe.steps, *within)


def _open_cures(found: tuple[Finding, ...], recipe: Recipe) -> tuple[StepSpec, ...]:
    cures = [finding.cure for finding in found if finding.cure is not None]
    return tuple(cure for cure in cures if not in_recipe(cure, recipe))


def _card(
    view: View, revision: int, recipe: Recipe, at: int, finding: Finding, first: bool
) -> None:
    said = words(finding)
    with st.container(border=True, key=f"finding-{at}"):
        left, right = st.columns([2.6, 1], vertical_alignment="center")
        with left:
            claim = f"{ICONS[finding.severity]} **{said.claim}**"
            st.markdown(f"{claim}  \n{said.why}  \n:small[:gray[{said.where}]]")
        with right:
            if finding.cure is not None:
                _fix(view, revision, recipe, finding, said.fix_label, first)


def _fix(
    view: View, revision: int, recipe: Recipe, finding: Finding, label: str, first: bool
) -> None:
    assert finding.cure is not None
    done = in_recipe(finding.cure, recipe)
    st.button(
        _("In the recipe") if done else label,
        icon=":material/check_circle:" if done else None,
        type="primary" if first and not done else "secondary",
        width="stretch",
        key=f"explore.fix.{finding.code}.{'.'.join(finding.columns)[:80]}",
        disabled=done,
        wrap=True,
        on_click=_add,
        args=(view, revision, f"fix {finding.code} {finding.columns}", (finding.cure,)),
    )


@guards.callback
def _add(view: View, revision: int, action: str, cures: tuple[StepSpec, ...]) -> None:
    editing.edit(view.space, view.opened.name, revision, action, editing.added_all(cures))
