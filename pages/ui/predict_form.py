"""The form of a model: one typed field per input, the most important first."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import streamlit as st

from mlcore.numbers import between, listed
from mlcore.prediction.model import Model
from mlcore.types import Field
from pages.ui import controls, session
from pages.ui.head import heading
from pages.ui.words import _, literal, muted, shorten

FIRST = 8
"""Fields shown before the less important ones."""
LARGEST = 2**53 - 1
FEW, SHORT = 4, 16
"""So many choices, together so short, stand side by side."""
YES_NO = {True: _("Yes"), False: _("No")}


def form(ref: str, model: Model) -> dict[str, Any]:
    """Draw a field for every input and return the row of JSON values they hold."""
    signature, starts = model.signature, typical(model)
    fields = sorted(signature.fields, key=lambda field: -field.importance)
    with heading(_("About this case")):
        st.button(
            _("Fill with typical values"), icon=":material/person:", type="tertiary",
            key="predict.typical", on_click=fill, args=(ref, starts),
        )  # fmt: skip
    row: dict[str, Any] = {}
    with st.container(border=True):
        _grid(ref, fields[:FIRST], starts, row)
        _say_empty(fields, row)
        if rest := fields[FIRST:]:
            with st.expander(
                f"{len(rest)} {_('more fields, less important')}", type="compact",
                key="predict.more",
            ):  # fmt: skip
                _grid(ref, rest, starts, row)
    return {field.name: row[field.name] for field in signature.fields}


def _grid(ref: str, fields: list[Field], starts: dict[str, Any], row: dict[str, Any]) -> None:
    with st.grid(2, min_column_width=150, vertical_alignment="bottom"):
        for field in fields:
            row[field.name] = _field(_key(ref, field.name), field, starts[field.name])


def _key(ref: str, name: str) -> str:
    return f"predict.{ref}.{name}"


def _field(key: str, field: Field, start: Any) -> Any:
    """Draw the widget of *field* and return its JSON value; None means not measured."""
    label, help_text = literal(field.name, 60), _help(field)
    if field.kind in ("integer", "number"):
        return _number(key, field, label, help_text, start)
    if field.kind == "boolean":
        return controls.choose(
            st.segmented_control, label, [True, False], key=key, default=start, help=help_text,
            format_func=lambda value: muted(YES_NO[value]), required=field.required, wrap=True,
        )  # fmt: skip
    if field.kind == "date":
        chosen = controls.date(
            label, key=key, default=start, help=help_text,
            min_value=dt.date(1, 1, 1), max_value=dt.date(9999, 12, 31), format="YYYY-MM-DD",
        )  # fmt: skip
        return chosen.isoformat() if chosen else None
    if field.kind == "category":
        return _category(key, field, label, help_text, start)
    return controls.text(label, key=key, default=start or "", help=help_text) or None


def _number(key: str, field: Field, label: str, help_text: str | None, start: Any) -> Any:
    whole = field.kind == "integer"
    return controls.number(
        label, key=key, default=start, help=help_text, placeholder=_("not measured"),
        low=-LARGEST if whole else None, high=LARGEST if whole else None,
        step=1 if whole else _step(field), format="%d" if whole else "%g",
    )  # fmt: skip


def _category(key: str, field: Field, label: str, help_text: str | None, start: Any) -> Any:
    levels = list(field.categories)
    if len(levels) <= FEW and sum(map(len, levels)) <= SHORT:
        return controls.choose(
            st.segmented_control, label, levels, key=key, default=start, help=help_text,
            format_func=muted, required=field.required, wrap=True,
        )  # fmt: skip
    return controls.open_choice(
        label, levels, key=key, default=start, help=help_text,
        placeholder=_("not measured"), format_func=lambda level: shorten(level, 60),
    )  # fmt: skip


def _step(field: Field) -> float:
    """Return a step that crosses the usual values in some twenty clicks."""
    low, high = field.usual or (field.low, field.high)
    if low is None or high is None or not high > low:
        return 1.0
    return float(10.0 ** max(-6, math.floor(math.log10((high - low) / 5))))


def typical(model: Model) -> dict[str, Any]:
    """Return a value for every input that is usual in the training rows."""
    golden = model.golden.rows[0] if model.golden.rows else {}
    return {field.name: _typical(field, golden.get(field.name)) for field in model.signature.fields}


def _typical(field: Field, example: Any) -> Any:
    value = field.typical if field.typical is not None else example
    if value is None:
        return None
    if field.kind == "integer":
        return int(float(value))
    if field.kind == "number":
        return float(value)
    if field.kind == "date":
        return dt.date.fromisoformat(str(value)[:10])
    return bool(value) if field.kind == "boolean" else str(value)


def _help(field: Field) -> str | None:
    if field.low is not None and field.high is not None:
        seen = f"{_('Seen in training')}: {between(field.low, field.high)}."
        usual = f"{_('Usually')} {between(*field.usual)}. " if field.usual else ""
        return f"{usual}{seen}"
    if field.low_date:
        return f"{_('Seen in training')}: {field.low_date[:10]} – {field.high_date[:10]}."
    if field.kind == "category" and len(field.categories) > FEW:
        first = listed([literal(level, 30) for level in field.categories], 5)
        return f"{_('Known')}: {first}. {_('Others can be typed.')}"
    return None


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
            f":material/info: {listed(allowed)} {verb} {_('as *not measured*, not as zero.')}"
        )


def fill(ref: str, starts: dict[str, Any]) -> None:
    """Set every field to what is typical of the training rows."""
    for name, value in starts.items():
        session.put(_key(ref, name), value)
        session.keep(_key(ref, name))
