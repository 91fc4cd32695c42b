"""Where a search looks, asked for one model at a time; empty fields leave the usual ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import streamlit as st

from mlcore.catalog.distributions import Choice, Float, Int
from mlcore.catalog.entry import ModelEntry
from mlcore.catalog.models import chosen
from mlcore.types import Aim
from pages.ui import controls, session
from pages.ui.words import _, literal

Ranges: TypeAlias = "tuple[tuple[str, str, float, float], ...]"
Numbers = list[tuple[str, Float | Int]]


def ask(aim: Aim, models: Sequence[str]) -> Ranges:
    """Draw the fields of one model, and return the ranges given for all that are trained."""
    searched = {model.name: model for model in chosen(models, aim) if _numbers(model, aim)}
    if not searched:
        return ()
    with st.popover(_("Own ranges"), icon=":material/straighten:", type="tertiary"):
        name = controls.choose(
            st.selectbox, _("Ranges of"), list(searched), key="train.ranges.model",
            default=next(iter(searched)), format_func=lambda model: searched[model].title,
        )  # fmt: skip
        for parameter, usual in _numbers(searched[name], aim):
            _fields(name, parameter, usual)
    return tuple(
        (model.name, parameter, *_ends(model.name, parameter, usual))
        for model in searched.values()
        for parameter, usual in _numbers(model, aim)
        if _given(model.name, parameter) != (None, None)
    )


def _numbers(model: ModelEntry, aim: Aim) -> Numbers:
    return [(name, one) for name, one in model.space(aim) if not isinstance(one, Choice)]


def _fields(model: str, parameter: str, usual: Float | Int) -> None:
    step = 1 if isinstance(usual, Int) else None
    for end, column in zip(("low", "high"), st.columns(2), strict=True):
        with column:
            controls.number(
                f"{literal(parameter)}, {_('from') if end == 'low' else _('to')}",
                key=_key(model, parameter, end), default=None, step=step,
                format="%d" if step else "%g", placeholder=f"{getattr(usual, end):g}",
            )  # fmt: skip


def _ends(model: str, parameter: str, usual: Float | Int) -> tuple[float, float]:
    low, high = _given(model, parameter)
    return usual.low if low is None else low, usual.high if high is None else high


def _given(model: str, parameter: str) -> tuple[float | None, float | None]:
    keys = (_key(model, parameter, end) for end in ("low", "high"))
    low, high = (session.value(key, session.saved(key)) for key in keys)
    return low, high


def _key(model: str, parameter: str, end: str) -> str:
    return f"train.range.{model}.{parameter}.{end}"
