"""Logged requests as evidence: which rows, and when a score on them is honest."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import update

from mlcore.monitoring import feedback
from mlcore.monitoring.evidence import LEAST, requested
from mlcore.monitoring.feedback import Label
from mlcore.monitoring.logged import Served, said
from mlcore.monitoring.recorder import Recorder
from mlcore.prediction.answer import answers
from mlcore.registry.promotion import promote, weigh
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from mlcore.store.tables import versions
from tests.monitoring.traffic_of import KEY, houses, records
from tests.prediction import making


@pytest.fixture
def registry(store: Store) -> Registry:
    """Return a registry whose ``houses`` has a candidate, both made an hour ago."""
    made = Registry(store)
    made.register(making.model("plain", "none"), "houses")
    with store.begin() as connection:
        connection.execute(update(versions).values(created=time.time() - 3_600))
    return made


def ask(registry: Registry, rows: int, at: float, request: str = "r") -> None:
    """Log *rows* requests of one row each."""
    model, told = registry.load("houses"), Recorder(registry.store)
    for number, row in enumerate(records(houses(rows, 3))):
        (answer,) = answers(model, model.check([row]))
        name = f"{request}{number}"
        told.record(Served(*KEY, 1, name, at + number, 0.01, (row,), (said(answer),)))
    told.close()


def test_few_rows_are_no_evidence(registry: Registry) -> None:
    assert requested(registry, "houses", 2) is None
    ask(registry, LEAST - 1, time.time() - 60)
    assert requested(registry, "houses", 2) is None
    assert requested(registry, "houses", 2, "challenger") is None


def test_the_candidate_answers_what_was_asked(registry: Registry) -> None:
    ask(registry, LEAST, time.time() - 600)
    asked = requested(registry, "houses", 2)
    assert asked is not None
    assert (asked.source, asked.unseen) == ("requests", True)
    assert asked.rows == tuple(records(houses(LEAST, 3)))
    labels = [Label(f"r{at}", 150.0 + at) for at in range(LEAST)]
    feedback.label(registry.store, KEY, registry.load("houses").signature, labels)
    found = promote(registry, "houses", 2, asked=requested(registry, "houses", 2))
    assert found.replay is not None
    assert (found.replay.source, found.replay.rows, found.replay.labelled) == (
        "requests", LEAST, LEAST,
    )  # fmt: skip
    assert found.replay.scores is not None
    assert registry.current("houses") == 2
    assert "(requests)" in registry.journal.records(1)[0].note


def test_rows_from_before_a_version_was_made_give_no_score(registry: Registry) -> None:
    ask(registry, LEAST, time.time() - 7_200)
    labels = [Label(f"r{at}", 150.0) for at in range(LEAST)]
    feedback.label(registry.store, KEY, registry.load("houses").signature, labels)
    asked = requested(registry, "houses", 2)
    assert asked is not None
    assert not asked.unseen
    found = weigh(registry, "houses", 2, asked=asked)
    assert found.replay is not None
    assert (found.replay.scores, found.replay.labelled) == (None, LEAST)
    ask(registry, LEAST, time.time() - 600, "later")
    later = requested(registry, "houses", 2)
    assert later is not None
    assert (later.unseen, len(later.rows)) == (True, LEAST)
