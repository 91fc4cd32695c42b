"""Where a case starts from: typical values, a row by chance, or a row that is looked up."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.prediction.lookup import look_up
from mlcore.prediction.model import Model
from mlcore.types import Field
from pages.ui import controls, guards
from pages.ui.predict_fields import held_for, value_of
from pages.ui.words import _, literal, shorten

SHOWN = 3
"""Values named of a row that was found."""
Fill = Callable[[dict[str, Any]], None]


def presets(ref: str, model: Model, fill: Fill, private: bool) -> None:
    """Draw the three ways, only the first where training rows are *private*."""
    with st.container(horizontal=True, gap="xsmall", width="content"):
        st.button(
            _("Typical"), icon=":material/person:", type="tertiary", key="predict.typical",
            on_click=_typical, args=(model, fill), help=_("Fill in what is usual in training."),
        )  # fmt: skip
        if private:
            return
        st.button(
            _("Random"), icon=":material/shuffle:", type="tertiary", key="predict.random",
            on_click=_random, args=(model, fill), help=_("Fill in a training row by chance."),
        )  # fmt: skip
        with st.popover(_("Find a row"), icon=":material/search:", type="tertiary"):
            _find(ref, model, fill)


def _typical(model: Model, fill: Fill) -> None:
    fill(typical(model))


def typical(model: Model) -> dict[str, Any]:
    """Return a JSON value for every input that is usual in the training rows."""
    golden = model.golden.rows[0] if model.golden.rows else {}
    return {field.name: _usual(field, golden.get(field.name)) for field in model.signature.fields}


def _usual(field: Field, example: Any) -> Any:
    return value_of(field, held_for(field, field.typical if field.typical is not None else example))


def _random(model: Model, fill: Fill) -> None:
    rows = model.sample.rows
    if rows:
        fill(row_of(model, secrets.randbelow(len(rows))))


def row_of(model: Model, place: int) -> dict[str, Any]:
    """Return a kept training row by column."""
    return dict(zip(model.signature.names, model.sample.rows[place], strict=True))


def _find(ref: str, model: Model, fill: Fill) -> None:
    """Draw the filter and the rows it finds."""
    names = _important(model)
    text = controls.text(
        _("Rows that fit"), key=f"predict.{ref}.rows", width=300,
        placeholder=f"{shorten(names[0], 20)} > 5" if names else "",
        help=_("Comparisons or words, with commas between; all must fit."),
    )  # fmt: skip
    try:
        found = look_up(model, text)
    except LoupeError as error:
        st.caption(literal(f"{error.what} {error.fix}", 300))
        return
    if not found:
        st.caption(_("No kept training row fits."))
        return
    chosen = st.selectbox(
        _("Row"), found, key=f"predict.{ref}.row", width=300,
        format_func=lambda place: _said(model, place, names),
    )  # fmt: skip
    st.button(
        _("Fill in this row"), key=f"predict.{ref}.take", on_click=guards.callback(_take),
        args=(model, fill, chosen),
    )  # fmt: skip


def _important(model: Model) -> list[str]:
    ranked = sorted(model.signature.fields, key=lambda field: -field.importance)
    return [field.name for field in ranked[:SHOWN]]


def _said(model: Model, place: int, names: list[str]) -> str:
    """Return a row in a few words: its outcome and its most important values."""
    row = row_of(model, place)
    parts = [f"{shorten(name, 16)} {shorten(row[name], 16)}" for name in names]
    if model.known is not None:
        outcome = shorten(model.known.experience.outcomes[place], 20)
        parts.insert(0, f"{shorten(model.signature.target, 16)} {outcome}")
    return " · ".join(parts)


def _take(model: Model, fill: Fill, place: int) -> None:
    fill(row_of(model, place))
