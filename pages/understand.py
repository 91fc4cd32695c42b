"""Understand: where a model is right, where it is wrong, and what it leans on."""

import streamlit as st

from pages.ui import (
    controls,
    guards,
    session,
    understand_against,
    understand_checks,
    understand_classes,
    understand_effects,
    understand_errors,
    understand_export,
    understand_fairness,
    understand_leaning,
    understand_probabilities,
    understand_readable,
    understand_reasons,
    understand_slices,
    understand_threshold,
    understand_verdict,
)
from pages.ui.head import head
from pages.ui.understand_pick import Nothing, pick
from pages.ui.words import _

SLICES = (_("Worst rows"), understand_slices.slices)
REASONS = (_("Reasons"), understand_reasons.reasons)
BOTH = {
    "other": (_("Against another model"), understand_against.against),
    "checks": (_("Before you trust it"), understand_checks.checks),
}
CLASS_VIEWS = {
    "mistakes": (_("Mistakes"), understand_classes.mistakes),
    "ranking": (_("Ranking"), understand_classes.ranking),
    "probabilities": (_("Probabilities"), understand_probabilities.probabilities),
    "leaning": (_("What it leans on"), understand_leaning.leaning),
    "reasons": REASONS,
    "effects": (_("Effects"), understand_effects.effects),
    "readable": (_("The model itself"), understand_readable.readable),
    "slices": SLICES,
    "fairness": (_("Fairness"), understand_fairness.fairness),
    **BOTH,
}
TWO_CLASS_VIEWS = {
    "mistakes": CLASS_VIEWS["mistakes"],
    "threshold": (_("Threshold"), understand_threshold.threshold),
    **CLASS_VIEWS,
}
NUMBER_VIEWS = {
    "errors": (_("Errors"), understand_errors.errors),
    "residuals": (_("Residuals"), understand_errors.residuals),
    "against": (_("Against"), understand_errors.against),
    "leaning": (_("What it leans on"), understand_leaning.leaning),
    "reasons": REASONS,
    "effects": (_("Effects"), understand_effects.effects),
    "readable": (_("The model itself"), understand_readable.readable),
    "slices": SLICES,
    **BOTH,
}

with guards.page():
    space = session.workspace()
    head(
        _("Understand"),
        _("Where the model is right, where it is wrong, and what it leans on."),
        space,
    )
    picked = pick(space)
    if isinstance(picked, Nothing):
        guards.empty("insights", picked.title, picked.sentence, picked.primary, picked.secondary)
        st.stop()

    understand_verdict.verdict(picked)
    classes = len(picked.run.classes)
    views = TWO_CLASS_VIEWS if classes == 2 else CLASS_VIEWS if classes else NUMBER_VIEWS
    view = controls.choose(
        st.selectbox,
        _("View"),
        list(views),
        key=f"understand.view.{'b' if classes == 2 else 'c' if classes else 'n'}",
        default=next(iter(views)),
        format_func=lambda name: views[name][0],
        width=330,
    )
    views[view][1](picked)
    understand_export.downloads(space, picked)
