"""Adding a step: refused where it cannot work, asked about where much would be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from mlcore.cleaning.catalogue import step
from mlcore.cleaning.recipe import Recipe
from mlcore.types import StepSpec
from mlcore.workspace import editing
from pages.ui import cache_clean, guards, session
from pages.ui.clean_cards import Work, sentence
from pages.ui.words import _, literal


@dataclass(frozen=True)
class Asked:
    """A step that waits for a second word, and the revision it was asked about at."""

    action: str
    spec: StepSpec
    revision: int
    reasons: tuple[str, ...]


def add(work: Work, place: str, action: str, spec: StepSpec) -> None:
    """Add *spec* at the end, unless it fails or has to be asked about; for a button.

    Parameters
    ----------
    work : Work
        The recipe as it was drawn.
    place : str
        Where errors and questions are shown: :func:`under` draws them.
    action : str
        What was pressed, so that it counts once.
    spec : StepSpec
        The step.
    """
    guards.callback(_add, place)(work, place, action, lambda: spec)


def add_read(
    work: Work, place: str, action: str, read: Callable[[], StepSpec], done: Callable[[], None]
) -> None:
    """As :func:`add`, with a step that is read from a form, which is *done* with then."""
    guards.callback(_add, place)(work, place, action, read, done)


def under(work: Work, place: str) -> None:
    """Draw the error or the question that the buttons of *place* left."""
    guards.said(place)
    asked: Asked | None = session.value(f"{place}.asked")
    if asked is None or asked.revision != work.revision:
        return
    with st.container(border=True, gap="xsmall"):
        title = step(asked.spec.name).title
        st.markdown(f":orange[:material/warning:] **{title}: {_('add it all the same?')}**")
        st.markdown(" ".join(literal(reason, 300) for reason in asked.reasons))
        st.markdown(f":small[:gray[{sentence(asked.spec)}]]")
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Add it"), key=f"{place}.yes",
                on_click=guards.callback(_confirmed, place), args=(work, place, asked),
            )  # fmt: skip
            st.button(
                _("Leave it out"), type="tertiary", key=f"{place}.no",
                on_click=session.put, args=(f"{place}.asked", None),
            )  # fmt: skip


def _add(
    work: Work,
    place: str,
    action: str,
    read: Callable[[], StepSpec],
    done: Callable[[], None] = lambda: None,
) -> None:
    spec = read()
    recipe = Recipe((*work.steps, spec))
    effect = cache_clean.walked(recipe, work.opened.data, work.target).effects[-1]
    if effect.problem is not None:
        raise effect.problem
    reasons = tuple(caution.sentence for caution in effect.cautions if caution.ask)
    asked = Asked(action, spec, work.revision, reasons) if reasons else None
    session.put(f"{place}.asked", asked)
    if asked is None:
        work.edit(action, editing.added(spec))
        done()


def _confirmed(work: Work, place: str, asked: Asked) -> None:
    session.put(f"{place}.asked", None)
    work.edit(asked.action, editing.added(asked.spec))
