"""Regression: how far the answers are from the truth, and where."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.evaluation.residuals import Residuals
from mlcore.numbers import between, significant, whole
from mlcore.plots import errors as drawn
from pages.ui import cache_train, charts
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _


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
        st.table(_facts(value), border="horizontal", alt=_("Errors in numbers"))


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
