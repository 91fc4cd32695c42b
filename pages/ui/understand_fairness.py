"""Fairness: the same rates for each group of a column, which need not be an input."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from mlcore.evaluation.fairness import MOST_GROUPS, Fairness, Goal
from mlcore.numbers import fixed, percent
from mlcore.plots.fairness import RATES, fairness_plot, tradeoff_plot
from pages.ui import cache_understand, charts, controls, learn_links
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, code, shorten

SHORT = {
    "selection": _("Answered so"), "found": _("Found"), "alarms": _("False alarms"),
    "right": _("Right"), "observed": _("Calibration"),
}  # fmt: skip
GOALS: dict[Goal, str] = {"found": _("Found alike"), "selection": _("Answered alike")}


def fairness(picked: Picked) -> None:
    """Draw the rates of each group, how far they differ, and what evening out would cost."""
    run = picked.run
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        column, positive = _ask(picked)
        found = cache_understand.fairness(run, picked.trial.id, column, positive)
        _differences(found, column, given=column in run.problem.inputs)
        learn_links.to_fairness(run, picked.trial.id, run.classes[positive], column)
    with left:
        with heading(_("Is it as good for each group?")):
            st.caption(_("out-of-fold"), width="content")
        rate = controls.segments(
            _("Rate"), list(RATES), key=f"understand.rate.{run.id}", default="found",
            words=SHORT.__getitem__, label_visibility="collapsed",
        )  # fmt: skip
        charts.show(fairness_plot(found, rate, charts.appearance()), "understand.fairness")
        if len(found.groups) > 1:
            _evened(picked, column, positive, found)


def _ask(picked: Picked) -> tuple[str, int]:
    run = picked.run
    with heading(_("Groups of")):
        columns = [column for column in run.data.columns if column.name != run.plan.target]
        names = [column.name for column in columns]
        few = [column.name for column in columns if 2 <= column.unique <= MOST_GROUPS]
        column = controls.choose(
            st.selectbox, _("Column"), names, key=f"understand.sensitive.{run.id}",
            default=(few or names)[0], format_func=shorten, width=220, label_visibility="collapsed",
            help=_("Any column of the data: it need not be one the model was given."),
        )  # fmt: skip
    name = controls.choose(
        st.selectbox, _("Answered as"), list(run.classes), key=f"understand.selected.{run.id}",
        default=run.classes[-1], format_func=shorten,
        help=_("The answer that means something for those concerned, such as a loan."),
    )  # fmt: skip
    return column, run.classes.index(name)


def _differences(found: Fairness, column: str, *, given: bool) -> None:
    st.table(
        {
            _("Demographic parity difference"): percent(found.parity),
            _("Demographic parity ratio"): fixed(found.parity_ratio, 2),
            _("Equalized odds difference"): percent(found.odds),
            _("Equal opportunity difference"): percent(found.opportunity),
        },
        border="horizontal",
        alt=_("How far the groups differ"),
    )
    words = _("is an input of the model.") if given else _("is not an input of the model.")
    st.caption(f"{code(column)} {words} {_('Answered so means at least 50% likely.')}")


def _evened(picked: Picked, column: str, positive: int, found: Fairness) -> None:
    expander = st.expander(
        _("What evening out would cost"), type="compact", key="understand.evened",
        on_change="rerun",
    )  # fmt: skip
    if not expander.open:
        return
    with expander:
        goal = controls.segments(
            _("Goal"), list(get_args(Goal))[::-1], key=f"understand.goal.{picked.run.id}",
            default="found", words=GOALS.__getitem__, label_visibility="collapsed",
        )  # fmt: skip
        asked = (picked.run, picked.trial.id, column, positive, goal)
        after, course = cache_understand.evened(*asked)
        charts.show(tradeoff_plot(course, charts.appearance()), "understand.tradeoff")
        st.table(
            {
                _("Equal opportunity difference"): _from_to(found.opportunity, after.opportunity),
                _("Demographic parity difference"): _from_to(found.parity, after.parity),
                _("Answered right"): _from_to(found.accuracy, after.accuracy),
            },
            border="horizontal",
            alt=_("Before and after evening out"),
        )
        st.markdown(
            _("Each group gets a threshold of its own, fitted on these rows. Nothing is saved: ")
            + _("treating groups apart may not be allowed, whatever it evens out.")
        )


def _from_to(before: float, after: float) -> str:
    return f"{percent(before)} → {percent(after)}"
