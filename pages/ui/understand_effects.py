"""How the answer changes with one column, on rows the fit has not seen."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.numbers import whole
from mlcore.plots.effects import effect_plot, interaction_plot
from mlcore.training.leaning import ROWS
from pages.ui import cache_understand, charts, controls
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, code, literal, shorten

WAYS = {"all": _("In all rows"), "local": _("In small moves"), "two": _("Two together")}
MEANING = {
    "all": _(
        "Every value is put into all rows, and the answers are averaged (partial dependence). "
    )
    + _("Where two columns go together it also asks about rows that cannot be."),
    "local": _("Each row is only moved to the ends of its own range, and the differences are ")
    + _("added up (accumulated local effects); the mean over the rows is 0."),
    "two": _("What two columns do beyond what each does alone (second-order accumulated local ")
    + _("effect): 0 everywhere where the two only add up."),
}


def effects(picked: Picked) -> None:
    """Draw the effect of one column, as partial dependence or accumulated."""
    run = picked.run
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        column, positive, way = _ask(picked)
        other = _other(picked, column) if way == "two" else None
        st.markdown(MEANING[way])
        st.caption(_source(picked))
    if other is not None:
        with left:
            _together(picked, (column, other), positive)
        return
    with left:
        with heading(f"{_('The answer along')} {literal(column, 30)}"):
            pass
        with st.skeleton(height=290):
            local = way == "local"
            value = cache_understand.effect(run, picked.trial.id, column, positive, local)
        charts.show(
            effect_plot(value, _answer(picked, positive), charts.appearance()), "understand.effect"
        )


def _together(picked: Picked, columns: tuple[str, str], positive: int) -> None:
    first, second = (literal(name, 24) for name in columns)
    with heading(f"{first} {_('with')} {second}"):
        pass
    with st.skeleton(height=290):
        value = cache_understand.interaction(picked.run, picked.trial.id, columns, positive)
    plot = interaction_plot(value, _answer(picked, positive), charts.appearance())
    charts.show(plot, "understand.two")


def _other(picked: Picked, column: str) -> str | None:
    others = [name for name in _numbers(picked) if name != column]
    if not others:
        return None
    other: str = controls.choose(
        st.selectbox, _("With"), others, key=f"understand.with.{picked.run.id}",
        default=others[0], format_func=shorten,
    )  # fmt: skip
    return other


def _ask(picked: Picked) -> tuple[str, int, str]:
    run = picked.run
    inputs = list(run.problem.inputs)
    with heading(_("Column")):
        column = controls.choose(
            st.selectbox, _("Column"), inputs, key=f"understand.effect.{run.id}",
            default=inputs[0], format_func=shorten, width=220, label_visibility="collapsed",
        )  # fmt: skip
    positive = 0
    if run.classes:
        name = controls.choose(
            st.selectbox, _("Probability of"), list(run.classes), format_func=shorten,
            key=f"understand.class.{run.id}",
            default=run.classes[-1] if len(run.classes) == 2 else run.classes[0],
        )  # fmt: skip
        positive = run.classes.index(name)
    numbers = _numbers(picked)
    ways = ["all"] if column not in numbers else list(WAYS)[: 3 if len(numbers) > 1 else 2]
    way = controls.segments(
        _("How"), ways, key=f"understand.local.{run.id}", default="all",
        words=WAYS.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    return column, positive, way


def _numbers(picked: Picked) -> list[str]:
    """Return the inputs that are numbers."""
    kept = picked.run.data.frame(list(picked.run.problem.inputs), slice(0, 0))
    numeric, boolean = pd.api.types.is_numeric_dtype, pd.api.types.is_bool_dtype
    return [name for name in kept.columns if numeric(kept[name]) and not boolean(kept[name])]


def _answer(picked: Picked, positive: int) -> str:
    run = picked.run
    if run.classes:
        return f"{_('Probability of')} {run.classes[positive]}"
    return f"{_('Predicted')} {run.plan.target}"


def _source(picked: Picked) -> str:
    every = len(picked.run.splits.folds[0][1])
    rows = min(every, ROWS)
    part = _("A *sample* of") if rows < every else _("All")
    said = f"{part} {whole(rows)} {_('rows of fold 1, which this fit had not seen')}."
    return f"{said} {_('What the model does, not what causes')} {code(picked.run.plan.target)}."
