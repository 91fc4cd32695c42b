"""Classification: do probabilities mean what they say, and what is their ranking good for?"""

from __future__ import annotations

import streamlit as st

from mlcore.errors import LoupeError
from mlcore.evaluation.calibration import FEWEST_PER_CLASS, Calibration
from mlcore.evaluation.messages import TOO_FEW_TO_CORRECT
from mlcore.evaluation.recalibration import Way
from mlcore.numbers import measured, percent, whole
from mlcore.plots import probabilities as drawn
from mlcore.prediction.recalibrated import recalibrated
from mlcore.registry.entries import VersionEntry
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_understand, charts, controls, guards, session, train_chosen
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, literal, shorten

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
        if method != "none":
            _saving(picked, method)
    with left:
        with heading(_("Do probabilities mean what they say?")):
            st.caption(_source(value), width="content")
        before = cache_understand.calibration(run, trial, positive, "none")
        shown = None if method == "none" else before
        plot = drawn.calibration_plot(value, charts.appearance(), before=shown)
        charts.show(plot, "understand.calibration")
    _ranking(picked, positive)


def _saving(picked: Picked, method: Way) -> None:
    space = session.workspace()
    version = train_chosen.registered(space, picked.entry.id, picked.trial.id)
    if version is None:
        st.caption(_("A correction is saved with a version: use this model on Train first."))
    elif version.meta.recalibration.get("method") == method:
        lead = f"{_('Saved as version')} {version.version}."
        st.markdown(f"**{lead}** {_('It answers for the model once it is promoted.')}")
    elif version.meta.threshold is not None:
        words = _("answers by a threshold on its present probabilities; correct an earlier one.")
        st.caption(f"{_('Version')} {version.version} {words}")
    else:
        name = literal(version.name, 24)
        st.button(
            f"{_('Save')} {METHODS[method].lower()} {_('with')} {name}", type="primary",
            key="understand.recalibrate", icon=":material/tune:", on_click=_save,
            args=(space, picked, version, method),
            help=_("Makes a new version of the same fit; the curve is fitted on all these rows."),
        )  # fmt: skip


@guards.callback
def _save(space: Workspace, picked: Picked, version: VersionEntry, method: Way) -> None:
    found = recalibrated(picked.run, picked.trial.id, method)
    if found is None:
        raise LoupeError(TOO_FEW_TO_CORRECT, rows=FEWEST_PER_CLASS)
    space.registry.with_recalibration(version.name, version.version, found)


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
