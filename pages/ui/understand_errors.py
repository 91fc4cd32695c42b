"""Regression: how far the answers are from the truth, and where."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from mlcore.evaluation.error_groups import Scatter
from mlcore.evaluation.residuals import Residuals
from mlcore.numbers import between, percent, significant, whole
from mlcore.plots import errors as drawn
from mlcore.plots.error_groups import error_groups_plot
from mlcore.plots.ranges import ranges_plot
from pages.ui import cache_train, cache_understand, charts, controls
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, shorten

ANSWERS = _("the answers")


def errors(picked: Picked) -> None:
    """Draw predicted against true values, beside the errors in numbers."""
    value, target = cache_train.residuals(picked.run, picked.trial.id), picked.run.plan.target
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("Predicted against true")):
            st.caption(_source(value), width="content")
        charts.show(
            drawn.predicted_plot(value, target, charts.appearance()), "understand.predicted"
        )
    with right:
        with heading(_("The errors in numbers")):
            st.caption(_("out-of-fold"), width="content")
        st.table(_facts(value) | _below(picked), border="horizontal", alt=_("Errors in numbers"))
    if picked.run.plan.quantile is None:
        _ranges(picked)


def _ranges(picked: Picked) -> None:
    """Draw how often ranges around the answers hold the truth."""
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("How often its ranges hold")):
            st.caption(_("made on the other folds"), width="content")
        plot = ranges_plot(
            cache_understand.ranges(picked.run, picked.trial.id), charts.appearance()
        )
        charts.show(plot, "understand.ranges")
    with right:
        with heading(_("How to read it")):
            pass
        st.markdown(
            _("Predict puts a range of one width around each answer. Here the width comes from ")
            + _("the errors on the other folds, and is tried on rows it does not know. ")
            + _("Where triangles lie apart, high and low answers are not equally sure.")
        )


def _below(picked: Picked) -> dict[str, str]:
    """Return how many true values are below the answers, where a quantile is predicted."""
    asked = picked.run.plan.quantile
    if asked is None:
        return {}
    oof = picked.run.oof(picked.trial.id)
    share = percent(float((oof.y <= oof.prediction).mean()))
    return {_("True value below the answer"): f"{share} ({percent(asked)} {_('asked for')})"}


def residuals(picked: Picked) -> None:
    """Draw the residuals, beside the rows with the largest errors."""
    value, target = cache_train.residuals(picked.run, picked.trial.id), picked.run.plan.target
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("True minus predicted")):
            st.caption(_source(value), width="content")
        charts.show(
            drawn.residuals_plot(value, target, charts.appearance()), "understand.residuals"
        )
    with right:
        with heading(_("Furthest off")):
            st.caption(_("ten rows"), width="content")
        st.dataframe(_worst(picked, value), hide_index=True, alt=_("The ten largest errors"))
        why = _("wrong data shows here before wrong models do.")
        st.markdown(f"**{_('Look at these rows first:')}** {why}")


def against(picked: Picked) -> None:
    """Draw the errors by the values of a column, or by the answers themselves."""
    run, trial = picked.run, picked.trial.id
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        with heading(_("Against")):
            column = controls.choose(
                st.selectbox, _("Column"), [ANSWERS, *run.data.names],
                key=f"understand.against.{run.id}", default=ANSWERS, width=220,
                format_func=shorten, label_visibility="collapsed",
                help=_("Any column of the data, also one the model was not given."),
            )  # fmt: skip
        st.markdown(_uneven(cache_understand.uneven(run, trial)))
        st.markdown(
            _("A group far from zero is answered too high or too low as a whole; ")
            + _("a wide one is answered badly though right on average.")
        )
    with left:
        with heading(_("Where the errors are")):
            rows = whole(len(run.splits.tested))
            st.caption(f"{_('out-of-fold')}, {rows} {_('rows')}", width="content")
        groups = cache_understand.errors_by(run, trial, None if column == ANSWERS else column)
        charts.show(error_groups_plot(groups, charts.appearance()), "understand.against")


def _uneven(found: Scatter) -> str:
    if not math.isfinite(found.p):
        return _("All answers are alike, so nothing can be said of their spread.")
    p = "p < 0.001" if found.p < 0.001 else f"p = {significant(found.p)}"
    test = f"(Breusch–Pagan {significant(found.statistic)}, {p})"
    if found.p >= 0.05:
        return f"**{_('Errors spread evenly:')}** {_('high and low answers are as sure.')} {test}"
    side = _("high") if found.rising else _("low")
    lead = f"**{_('Errors spread more for')} {side} {_('answers:')}**"
    return f"{lead} {_('one error bar does not suit all.')} {test}"


def _source(value: Residuals) -> str:
    return f"{_('out-of-fold')}, {whole(len(value.actual))} {_('rows')}"


def _facts(value: Residuals) -> dict[str, str]:
    low, *_inner, high = value.quantiles
    side = _("too low on average") if value.bias > 0 else _("too high on average")
    return {
        _("Half are within"): significant(value.half_within),
        _("Nine in ten are within"): significant(value.most_within),
        _("Nine in ten errors lie in"): between(low, high),
        _("Answers are"): f"{significant(abs(value.bias), 2)} {side}",
        _("Spread of the errors"): significant(value.sd),
        _(
            "High against low answers"
        ): f"{significant(value.spread_ratio, 2)} {_('times the error')}",
    }


def _worst(picked: Picked, value: Residuals) -> pd.DataFrame:
    rows = picked.run.splits.tested
    return pd.DataFrame(
        {
            _("Row"): [int(rows[at]) + 1 for at in value.worst],
            _("True"): [significant(value.actual[at]) for at in value.worst],
            _("Predicted"): [significant(value.predicted[at]) for at in value.worst],
            _("Off by"): [significant(value.residual[at]) for at in value.worst],
        }
    )
