"""Recipes kept by name: save this one, and use another here after a look at what does not fit."""

from __future__ import annotations

import streamlit as st

from mlcore.cleaning.fitting import Fit, fitting
from mlcore.language import count
from mlcore.workspace import editing, recipes
from pages.ui import controls, fold, guards, session
from pages.ui.clean_cards import Work
from pages.ui.words import _, code, literal, moment

PLACE = "clean.saved"
SHOWN = 5


@fold.late("clean.saved.place", 150)
def saved(work: Work) -> None:
    """Draw the field that saves this recipe, and the saved ones."""
    kept = recipes.listing(work.space)
    if not work.steps and not kept:
        return
    st.subheader(_("Saved recipes"), anchor=False)
    with st.container(border=True, gap="small"):
        if work.steps:
            _save(work)
        if kept:
            _use(work, kept)
        guards.said(PLACE)


def _save(work: Work) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input(
            _("Name"), key="clean.saved.name", placeholder=_("for example: tidy sales"), width=280,
            help=_("A recipe saved under a name can be used on other data."),
        )  # fmt: skip
        st.button(
            f"{_('Save')} {count(len(work.steps), 'step')}",
            icon=":material/save:",
            key="clean.saved.save",
            on_click=guards.callback(_keep, PLACE),
            args=(work,),
        )


def _keep(work: Work) -> None:
    name, opened = session.value("clean.saved.name") or "", work.opened
    recipes.save(work.space, name, work.history.recipe, opened.data.columns, opened.name)
    session.put("clean.saved.name", "")


def _use(work: Work, kept: tuple[recipes.Saved, ...]) -> None:
    by_name = {saved.name: saved for saved in kept}
    name = controls.choose(
        st.selectbox, _("Use a saved recipe"), list(by_name), key="clean.saved.chosen",
        default=kept[0].name, format_func=lambda key: _facts(by_name[key]), width=420,
    )  # fmt: skip
    chosen = by_name[name]
    fit = fitting(chosen.recipe, chosen.columns, work.opened.data)
    _report(fit)
    usable = sum(step.enabled for step in fit.usable.steps)
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"{_('Add its')} {count(usable, 'step')}" if usable else _("No step fits"),
            key="clean.saved.use",
            disabled=not usable,
            on_click=guards.callback(_add, PLACE),
            args=(work, name, fit),
        )
        st.button(
            _("Delete"), type="tertiary", icon=":material/delete:", key="clean.saved.delete",
            help=_("Deletes the saved recipe; recipes it was used in stay."),
            on_click=guards.callback(recipes.forget, PLACE), args=(work.space, name),
        )  # fmt: skip


def _facts(saved: recipes.Saved) -> str:
    steps = count(len(saved.recipe), "step")
    return f"{saved.name} · {steps} · {saved.dataset} · {moment(saved.when)}"


def _report(fit: Fit) -> None:
    """Draw what does not fit, before anything is changed."""
    for name, steps in fit.missing[:SHOWN]:
        words = f"{_('is missing here; needed by')} {literal(', '.join(steps), 200)}."
        st.markdown(f":red[:material/error:] {code(name, 40)} {words}")
    for unfit in fit.unfit[:SHOWN]:
        why = f"{literal(unfit.why, 300)} {_('It will be switched off.')}"
        st.markdown(f":orange[:material/warning:] **{literal(unfit.words)}**: {why}")
    for name, was, now in fit.kinds[:SHOWN]:
        st.markdown(f":blue[:material/info:] {code(name, 40)} {_('was')} {was}, {_('is')} {now}.")
    notes = [_("Columns stand in another order; they are matched by name.")] * fit.reordered
    if fit.extra:
        named = ", ".join(code(name, 32) for name in fit.extra[:4])
        more = f" {_('and')} {len(fit.extra) - 4} {_('more')}" if len(fit.extra) > 4 else ""
        notes.append(f"{_('Not in the data it was made for')}: {named}{more}.")
    if not (fit.missing or fit.unfit):
        notes.insert(0, f":green[:material/check_circle:] **{_('Every step fits this table.')}**")
    for note in notes:
        st.markdown(note)


def _add(work: Work, name: str, fit: Fit) -> None:
    work.edit(f"saved {name}", editing.added_all(fit.usable.steps))
