"""Classification: do probabilities mean what they say, and what is their ranking good for?"""

from __future__ import annotations

import streamlit as st

from mlcore.evaluation.calibration import Calibration
from mlcore.numbers import measured, percent, whole
from mlcore.plots import probabilities as drawn
from pages.ui import cache_understand, charts, controls
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, shorten

METHODS = {"none": _("As trained"), "isotonic": _("Isotonic"), "sigmoid": _("Sigmoid")}


def probabilities(picked: Picked) -> None:
    """Draw reliability with its switch, then how rows spread and what a ranking finds."""
    run, trial = picked.run, picked.trial.id
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        positive = _positive(picked)
        method = controls.segments(
            _("Recalibrate"), list(METHODS), key=f"understand.calibrate.{run.id}",
            default="none", words=METHODS.__getitem__,
            help=_("A curve that corrects probabilities, fitted on the other folds each time."),
        )  # fmt: skip
        value = cache_understand.calibration(run, trial, positive, method)
        st.table(_facts(value), border="horizontal", alt=_("Probabilities in numbers"))
    with left:
        with heading(_("Do probabilities mean what they say?")):
            st.caption(_source(value), width="content")
        before = cache_understand.calibration(run, trial, positive, "none")
        shown = None if method == "none" else before
        plot = drawn.calibration_plot(value, charts.appearance(), before=shown)
        charts.show(plot, "understand.calibration")
    _ranking(picked, positive)


def _positive(picked: Picked) -> int:
    classes = picked.run.classes
    with heading(_("Class")):
        name = controls.choose(
            st.selectbox, _("Class"), list(classes), key=f"understand.class.{picked.run.id}",
            default=classes[-1] if len(classes) == 2 else classes[0], format_func=shorten,
            width=200, label_visibility="collapsed",
            help=_("This class against all others together."),
        )  # fmt: skip
    return classes.index(name)


def _source(value: Calibration) -> str:
    return f"{_('out-of-fold')}, {whole(value.rows)} {_('rows')}"


def _facts(value: Calibration) -> dict[str, str]:
    loss = value.loss
    bins = f"{len(value.bins)} {_('bins of equal size')}"
    return {
        _("Calibration error (ECE)"): f"{percent(value.error)}, {bins}",
        _("Brier score"): measured(value.brier),
        _("Log loss"): measured(loss.total),
        _("made of: guessing the share"): measured(loss.uncertainty),
        _("less what tells rows apart"): measured(loss.resolution),
        _("and saying too much or too little"): measured(loss.reliability),
        _("and what differs within bins"): measured(loss.within),
    }


def _ranking(picked: Picked, positive: int) -> None:
    gains, scores = cache_understand.ranking(picked.run, picked.trial.id, positive)
    left, right = st.columns(2, gap="large")
    with left:
        with heading(_("How many the first rows find")):
            pass
        charts.show(drawn.gains_plot(gains, charts.appearance()), "understand.gains")
    with right:
        with heading(_("How the two sides spread")):
            pass
        charts.show(drawn.scores_plot(scores, charts.appearance()), "understand.scores")
