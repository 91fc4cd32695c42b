"""Suggestions: the steps that would cure what was found, each added with one click."""

from __future__ import annotations

import streamlit as st

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.suggest import suggest
from mlcore.language import count
from mlcore.numbers import whole
from mlcore.profiling.profile import Profile
from mlcore.types import StepSpec
from mlcore.workspace import editing
from pages.ui import clean_add, guards, more
from pages.ui.clean_cards import Work, sentence
from pages.ui.explore_findings import in_recipe, words
from pages.ui.head import heading
from pages.ui.words import _

SHOWN = 4


def suggestions(work: Work, profile: Profile) -> None:
    """Draw the suggested steps that are not in the recipe yet."""
    offered = suggest(profile.findings, work.target)
    fresh = tuple(spec for spec in offered if not in_recipe(spec, work.history.recipe))
    with heading(_("Suggested")):
        if len(fresh) > 1:
            st.button(
                f"{_('Add all')} {len(fresh)}",
                icon=":material/playlist_add:",
                type="tertiary",
                key="clean.all",
                on_click=_add,
                args=(work, "suggest all", fresh),
            )
    seen, width = len(profile.columns), len(work.opened.data.columns)
    if seen < width:
        words = _("Looked at: the first"), _("of"), _("Explore looks at the others.")
        st.caption(f"{words[0]} {whole(seen)} {words[1]} {count(width, 'column')}. {words[2]}")
    if not fresh:
        said = _("All suggestions are in the recipe.") if offered else _("Nothing to suggest.")
        why = _("The checks found nothing else that a step would cure.")
        st.markdown(f":green[:material/check_circle:] **{said}** {why}")
        return
    with st.grid(2, min_column_width=340):
        for at, spec in enumerate(more.first(fresh, SHOWN, "clean")):
            with st.container(border=True, height="stretch"):
                _card(work, at, spec, profile)
    more.rest(fresh, SHOWN, "clean", "more suggestion")
    clean_add.under(work, "clean.suggest")


def _card(work: Work, at: int, spec: StepSpec, profile: Profile) -> None:
    entry = step(spec.name)
    left, right = st.columns([2.6, 1], vertical_alignment="center")
    with left:
        title = f"**:material/{entry.icon}: {entry.title}**"
        st.markdown(f"{title}  \n{sentence(spec)}  \n:small[:gray[{_why(spec, profile)}]]")
    with right:
        st.button(
            _("Fix"),
            width="stretch",
            key=f"clean.suggest.{at}.{spec.name}",
            on_click=clean_add.add,
            args=(work, "clean.suggest", f"suggest {spec.name} {spec.columns}", spec),
        )


def _why(spec: StepSpec, profile: Profile) -> str:
    """Return the reasons for a step: one, or each with the columns it is true of."""
    alike = [f for f in profile.findings if f.cure and _alike(f.cure, spec)]
    if len(alike) == 1:
        return words(alike[0]).why
    return " ".join(f"{words(finding).claim}." for finding in alike)


def _alike(cure: StepSpec, spec: StepSpec) -> bool:
    return (cure.name, cure.params) == (spec.name, spec.params) and bool(
        set(cure.columns) & set(spec.columns)
    )


@guards.callback
def _add(work: Work, action: str, specs: tuple[StepSpec, ...]) -> None:
    work.edit(action, editing.added_all(specs))
