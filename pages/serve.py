"""Serve & watch: what models are asked, whether the world has moved, and who is told."""

import time
from dataclasses import replace

import streamlit as st

from mlcore.monitoring import log, traffic, watch
from mlcore.monitoring.watch import HOURS
from pages.ui import (
    cache_serve,
    controls,
    guards,
    models_access,
    models_audit,
    serve_alerts,
    serve_drift,
    serve_live,
    serve_log,
    serve_scores,
    serve_trial,
    serve_versions,
    session,
)
from pages.ui.head import head, heading
from pages.ui.words import _, shorten

LEAD = _("Every request is counted. Rows are logged as the settings say, and only for a while.")

with guards.page():
    space = session.workspace()
    head(_("Serve & watch"), LEAD, space)
    known = [entry for entry in space.registry.models() if entry.champion]
    if not known:
        guards.empty(
            "monitor_heart",
            _("No model is in service yet"),
            _("A model that has a champion answers over REST; what it is asked is shown here."),
            (_("Train models"), "train"),
            (_("Models"), "models"),
        )
        st.stop()

    asked = traffic.names(space.store, space.id)
    names = sorted((entry.name for entry in known), key=lambda name: name not in asked)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = controls.choose(
            st.selectbox, _("Model"), names, key="serve.name", default=names[0],
            format_func=shorten, width=320,
        )  # fmt: skip
        hours = controls.segments(
            _("Window"), HOURS, key="serve.hours", default=24, words=serve_log.window_words
        )
        against = controls.segments(
            _("Compared with"), ("training", "week"), key="serve.against", default="training",
            words=lambda value: serve_log.AGAINST[value],
        )  # fmt: skip
    now, champion = time.time(), space.registry.resolve(name)[1]
    versions = {entry.version: entry for entry in space.registry.versions(name)}

    if name not in asked and not log.size(space.store, (space.id, name)):
        serve_log.nothing_yet(space, versions[champion])
    else:
        kept = watch.load(space.store, (space.id, name)).watch
        how = replace(kept, hours=hours, against=against)
        found, _window = cache_serve.looked(space, name, champion, how, now)
        serve_live.figures(space, name, hours, found)
        serve_alerts.standing(space, name)
        with heading(_("Has the world moved?")):
            st.caption(serve_log.looked_at(found), width="content")
        changed = cache_serve.changed(space, name, champion, how, now)
        serve_drift.of_found(found, changed, versions[champion].meta)
        serve_scores.scores(space, found, how, now)
        serve_live.charts_of(space, name, hours)

    alerts, parts, tokens, audit, logged, streams = st.tabs(serve_log.TABS)
    with alerts:
        serve_alerts.again(space, name)
        serve_alerts.rules(space, name)
        serve_alerts.history(space, name)
    with parts:
        serve_versions.versions(space, name, hours)
        serve_trial.trial(space, name, versions, now)
    with tokens:
        models_access.access(space, versions[champion])
    with audit:
        models_audit.audit(space)
    with logged:
        serve_log.forget(space, name)
    with streams:
        serve_log.stream(space, name, champion)
