"""Models: the versions of each model, how good they are, and which one answers."""

import streamlit as st

from pages.ui import (
    controls,
    guards,
    learn_links,
    models_access,
    models_again,
    models_audit,
    models_card,
    models_evidence,
    models_import,
    models_marks,
    models_versions,
    session,
)
from pages.ui.head import head, heading
from pages.ui.words import _, shorten

LEAD = _("Versions never change. The champion is the one that answers on Predict and over REST.")

with guards.page():
    space = session.workspace()
    head(_("Models"), LEAD, space)
    names = [entry.name for entry in space.registry.models()]
    if not names:
        guards.empty(
            "deployed_code",
            _("No model is registered yet"),
            _("Train with a name, and the best model becomes version 1 of it."),
            (_("Train models"), "train"),
            (_("Start with a sample"), "home"),
        )
        models_import.bring(space)
        st.stop()

    name = names[0]
    if len(names) > 1:
        name = controls.choose(
            st.selectbox,
            _("Model"),
            names,
            key="models.name",
            default=names[0],
            format_func=shorten,
            width=320,
        )
    versions = space.registry.versions(name, models_versions.MOST)
    champion = models_versions.champion(space, name, versions)
    lost = {entry.version for entry in versions if not space.registry.complete(entry)}
    models_versions.table(name, versions, lost)

    left, right = st.columns([1.2, 1], gap="large")
    with left:
        chosen = models_versions.choose(name, versions)
        models_again.again(space, chosen, chosen.version in lost)
        models_card.card(space, chosen, chosen.version in lost)
        models_marks.marks(space, chosen)
        models_marks.changed(space, chosen, champion)
        learn_links.to_lesson(space, chosen)
    with right:
        with heading(_("Evidence")):
            models_evidence.back(space, name)
        models_evidence.evidence(space, chosen, champion, promotable=chosen.version not in lost)
    if chosen.version not in lost:
        models_access.access(space, chosen)
    models_import.find(space)
    models_import.bring(space)
    models_audit.audit(space)
