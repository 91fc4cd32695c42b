"""Predict: ask a model about one case, or about every row of a file."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    guards,
    predict_answer,
    predict_batch,
    predict_form,
    predict_pick,
    predict_scenarios,
    predict_share,
    predict_why,
    session,
)
from pages.ui.head import head
from pages.ui.words import _

with guards.page():
    space = session.workspace()
    choices = predict_pick.choices(space)
    if not choices:
        head(_("Predict"), _("Ask a model about one case or a whole file."))
        guards.empty(
            "online_prediction",
            _("No model yet"),
            _("Train models on a table first; the best one then answers here."),
            (_("Train models"), "train"),
            (_("Start with a sample"), "home"),
        )
    else:
        ref = predict_pick.current(choices)
        head(_("Predict"), predict_pick.lead(choices[ref]))
        predict_pick.picker(choices)
        model = space.registry.load(ref)

        @st.fragment
        @guards.guarded
        def ask() -> None:
            """Form and answer: only they run again when a field changes."""
            left, right = st.columns([1, 1.25], gap="large")
            with left:
                row = predict_form.form(ref, model)
                predict_share.share(space, choices[ref], row)
            with right:
                told = predict_answer.answer_card(model, choices[ref], row)
                predict_scenarios.beside(space, choices, choices[ref], row)
                if told is not None:
                    predict_why.why(ref, model, told)
                    predict_why.closer(ref, model, told)
            if told is not None:
                predict_scenarios.side_by_side(space, choices[ref], model, told)
                predict_why.alike(model, told)

        ask()
        predict_batch.whole_file(space, choices[ref].exact)
