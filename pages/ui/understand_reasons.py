"""Why answers are as they are: SHAP values of many rows, and of one."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from mlcore.evaluation.contributions import Contributions
from mlcore.language import count
from mlcore.numbers import significant, when, whole
from mlcore.plots.contributions import METHODS, reach_plot, swarm_plot
from mlcore.plots.reasons import SignedParts, reasons_plot
from mlcore.prediction.columns import plain
from mlcore.prediction.overall import ROWS, SECONDS, Stored, restored
from mlcore.workspace import studies
from mlcore.workspace.studies import Study
from pages.ui import cache_understand, charts, controls, understand_study
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, code, literal, shorten

WAYS = {"mean": _("On average"), "rows": _("Row by row")}
QUICK = 1.0
"""Seconds of a fit up to which the page does not ask first."""


def reasons(picked: Picked) -> None:
    """Draw how far each column moves the answers, and the reasons of one row."""
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        positive = _positive(picked)
        value = _value(picked, positive)
        st.markdown(
            _("Each answer is taken apart: a start that is the same for all rows, and what each ")
            + _("column adds or takes away (SHAP values). They add up to the answer exactly.")
        )
        if value is not None:
            st.caption(_source(picked, value))
    if value is None:
        left.markdown(f":gray[{_('This model takes longer to take apart; ask for it.')}]")
        return
    with left:
        with heading(_("How far columns move the answers")):
            way = controls.segments(
                _("Show"), list(WAYS), key=f"understand.reach.{picked.run.id}", default="mean",
                words=WAYS.__getitem__, label_visibility="collapsed",
            )  # fmt: skip
        draw = reach_plot if way == "mean" else swarm_plot
        charts.show(
            draw(value, _answer(picked, value.answer), charts.appearance()),
            f"understand.reach.{way}",
        )
        if way == "rows":
            st.caption(_("Teal: the column is high in this row; brass: it is low; grey: no order."))
    _one(picked, value)


def _positive(picked: Picked) -> int | None:
    classes = picked.run.classes
    with heading(_("How to read it")):
        if not classes:
            return None
        name = controls.choose(
            st.selectbox, _("Class"), list(classes), key=f"understand.class.{picked.run.id}",
            default=classes[-1] if len(classes) == 2 else classes[0], format_func=shorten,
            width=200, label_visibility="collapsed", help=_("The class whose score is explained."),
        )  # fmt: skip
    return classes.index(name)


def _value(picked: Picked, positive: int | None) -> Contributions | None:
    """Return the contributions: those of a job that is done, else those that come at once."""
    run, trial = picked.run, picked.trial
    study = Study(run.id, trial.id, "reasons", "" if positive is None else str(positive))
    quick = trial.fit_seconds <= QUICK
    value = cache_understand.reasons(run, trial.id, positive) if quick else None
    wanted = min(ROWS, len(run.splits.folds[0][1]))
    if value is not None and len(value.rows) >= min(wanted, cache_understand.AT_ONCE.rows):
        return value
    job = understand_study.done(
        study, f"{_('Explain')} {count(wanted, 'row')}", trial.fit_seconds + SECONDS
    )
    if job is None:
        return value
    found = studies.result(job)
    assert isinstance(found, Stored)
    return restored(run, found)


def _answer(picked: Picked, of: str) -> str:
    return f"{picked.run.plan.target} = {of}" if of else picked.run.plan.target


def _source(picked: Picked, value: Contributions) -> str:
    part = _("A *sample* of") if len(value.rows) < value.of else _("All")
    rows = f"{part} {whole(len(value.rows))} {_('of')} {whole(value.of)} {_('rows of fold 1')}"
    how = METHODS[value.method]
    said = f"{rows}, {_('which this fit had not seen')}. {how[:1].upper()}{how[1:]}"
    if value.compared:
        said += f", {_('compared with')} {count(value.compared, 'training row')}"
    scale = ""
    if value.scale == "score":
        scale = f" {_('In log odds of')} {literal(value.answer, 40)}."
    elif value.scale == "probability":
        scale = f" {_('In the probability of')} {literal(value.answer, 40)}."
    target = code(picked.run.plan.target)
    return f"{said}.{scale} {_('What the model does, not what causes')} {target}."


def _one(picked: Picked, value: Contributions) -> None:
    totals = value.totals
    order = sorted(range(len(totals)), key=lambda at: -totals[at])
    rows = [int(value.rows[at]) + 1 for at in order]
    left, right = st.columns([1.6, 1], gap="large")
    with left, heading(_("One row")):
        row = controls.choose(
            st.selectbox, _("Row"), rows, key=f"understand.row.{picked.run.id}", default=rows[0],
            format_func=lambda number: f"{_('Row')} {whole(number)}", width=200,
            label_visibility="collapsed", help=_("Those with the highest answers come first."),
        )  # fmt: skip
    at = order[rows.index(row)]
    parts = tuple(
        (f"{name} {_cell(value, name, at)}", part) for name, part in value.row(at)
    )  # fmt: skip
    with left:
        signed = SignedParts(value.start, float(totals[at]), parts)
        charts.show(reasons_plot(signed, charts.appearance()), "understand.one")
    with right:
        st.table(
            {
                _("Start, the same for all"): significant(value.start),
                _("What the columns add"): significant(float(totals[at]) - value.start),
                _("Answer"): significant(float(totals[at])),
            },
            border="horizontal",
            alt=_("From the start to the answer"),
        )


def _cell(value: Contributions, name: str, at: int) -> str:
    cell = plain(value.frame[name].iloc[at])
    if cell is None:
        return _("missing")
    if isinstance(cell, datetime):
        return when(cell)
    number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return significant(float(cell)) if number else shorten(cell, 24)
