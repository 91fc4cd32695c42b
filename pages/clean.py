"""Clean: suggestions, the recipe step by step, what each step does, and the recipe as a file."""

import streamlit as st

from pages.ui import (
    cache,
    cache_clean,
    clean_builder,
    clean_cards,
    clean_effect,
    clean_export,
    clean_saved,
    clean_suggestions,
    explore_part,
    guards,
    samples,
    session,
)
from pages.ui.head import head
from pages.ui.words import _

LEAD = _(
    "Steps run in this order. What a step learns, it learns from training rows only, "
    "anew in every fold."
)

with guards.page():
    space = session.workspace()
    head(_("Clean"), LEAD, space)
    opened = space.open_dataset()
    if opened is None:
        guards.needs_dataset("cleaning_services")
        st.stop()

    history, revision = space.history(opened.name)
    target = samples.likely_target(opened)
    work = clean_cards.Work(space, opened, history, revision, target)
    walked = cache_clean.walked(history.recipe, opened.data, target)
    effects = walked.effects
    clean_suggestions.suggestions(work, cache.profile(explore_part.part(opened.data)))

    left, right = st.columns([1.15, 1], gap="large")
    with left:
        clean_cards.cards(work, effects)
        clean_builder.builder(work, walked.columns())
    with right:
        clean_effect.effect(work, walked.stages, effects)
    clean_export.export(work, broken=any(found.problem is not None for found in effects))
    clean_saved.saved(work)
