"""Q36: a model that fails, lies or hangs; who steps in for it, and who comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.serving.breaker import LEAST
from mlcore.serving.served import Served
from mlcore.store.store import Store
from tests.api.conftest import BASE, GOOD, Service
from tests.prediction import making


def served(service: Service, version: int) -> Served:
    """Return what answers for a version, after it was asked once."""
    assert service.ask({"rows": [GOOD]}, version=version).status_code == 200
    roster = service.client.app.state.service.roster  # type: ignore[attr-defined]
    return next(one for one in roster.in_service() if one.version == version)


def trip(one: Served) -> None:
    for _ in range(LEAST):
        one.breaker.bad()


def test_the_version_before_steps_in_then_the_baseline_then_nobody(service: Service) -> None:
    service.registry.register(making.model("plain", "none"), "houses")
    service.registry.promote("houses", 2)
    expected = service.ask({"rows": [GOOD]}, version=1).json()["predictions"]
    second, first = served(service, 2), served(service, 1)
    assert service.ask({"rows": [GOOD]}).json()["degraded"] is False
    trip(second)
    body = service.ask({"rows": [GOOD]}).json()
    assert (body["version"], body["degraded"]) == (1, True)
    assert body["predictions"] == expected
    refused = service.ask({"rows": [GOOD]}, version=2)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "model_unavailable")
    assert refused.headers["Retry-After"]
    trip(first)
    body = service.ask({"rows": [GOOD, {**GOOD, "size": 70.0}]}).json()
    assert (body["version"], body["degraded"]) == (2, True)
    mean = float(np.mean(second.model.golden.answers))
    assert [one["value"] for one in body["predictions"]] == pytest.approx([mean, mean])
    assert body["predictions"][0]["warnings"][0]["code"] == "baseline"
    second.baseline = None
    assert service.ask({"rows": [GOOD]}).status_code == 503
    second.breaker._close()
    assert service.ask({"rows": [GOOD]}).json()["degraded"] is False


def test_a_champion_that_cannot_be_loaded_leaves_the_one_before(service: Service) -> None:
    from mlcore.registry.loaded import LOADED

    service.registry.register(making.model("dates"), "houses")
    service.registry.promote("houses", 2)
    entry = service.registry.versions("houses")[0]
    LOADED._models.pop(entry.digest, None)
    file = service.registry.folder / entry.folder / "model.skops"
    file.write_bytes(file.read_bytes()[:500])
    body = service.ask({"rows": [GOOD]}).json()
    assert (body["version"], body["degraded"]) == (1, True)
    assert service.ask({"rows": [GOOD]}, version=2).status_code == 503


class Wrong:
    """Answers what a model never should."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
        found: np.ndarray = self.answer(len(frame))
        return found


@pytest.mark.parametrize(
    "answer",
    [lambda n: np.full(n, np.nan), lambda n: np.zeros(n + 1), lambda n: 1 / 0],
    ids=["nan", "too many", "raises"],
)
def test_q36_failures_are_said_and_open_the_breaker(
    service: Service, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    made = replace(making.model("plain"), fitted=Wrong(answer))
    made = replace(made, meta=replace(made.meta, quick=""))
    monkeypatch.setattr(Registry, "found", lambda self, reference: (1, made))
    for _ in range(LEAST):
        reply = service.ask({"rows": [GOOD]})
        assert (reply.status_code, reply.json()["error"]["code"]) == (422, "row_failed")
    assert service.ask({"rows": [GOOD]}).json()["degraded"] is True
    text = service.get("/metrics").text
    assert 'loupe_events_total{event="opened"} 1.0' in text
    assert "loupe_open_breakers 1.0" in text


@pytest.fixture
def impatient() -> Iterator[Service]:
    """Return a service that waits one second for a model."""
    store = Store.open(settings.load(request_seconds=1))
    token = tokens.create(store, "default").token
    Registry(store).register(making.model("plain"), "houses")
    with TestClient(create_app(store, store.settings), base_url=BASE) as client:
        yield Service(store, client, token)
    store.close()


@pytest.mark.parametrize("count", [1, 200])
def test_q36_a_model_that_hangs_is_given_up(
    impatient: Service, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    held, inner = threading.Event(), making.model("plain").fitted

    class Hanging:
        first = True

        def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
            if self.first:
                self.first = False
                held.wait(30)
            return np.asarray(inner.predict_raw(frame))

    made = replace(making.model("plain"), fitted=Hanging())
    made = replace(made, meta=replace(made.meta, quick=""))
    monkeypatch.setattr(Registry, "found", lambda self, reference: (1, made))
    reply = impatient.ask({"rows": [GOOD] * count})
    assert (reply.status_code, reply.json()["error"]["code"]) == (504, "deadline")
    assert impatient.ask({"rows": [GOOD] * count}).status_code == 200
    held.set()
