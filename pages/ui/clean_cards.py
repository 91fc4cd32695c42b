"""The recipe as ordered cards: switch off, move, change, remove, undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mlcore.cleaning.catalogue import Step, step
from mlcore.cleaning.effect import StepEffect
from mlcore.language import count
from mlcore.numbers import MISSING, significant
from mlcore.types import StepSpec
from mlcore.workspace import editing
from mlcore.workspace.history import History
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_clean, clean_form, guards
from pages.ui.head import heading
from pages.ui.words import _, code, literal

SHOWN_COLUMNS = 4


@dataclass(frozen=True)
class Work:
    """The recipe as this page was drawn for: every edit says which revision it has seen."""

    space: Workspace
    opened: Opened
    history: History
    revision: int
    target: str | None = None

    @property
    def steps(self) -> tuple[StepSpec, ...]:
        """The steps in order."""
        return self.history.recipe.steps

    def edit(self, action: str, change: editing.Change) -> None:
        """Change the recipe; the same click counts once."""
        editing.edit(self.space, self.opened.name, self.revision, action, change)


def cards(work: Work, effects: Sequence[StepEffect]) -> None:
    """Draw the heading with undo and redo, and one card for each step."""
    with (
        heading(_("The recipe")),
        st.container(horizontal=True, gap="xsmall", width="content"),
    ):
        _past(work, "undo", _("Undo"), work.history.can_undo)
        _past(work, "redo", _("Redo"), work.history.can_redo)
    if not work.steps:
        with st.container(border=True, gap=None):
            st.markdown(f"**{_('No step yet.')}** {_('The table is used as it stands.')}")
            st.caption(_("Add a suggestion above, or choose a step below."))
    with st.container(gap="small"):
        for at, spec in enumerate(work.steps):
            _card(work, at, spec, effects[at] if at < len(effects) else None)


def _past(work: Work, name: str, label: str, possible: bool) -> None:
    st.button(
        label,
        icon=f":material/{name}:",
        type="tertiary",
        key=f"clean.{name}",
        disabled=not possible,
        on_click=guards.callback(getattr(editing, name)),
        args=(work.space, work.opened.name, work.revision),
    )


def _card(work: Work, at: int, spec: StepSpec, effect: StepEffect | None) -> None:
    entry = step(spec.name)
    with st.container(border=True, gap="xsmall", key=f"clean-card-{at}"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(f"**{at + 1}. :material/{entry.icon}: {entry.title}**", width="content")
            _buttons(work, at, spec)
        st.markdown(sentence(spec))
        _marks(entry, spec)
        _happens(spec, effect)


def sentence(spec: StepSpec) -> str:
    """Return what *spec* does, as Markdown: its columns and settings."""
    names = [code(name, 32) for name in spec.columns[:SHOWN_COLUMNS]]
    more = len(spec.columns) - len(names)
    columns = ", ".join(names) + (f" {_('and')} {more} {_('more')}" if more > 0 else "")
    settings = [_setting(spec, name, value) for name, value in spec.params]
    every = [] if step(spec.name).most == 0 else [_("all columns")]
    parts = [*([columns] if columns else every), *settings]
    return " · ".join(parts)


def _setting(spec: StepSpec, name: str, value: Any) -> str:
    (param,) = (param for param in step(spec.name).params if param.name == name)
    chosen = value if isinstance(value, tuple) else (value,)
    if param.kind in ("choice", "choices"):
        shown = ", ".join(literal(_(param.word(choice)), 32) for choice in chosen)
    else:
        shown = _value(value)
    return f"{literal(_(param.title))}: {shown}"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_value(item) for item in value[:6])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return significant(value, 6)
    return MISSING if value is None else literal(value, 32)


def _buttons(work: Work, at: int, spec: StepSpec) -> None:
    last, key = len(work.steps) - 1, f"clean.{work.revision}.{at}"
    with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center", width="content"):
        st.toggle(
            _("On"),
            spec.enabled,
            key=f"{key}.on",
            on_change=_edit,
            args=(work, f"switch {at}", editing.switched(at)),
        )
        up, down = editing.moved(at, at - 1), editing.moved(at, at + 1)
        _icon(work, f"{key}.up", "arrow_upward", _("Move up"), f"up {at}", up, at == 0)
        _icon(work, f"{key}.down", "arrow_downward", _("Move down"), f"down {at}", down, at == last)
        if st.button(
            "", icon=":material/edit:", type="tertiary", key=f"{key}.edit", help=_("Change")
        ):
            _change(work, at, spec)
        _icon(work, f"{key}.remove", "delete", _("Remove"), f"remove {at}", editing.removed(at))


def _icon(
    work: Work,
    key: str,
    icon: str,
    words: str,
    action: str,
    change: editing.Change,
    disabled: bool = False,
) -> None:
    st.button(
        "",
        icon=f":material/{icon}:",
        type="tertiary",
        key=key,
        help=words,
        disabled=disabled,
        on_click=_edit,
        args=(work, action, change),
    )


@guards.callback
def _edit(work: Work, action: str, change: editing.Change) -> None:
    work.edit(action, change)


def _marks(entry: Step, spec: StepSpec) -> None:
    marks = []
    if not spec.enabled:
        marks.append(f":gray-badge[:material/visibility_off: {_('switched off')}]")
    if entry.scope == "rows":
        marks.append(f":gray-badge[:material/table_rows: {_('training only')}]")
    if entry.fitted:
        marks.append(
            f":gray-badge[:material/refresh: {_('refitted in every fold when you train')}]"
        )
    if marks:
        st.markdown(" ".join(marks))


def _happens(spec: StepSpec, effect: StepEffect | None) -> None:
    if effect is None or not spec.enabled:
        return
    if effect.problem:
        problem = effect.problem
        st.markdown(f":red[:material/error:] **{literal(problem.what, 300)}**")
        st.markdown(f":small[:gray[{literal(problem.fix, 300)}]]")
        return
    if effect.empty is not None:
        why = f"{_('Waits: step')} {effect.empty} {_('leaves no row to work on.')}"
        st.markdown(f":small[:gray[:material/pause: {why}]]")
        return
    for caution in effect.cautions:
        st.markdown(f":orange[:material/warning:] {literal(caution.sentence, 300)}")
    st.markdown(f":small[:gray[{change_words(effect)}]]")


def change_words(effect: StepEffect) -> str:
    """Return in a few words what changed: rows, gaps, columns, cells."""
    parts = []
    if effect.rows_after != effect.rows_before:
        parts.append(f"{_('rows')} {effect.rows_before:,} → {effect.rows_after:,}")
    if effect.missing_after != effect.missing_before:
        parts.append(f"{_('missing cells')} {effect.missing_before:,} → {effect.missing_after:,}")
    if effect.columns_added:
        parts.append(f"+{count(len(effect.columns_added), 'column')}")
    if effect.columns_removed:
        parts.append(f"−{count(len(effect.columns_removed), 'column')}")
    if effect.changed_cells:
        parts.append(f"{count(effect.changed_cells, 'cell')} {_('changed')}")
    return " · ".join(parts) or _("changes nothing in these rows")


@st.dialog(_("Change the step"))
def _change(work: Work, at: int, spec: StepSpec) -> None:
    entry, prefix = step(spec.name), f"clean.change.{work.revision}.{at}"
    st.markdown(f"**{entry.title}** {literal(entry.sentence, 200)}")
    columns = cache_clean.walked(work.history.recipe, work.opened.data, work.target).columns(at)
    clean_form.form(entry, columns, prefix, spec)
    pressed = st.button(
        _("Keep the change"),
        type="primary",
        key=f"{prefix}.keep",
        on_click=guards.callback(_keep_change, prefix),
        args=(work, at, spec, prefix),
    )
    if not guards.said(prefix) and pressed:
        st.rerun()


def _keep_change(work: Work, at: int, spec: StepSpec, prefix: str) -> None:
    made = clean_form.collect(step(spec.name), prefix, spec)
    work.edit(f"change {at}", editing.changed(at, made))
