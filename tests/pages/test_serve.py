"""Serve & watch: nothing yet, live traffic, the three answers, alerts, rules, the log."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
import streamlit as st

from mlcore.jobs.inline import run_inline
from mlcore.monitoring import alerts, check, feedback, log, watch
from mlcore.monitoring.feedback import Label
from mlcore.monitoring.logged import Served, said
from mlcore.monitoring.recorder import Recorder
from mlcore.prediction.answer import answers
from mlcore.serving import breakers, challenger, tokens
from mlcore.serving.challenger import Challenge, Tally
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace import retraining
from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import jobs_of, run, words

NAME = "Penguins"


def ask(space: Workspace, rows: int, change: dict[str, object] | None = None) -> list[str]:
    """Send rows like those of training, one request each; return their ids."""
    model = space.registry.load(NAME)
    assert model.known is not None
    rng = np.random.default_rng(1)
    cases = model.known.cases.rows
    names, chosen = model.signature.names, rng.integers(len(cases), size=rows)
    sent = [dict(zip(names, cases[i], strict=True)) | (change or {}) for i in chosen]
    made = answers(model, model.check(sent))
    free = replace(space.store.settings, log_rows_second=10**6)
    told = Recorder(Store(free, space.store._engine, space.store.objects))
    ids = [f"r{at}" for at in range(rows)]
    for at, (row, answer) in enumerate(zip(sent, made, strict=True)):
        told.record(Served(space.id, NAME, 1, ids[at], time.time(), 0.004, (row,), (said(answer),)))
    told.close()
    return ids


@pytest.fixture
def two(trained: Workspace) -> Workspace:
    """Return the workspace with a second version of Penguins, which is not promoted."""
    job = trained.train(Plan("species", models=("tree",), folds=2), NAME)
    assert run_inline(trained.store, job).state == "done"
    return trained


def test_without_a_model_the_page_says_what_to_do(space: Workspace) -> None:
    app = run("serve")
    assert "No model is in service yet" in words(app)


def test_before_the_first_request_there_is_a_call_to_copy(trained: Workspace) -> None:
    app = run("serve")
    assert not app.exception
    assert "Nobody has asked it yet" in words(app)
    assert "/api/v1/models/" in app.code[0].value


def test_m02_few_rows_are_told_as_such(trained: Workspace) -> None:
    ask(trained, 12)
    app = run("serve")
    assert not app.exception
    assert "Not enough data (12 of 100)" in words(app)
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["Requests"] == "12"


def test_usual_rows_show_no_drift_and_an_estimate(trained: Workspace) -> None:
    ids = ask(trained, 150)
    model = trained.registry.load(NAME)
    labels = [Label(one, model.signature.classes[0]) for one in ids[:60]]
    feedback.label(trained.store, (trained.id, NAME), model.signature, labels)
    app = run("serve")
    assert not app.exception
    told = words(app)
    assert "No input differs from the reference" in told
    assert "Performance is known for 40% of the logged rows" in told
    assert "cannot see that the same inputs" in told
    facts = app.table[0].value.to_string()
    assert "150 rows asked" in facts
    assert "60 labelled rows" in facts


def test_drift_is_ranked_and_alerts_stand_until_seen(trained: Workspace) -> None:
    field = next(f for f in trained.registry.load(NAME).signature.fields if f.kind == "number")
    ask(trained, 150, {field.name: field.high})
    check.check(trained.registry, NAME)
    app = run("serve")
    assert not app.exception
    told = words(app)
    assert "Inputs drift" in told
    assert "differs from the reference, and matters most" in told
    standing = [a for a in alerts.listing(trained.store, (trained.id, NAME)) if a.seen is None]
    app.button(key=f"serve.seen.{standing[0].id}").click().run()
    assert alerts.listing(trained.store, (trained.id, NAME))[0].seen is not None


def test_rules_and_webhook_are_kept(trained: Workspace) -> None:
    ask(trained, 5)
    app = run("serve")
    hook = next(field for field in app.text_input if field.label == "Webhook")
    hook.set_value("https://example.org/hook")
    errors = next(f for f in app.number_input if f.label.startswith("Requests fail"))
    errors.set_value(7.0)
    keep = next(button for button in app.button if button.label == "Keep these rules")
    keep.click().run()
    assert not app.exception
    kept = watch.load(trained.store, (trained.id, NAME)).watch
    assert kept.webhook == "https://example.org/hook"
    assert kept.limit("errors") == 0.07


def test_a_request_is_forgotten(trained: Workspace) -> None:
    ask(trained, 5)
    app = run("serve")
    app.text_input(key="serve.request").set_value("r3").run()
    app.button(key="serve.forget").click().run()
    assert log.of_request(trained.store, trained.id, "r3") == ()
    assert log.size(trained.store, (trained.id, NAME)) == 4
    app.text_input(key="serve.request").set_value("nobody").run()
    app.button(key="serve.forget").click().run()
    assert "No logged row came under" in words(app)


def test_labels_make_fresh_data_and_the_candidate_waits(trained: Workspace) -> None:
    ids = ask(trained, 80)
    assert "There is nothing newer" in words(run("serve"))
    model = trained.registry.load(NAME)
    labels = [Label(one, model.signature.classes[0]) for one in ids]
    feedback.label(trained.store, (trained.id, NAME), model.signature, labels)
    found = retraining.fresh(trained, NAME)
    assert (found.origin, found.more) == ("labels", 80)
    before = jobs_of(trained)
    app = run("serve")
    app.button(key="serve.again").click().run()
    assert jobs_of(trained) == before + 1
    assert trained.registry.resolve(NAME)[1] == 1


def test_versions_tell_their_part_and_what_their_breakers_did(two: Workspace) -> None:
    ask(two, 5)
    breakers.note(two.registry, NAME, 1, "closed", "open")
    app = run("serve")
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "Breaker" in frame.value)
    assert list(table["Version"]) == ["v1"]
    assert table["Part"][0] == "champion: answers"
    assert (table["Requests"][0], table["Stepped in"][0]) == ("5", "0")
    assert table["Breaker"][0].startswith("opened ")
    two.registry.promote(NAME, 2)
    breakers.note(two.registry, NAME, 1, "half_open", "closed")
    table = next(frame.value for frame in run("serve").dataframe if "Breaker" in frame.value)
    assert list(table["Part"]) == ["champion: answers", "before it: steps in"]
    assert table["Breaker"][0] == "closed"
    assert table["Breaker"][1].startswith("closed, since ")


def test_a_challenger_is_tried_from_the_page(two: Workspace) -> None:
    ask(two, 5)
    app = run("serve")
    key = f"serve.trial.{NAME}"
    app.number_input(key=f"{key}.share").set_value(10.0)
    app.toggle(key=f"{key}.shadow").set_value(True)
    app.button(key=f"{key}.keep").click().run()
    assert not app.exception
    assert challenger.load(two.store, two.id, NAME) == Challenge(10.0, True)
    assert challenger.version_of(two.registry, NAME) == 2
    assert "nothing was answered unheard yet" in words(app)
    told = Recorder(two.store)
    rows = ({"bill_length_mm": 40.0},) * 4
    told.record(Served(two.id, NAME, 2, "x", time.time(), 0.01, rows, (None,) * 4, "shadow", 0))
    told.close()
    challenger.stop(two.registry, NAME, Tally([900, 210], [1, 30], True))
    st.cache_resource.clear()  # what is worked out holds for half a minute
    again = words(run("serve"))
    assert "4 rows without an answer" in again
    assert "30 of 210 requests failed" in again


def test_the_whole_log_of_deeds_is_on_the_page(trained: Workspace) -> None:
    ask(trained, 2)
    made = tokens.create(trained.store, trained.id, who="command line")
    app = run("serve")
    log_of = next(frame.value for frame in app.dataframe if "Who" in frame.value)
    assert f"token {made.id}" in list(log_of["Of"])
    assert log_of["Who"].iloc[0] == "command line"
    assert "each sealed by the next" in words(app)


def test_logged_requests_are_the_evidence_of_a_promotion(two: Workspace) -> None:
    ask(two, 40)
    app = run("models")
    app.button(key="models.replay").click().run()
    assert not app.exception
    assert "40 logged requests" in words(app)
    app.button(key="models.promote").click().run()
    assert two.registry.current(NAME) == 2
    assert "(requests)" in two.registry.journal.records(1)[0].note
