"""One typed field per input of a model; a value may be unknown where training had such rows."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import streamlit as st

from mlcore.numbers import between, listed, significant, when
from mlcore.prediction.scales import bounds, moments, unit
from mlcore.training.preparation.values import label as as_label
from mlcore.types import Field
from pages.ui import controls
from pages.ui.words import _, literal, muted, shorten

LARGEST, LONGEST = 2**53 - 1, 20
"""The largest whole number that a browser counts to, and the digits of the longest."""
FEW, SHORT = 4, 16
"""So many choices, together so short, stand side by side."""
UNKNOWN = "__not_measured__"
"""Stands for a missing value among choices."""
CHOICES = {True: _("Yes"), False: _("No"), UNKNOWN: _("Not measured")}


def draw(key: str, field: Field, start: Any) -> Any:
    """Draw the widget of *field* and return its JSON value; None means not measured."""
    label, help_text = literal(field.name, 60), _help(field)
    if _long(field):
        return value_of(field, controls.text(label, key=key, default=start or "", help=help_text))
    if field.kind in ("integer", "number"):
        return _number(key, field, label, help_text, start)
    if field.kind == "boolean":
        options = [True, False, *_unknown(field)]
        return value_of(field, controls.choose(
            st.segmented_control, label, options, key=key, default=start, help=help_text,
            format_func=lambda value: muted(CHOICES[value]), required=True, wrap=True,
        ))  # fmt: skip
    if field.kind == "date":
        return value_of(field, _date(key, field, label, help_text, start))
    if field.kind == "category":
        return value_of(field, _category(key, field, label, help_text, start))
    return controls.text(label, key=key, default=start or "", help=help_text) or None


def value_of(field: Field, held: Any) -> Any:
    """Return the JSON value that the widget of *field* stands for."""
    if held is None or held in (UNKNOWN, ""):
        return None
    if field.kind == "integer" and isinstance(held, str):
        return _whole(held)
    return held.isoformat() if isinstance(held, dt.date) else held


def _whole(text: str) -> int | str:
    """Return a whole number that was typed, or the text where it is none."""
    plain = text.strip().replace(",", "")
    return int(plain) if plain.lstrip("-").isdecimal() and len(plain) <= LONGEST else text


def _long(field: Field) -> bool:
    """Tell whether whole numbers of *field* are larger than a browser counts."""
    ends = (field.low or 0, field.high or 0)
    return field.kind == "integer" and max(map(abs, ends)) > LARGEST


def held_for(field: Field, value: Any) -> Any:
    """Return what the widget of *field* holds for a plain or JSON value; None is unknown."""
    if value is None:
        return UNKNOWN if field.kind in ("boolean", "category") and not field.required else None
    if field.kind == "integer":
        number = int(value) if isinstance(value, int) else int(float(value))
        return str(number) if _long(field) else number
    if field.kind == "number":
        return float(value)
    if field.kind == "date":
        return _day(field, str(value))
    if field.kind == "category" and not isinstance(value, str):
        return as_label(value)
    return bool(value) if field.kind == "boolean" else str(value)


def _unknown(field: Field) -> list[str]:
    return [] if field.required else [UNKNOWN]


def _number(key: str, field: Field, label: str, help_text: str | None, start: Any) -> Any:
    whole, ends = field.kind == "integer", bounds(field)
    if ends is not None and field.required and start is not None:
        kind = int if whole else float
        return controls.slider(
            label, key=key, default=start, help=help_text, low=kind(ends.low),
            high=kind(ends.high), step=kind(ends.step), format="%d" if whole else "%g",
        )  # fmt: skip
    return controls.number(
        label, key=key, default=start, help=help_text, placeholder=_("not measured"),
        low=-LARGEST if whole else None, high=LARGEST if whole else None,
        step=1 if whole else _step(field), format="%d" if whole else "%g",
    )  # fmt: skip


def _date(key: str, field: Field, label: str, help_text: str | None, start: Any) -> dt.date | None:
    widget = controls.moment if moments(field) else controls.date
    return widget(
        label, key=key, default=start, help=help_text, min_value=dt.datetime(1, 1, 1),
        max_value=dt.datetime(9999, 12, 31, 23, 59), format="YYYY-MM-DD",
    )  # fmt: skip


def _day(field: Field, text: str) -> dt.date:
    """Return what the widget holds for a date: with its minutes where training had any."""
    if not moments(field):
        return dt.date.fromisoformat(text[:10])
    return dt.datetime.fromisoformat(text).replace(second=0, microsecond=0)


def _category(key: str, field: Field, label: str, help_text: str | None, start: Any) -> Any:
    levels = list(field.categories)
    options = [*levels, *_unknown(field)]
    if len(levels) <= FEW and sum(map(len, levels)) <= SHORT:
        return controls.choose(
            st.segmented_control, label, options, key=key, default=start, help=help_text,
            format_func=lambda level: muted(CHOICES.get(level, level)), required=True, wrap=True,
        )  # fmt: skip
    return controls.open_choice(
        label, options, key=key, default=start, help=help_text, placeholder=_("not measured"),
        format_func=lambda level: shorten(CHOICES.get(level, level), 60),
    )  # fmt: skip


def _step(field: Field) -> float:
    """Return a step that crosses the usual values in some twenty clicks."""
    low, high = field.usual or (field.low, field.high)
    if low is None or high is None or not high > low:
        return 1.0
    return float(10.0 ** max(-12, math.floor(math.log10((high - low) / 5))))


def _ends(field: Field) -> tuple[str, str]:
    return field.low_date, field.high_date or field.low_date


def _help(field: Field) -> str | None:
    if field.low is not None and field.high is not None:
        of = literal(unit(field.name))
        if field.low == field.high:
            always = f"{significant(field.low)} {of}".strip()
            return f"{_('Always')} {always} {_('in training')}."
        seen = f"{_('Seen in training')}: {between(field.low, field.high, of)}."
        usual = f"{_('Usually')} {between(*field.usual, of)}. " if field.usual else ""
        return f"{usual}{seen}"
    if field.low_date:
        first, last = (when(dt.datetime.fromisoformat(day)) for day in _ends(field))
        return f"{_('Seen in training')}: {first} – {last}."
    if field.kind == "category" and len(field.categories) > FEW:
        first = listed([literal(level, 30) for level in field.categories], 5)
        return f"{_('Known')}: {first}. {_('Type to search; others can be typed, too.')}"
    return None
