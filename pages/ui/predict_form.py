"""The form of a model: the most important inputs open, the others folded at typical values."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mlcore.language import count
from mlcore.numbers import listed
from mlcore.prediction.model import Model
from mlcore.types import Field
from pages.ui import controls, predict_start, session
from pages.ui.head import heading
from pages.ui.predict_fields import draw, held_for, value_of
from pages.ui.words import _, literal

FIRST = 10
"""Fields that stand open."""
FOUND = 24
"""Folded fields drawn at once; the others are found by name."""


def form(
    ref: str, model: Model, start: dict[str, Any] | None = None, private: bool = False
) -> dict[str, Any]:
    """Draw a field for every input and return the row of JSON values they hold.

    Parameters
    ----------
    ref : str
        Names the widgets.
    model : Model
        Whose inputs.
    start : dict or None
        What fields hold at first, by column; typical values for all others.
    private : bool
        True: no training row can be looked at.
    """
    signature = model.signature
    starts = predict_start.typical(model) | (start or {})
    fields = sorted(signature.fields, key=lambda field: -field.importance)
    with heading(_("About this case")):
        predict_start.presets(ref, model, lambda row: fill(ref, model, row), private)
    row: dict[str, Any] = {}
    with st.container(border=True):
        _grid(ref, fields[:FIRST], starts, row)
        if rest := fields[FIRST:]:
            row |= _folded(ref, rest, starts)
        _say_empty(fields, row)
    return {field.name: row[field.name] for field in signature.fields}


def _grid(ref: str, fields: list[Field], starts: dict[str, Any], row: dict[str, Any]) -> None:
    with st.grid(2, min_column_width=150, vertical_alignment="bottom"):
        for field in fields:
            row[field.name] = draw(
                key_of(ref, field.name), field, held_for(field, starts[field.name])
            )


def key_of(ref: str, name: str) -> str:
    """Return the key of the widget of an input."""
    return f"predict.{ref}.{name}"


def _held(ref: str, field: Field, start: Any) -> Any:
    """Return the JSON value of a field that is not drawn."""
    key = key_of(ref, field.name)
    return value_of(field, session.value(key, session.saved(key, held_for(field, start))))


def _folded(ref: str, fields: list[Field], starts: dict[str, Any]) -> dict[str, Any]:
    """Draw the less important fields, when they are asked for, and return what all of them hold."""
    row = {field.name: _held(ref, field, starts[field.name]) for field in fields}
    changed = [f.name for f in fields if row[f.name] != value_of(f, held_for(f, starts[f.name]))]
    rest = len(fields) - len(changed)
    label = f"{count(rest, 'more field')} {_('at typical values')}"
    if changed:
        label = f"{label}, {len(changed)} {_('changed')}" if rest else _("More fields, all changed")
    box = st.expander(label, type="compact", key="predict.more", on_change="rerun")
    if changed:
        st.caption(f"{_('Changed')}: {listed([literal(name, 40) for name in changed], 8)}.")
    if box.open:
        with box:
            _grid(ref, _wanted(fields), starts, row)
    return row


def _wanted(fields: list[Field]) -> list[Field]:
    """Draw the search among many fields, and return those to show."""
    if len(fields) <= FOUND:
        return fields
    asked = controls.text(
        _("Find a field"), key="predict.find", placeholder=_("part of its name"),
        icon=":material/search:",
    ).casefold()  # fmt: skip
    found = [field for field in fields if asked in field.name.casefold()]
    if len(found) > FOUND:
        st.caption(f"{FOUND} {_('of')} {count(len(found), 'field')}, {_('most important first')}.")
    elif not found:
        st.caption(_("No field has that in its name."))
    return found[:FOUND]


def _say_empty(fields: list[Field], row: dict[str, Any]) -> None:
    empty = [field for field in fields if row.get(field.name, "") is None]
    allowed = [literal(field.name, 40) for field in empty if not field.required]
    if allowed:
        verb = (
            _("is empty. The model reads it")
            if len(allowed) == 1
            else _("are empty. The model reads them")
        )
        st.caption(
            f":material/info: {listed(allowed, 6)} {verb} {_('as *not measured*, not as zero.')}"
        )


def fill(ref: str, model: Model, row: dict[str, Any]) -> None:
    """Set every field to the value that *row* has for it."""
    fields = model.signature.fields
    held = {key_of(ref, field.name): held_for(field, row.get(field.name)) for field in fields}
    for key, value in held.items():
        session.put(key, value)
    session.keep_values(held)
