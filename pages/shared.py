"""One model for others, by a link: a form and its answer, with nothing else to go to."""

from __future__ import annotations

import streamlit as st

from mlcore.serving import links
from mlcore.serving.links import Link
from mlcore.workspace import scenarios
from pages.ui import (
    cache,
    guards,
    predict_answer,
    predict_form,
    predict_scenarios,
    predict_shared,
    predict_why,
    session,
)
from pages.ui.head import head
from pages.ui.words import _

with guards.page():
    store = cache.store()
    link = links.followed(store, session.guest())
    model = predict_shared.model_of(store, link)
    head(predict_shared.title(link), predict_shared.lead(model))

    @st.fragment
    @guards.guarded
    def ask(link: Link) -> None:
        """Form and answer; the link is looked at each time, so that it ends when it is revoked."""
        links.followed(store, session.guest())
        left, right = st.columns([1, 1.25], gap="large")
        with left:
            row = predict_form.form(link.id, model, link.start, private=True)
        with right:
            told = predict_answer.answer_card(model, None, row)
            if told is not None:
                predict_why.why(link.id, model, told)
                predict_why.closer(link.id, model, told)
        if told is not None:
            kept = scenarios.shared(store, link.workspace, link.id)
            predict_scenarios.given(link.id, model, told, kept)

    ask(link)
    st.caption(_("What you enter here is not kept."))
