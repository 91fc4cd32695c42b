"""The log gives back what was written, newest rows first to go, and forgets on request."""

from __future__ import annotations

import pytest

from mlcore.errors import LoupeError
from mlcore.monitoring import log
from mlcore.monitoring.logged import Served, said, status_of
from mlcore.monitoring.recorder import Recorder
from mlcore.prediction.answer import Answer, answers
from mlcore.prediction.messages import ROW_FAILED
from mlcore.prediction.model import Model
from mlcore.store.store import Store
from mlcore.store.sweep import sweep
from tests.monitoring.traffic_of import KEY, NOW, houses, records, served


@pytest.fixture
def filled(empty: Store) -> Store:
    """Return a log with a request a minute, of two versions and two models."""
    told = Recorder(empty)
    for at in range(10):
        rows, key = [{"size": at}], KEY if at < 8 else ("default", "other")
        told.record(Served(*key, 1 + at % 2, f"r{at}", NOW + 60 * at, 0.01, rows, (float(at),)))
    told.close()
    return empty


def test_windows_are_half_open_and_of_one_version(filled: Store) -> None:
    found = log.recent(filled, KEY, NOW + 60, NOW + 180)
    assert [row.answer for row in found] == [1.0, 2.0]
    assert [row.answer for row in log.recent(filled, KEY, version=2)] == [1.0, 3.0, 5.0, 7.0]
    assert [row.answer for row in log.recent(filled, KEY, most=2)] == [6.0, 7.0]
    assert log.recent(filled, ("nobody", "houses")) == ()


def test_a_request_can_be_forgotten(filled: Store) -> None:
    assert [row.answer for row in log.of_request(filled, "default", "r3")] == [3.0]
    with pytest.raises(LoupeError) as caught:
        log.forget(filled, "somebody else", "r3")
    assert caught.value.code == "not_in_the_log"
    assert log.forget(filled, "default", "r3") == 1
    assert log.of_request(filled, "default", "r3") == ()
    assert log.size(filled, KEY) == 7


def test_answers_are_kept_as_the_model_said_them(model: Model, classes: Model) -> None:
    number, *_rest = answers(model, model.check(records(houses(2, 1))))
    assert said(number) == number.value
    shares = answers(classes, classes.check(list(classes.golden.rows[:1])))[0]
    assert said(shares) == tuple((shares.probabilities or {}).values())
    assert len(said(shares) or ()) == 3  # type: ignore[arg-type]
    failed = Answer(error=LoupeError(ROW_FAILED, row=1))
    assert said(failed) is None
    assert status_of((number, failed)) == "failed"
    assert status_of((number,), degraded=True) == "degraded"
    assert status_of((number,)) == "ok"


def test_objects_are_not_looked_for_in_the_log(store: Store, model: Model) -> None:
    kept = store.objects.put(b"only a client wrote this name")
    told = Recorder(store)
    told.record(served(model, houses(1, 2, kind=kept)))
    told.close()
    assert sweep(store, frozenset({kept}), older_than=0.0).objects == 1
