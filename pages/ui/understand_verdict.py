"""The verdict on one model: how good, against what, on which rows."""

from __future__ import annotations

import streamlit as st

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import Metric, metric
from mlcore.evaluation.ties import tied
from mlcore.language import count
from mlcore.numbers import apart, measured, spread, whole
from mlcore.training.run import Run
from mlcore.types import Trial
from pages.ui.understand_pick import Picked
from pages.ui.words import _, code


def verdict(picked: Picked) -> None:
    """Draw sentence, badges and the three numbers that back it."""
    run, trial = picked.run, picked.trial
    measure = metric(run.plan.metric or "")
    baseline = _baseline(run)
    with st.container(border=True, gap="small"):
        st.markdown(_sentence(run, trial, measure, baseline))
        with st.container(horizontal=True, gap="xsmall"):
            _badges(run, trial, baseline)
        with st.container(horizontal=True, gap="medium"):
            _numbers(run, trial, measure, baseline)


def _sentence(run: Run, trial: Trial, measure: Metric, baseline: Trial | None) -> str:
    title, target = entry(trial.model).title, code(run.plan.target)
    lead = (
        f"**{title} {_('predicts')} {target} {_('with')} {measure.title} {_shown(measure, trial)}**"
    )
    if baseline is None or baseline.id == trial.id:
        return f"{lead}. {measure.sentence}"
    gap = apart(trial.score or 0.0, baseline.score or 0.0)
    side = _("better than") if (trial.score or 0) > (baseline.score or 0) else _("not better than")
    rival = f"{entry(baseline.model).title} ({_shown(measure, baseline)})"
    return f"{lead}, {gap} {side} {rival}. {measure.sentence}"


def _badges(run: Run, trial: Trial, baseline: Trial | None) -> None:
    rows, folds = whole(len(run.splits.tested)), len(run.splits.folds)
    if entry(trial.model).baseline:
        st.badge(_("Baseline"), icon=":material/horizontal_rule:", color="gray")
    elif tied(run.best.fold_scores, trial.fold_scores, ratio=run.splits.ratio):
        alone = trial.id == run.best.id and _ties(run) == 1
        words = _("First") if alone else _("Tied first")
        st.badge(words, icon=":material/check_circle:", color="blue")
    if baseline is not None and baseline.id != trial.id:
        if (trial.score or 0) > (baseline.score or 0):
            st.badge(_("Beats the baseline"), icon=":material/verified:", color="green")
        else:
            st.badge(_("No better than the baseline"), icon=":material/warning:", color="orange")
    st.badge(f"{_('out-of-fold')}, {rows} {_('rows')}, {folds} {_('folds')}", color="gray")
    held = len(run.splits.holdout_rows)
    if held:
        st.badge(f"{count(held, 'row')} {_('set aside, not used here')}", color="gray")


def _numbers(run: Run, trial: Trial, measure: Metric, baseline: Trial | None) -> None:
    label = f"{measure.title}, {_('out-of-fold')}"
    st.metric(label, spread(measure.display(trial.score or 0.0), trial.sd), help=measure.sentence)
    if trial.train_scores:
        seen = sum(trial.train_scores) / len(trial.train_scores)
        st.metric(
            _("The same on rows it has seen"),
            measured(measure.display(seen)),
            help=_("Far better on seen rows than on unseen ones: the model learns some noise."),
        )
    if baseline is not None and baseline.id != trial.id:
        st.metric(f"{entry(baseline.model).title}, {_('out-of-fold')}", _shown(measure, baseline))


def _shown(measure: Metric, trial: Trial) -> str:
    return measured(measure.display(trial.score or 0.0))


def _baseline(run: Run) -> Trial | None:
    found = [trial for trial in run.finished if entry(trial.model).baseline]
    return found[0] if found else None


def _ties(run: Run) -> int:
    best = run.best.fold_scores
    ratio = run.splits.ratio
    return sum(tied(best, other.fold_scores, ratio=ratio) for other in run.finished)
