"""A service with a cache answers as one without, and counts what it remembered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.monitoring import log
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from tests.api.conftest import BASE, GOOD, Service
from tests.prediction import making


@pytest.fixture
def remembering() -> Iterator[Service]:
    """Return a service that remembers answers, with two versions of a model."""
    store = Store.open(settings.load(cache="memory"))
    token = tokens.create(store, "default").token
    for refit in ("all", "none"):
        Registry(store).register(making.model("plain", refit), "houses")
    with TestClient(create_app(store, store.settings), base_url=BASE) as client:
        yield Service(store, client, token)
    store.close()


def cached(service: Service) -> float:
    text = service.get("/metrics").text
    line = 'loupe_events_total{event="cached"}'
    return float(next(one.split()[-1] for one in text.splitlines() if one.startswith(line)))


def until(service: Service, version: int) -> Any:
    """Ask until a version answers: on a busy machine the one before may, for half a second."""
    over = time.monotonic() + 60
    while (body := service.ask({"rows": [GOOD]}).json())["version"] != version:
        assert time.monotonic() < over
    return body


def test_the_same_row_is_answered_from_memory_and_logged_like_any(remembering: Service) -> None:
    asked = {"rows": [{**GOOD, "kind": "castle", "size": 1e4}]}
    first, again = remembering.ask(asked).json(), remembering.ask(asked).json()
    assert cached(remembering) == 1
    assert first.pop("request_id") != again.pop("request_id")
    assert first == again
    assert first["predictions"][0]["warnings"]  # said each time
    remembering.client.app.state.watching.flush()  # type: ignore[attr-defined]
    assert len(log.recent(remembering.store, ("default", "houses"))) == 2


def test_a_promotion_is_never_answered_from_before(remembering: Service) -> None:
    asked = {"rows": [GOOD]}
    one = remembering.ask(asked).json()
    assert one["version"] == 1
    remembering.registry.promote("houses", 2)
    two = until(remembering, 2)
    before = cached(remembering)
    assert one["predictions"][0]["value"] != two["predictions"][0]["value"]
    remembering.registry.rollback("houses")
    three = until(remembering, 1)
    assert three["predictions"] == one["predictions"]
    assert cached(remembering) > before


def test_without_the_setting_nothing_is_remembered(service: Service) -> None:
    for _ in range(3):
        service.ask({"rows": [GOOD]})
    assert cached(service) == 0
