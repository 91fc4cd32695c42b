"""A challenger in service: some keys get its answers, the others are compared behind the reply."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlcore.monitoring import log
from mlcore.registry.registry import Registry
from mlcore.serving import challenger, tokens
from mlcore.serving.challenger import LEAST, chosen
from tests.api.conftest import GOOD, Service
from tests.api.test_ladder import Wrong, served, trip
from tests.prediction import making

KEYS = [f"k{at}" for at in range(60)]


@pytest.fixture
def two(service: Service) -> Service:
    """Return the service with a second version of ``houses``."""
    service.registry.register(making.model("plain", "none"), "houses")
    return service


def put(service: Service, wish: Any, scope: str = "manage") -> Any:
    bearer = tokens.create(service.store, "default", scope).token
    headers = {"Authorization": f"Bearer {bearer}"}
    return service.client.put("/v1/models/houses/challenger", json=wish, headers=headers)


def ask(service: Service, key: str, path: str = "predict", body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {service.token}", "Loupe-Key": key}
    body = body or {"rows": [GOOD]}
    return service.client.post(f"/v1/models/houses/{path}", json=body, headers=headers)


def metric(service: Service, event: str) -> float:
    text = service.get("/metrics").text
    line = f'loupe_events_total{{event="{event}"}}'
    return float(next(one.split()[-1] for one in text.splitlines() if one.startswith(line)))


def state_of(service: Service) -> Any:
    return service.client.app.state.service  # type: ignore[attr-defined]


def test_a_stable_share_of_keys_is_answered_by_the_challenger(two: Service) -> None:
    values = [two.ask({"rows": [GOOD]}, version=v).json()["predictions"][0] for v in (1, 2)]
    assert values[0] != values[1]
    said = put(two, {"version": 2, "share": 30})
    assert said.json() == {"share": 30.0, "shadow": False, "stopped": "", "version": 2}
    for _ in range(2):
        for key in KEYS:
            body = ask(two, key).json()
            expected = 2 if chosen(key, "houses", 2, 30.0) else 1
            assert (body["version"], body["degraded"]) == (expected, False)
            assert body["predictions"][0] == values[expected - 1]
    taken = sum(chosen(key, "houses", 2, 30.0) for key in KEYS)
    assert metric(two, "canary") == 2 * taken > 0
    assert two.ask({"rows": [GOOD]}, version=1).json()["version"] == 1  # who names one gets it
    put(two, {"share": 0})
    assert {ask(two, key).json()["version"] for key in KEYS} == {1}


def test_without_a_key_the_token_is_the_key(two: Service) -> None:
    put(two, {"version": 2, "share": 50})
    found = set()
    for _ in range(12):
        bearer = tokens.create(two.store, "default")
        headers = {"Authorization": f"Bearer {bearer.token}"}
        body = {"rows": [GOOD]}
        path = "/v1/models/houses/predict"
        said = {two.client.post(path, json=body, headers=headers).json()["version"]
                for _ in range(3)}  # fmt: skip
        assert said == {2 if chosen(bearer.id, "houses", 2, 50.0) else 1}
        found |= said
    assert found == {1, 2}


def test_a_shadow_is_compared_and_logged_and_never_returned(two: Service) -> None:
    put(two, {"version": 2, "shadow": True})
    first = two.ask({"rows": [GOOD]}, version=1).json()["predictions"]
    ids = []
    for _ in range(5):
        body = two.ask({"rows": [GOOD, {**GOOD, "size": 70.0}]}).json()
        assert body["version"] == 1
        assert body["predictions"][0] == first[0]
        ids.append(body["request_id"])
    until = time.monotonic() + 20
    while metric(two, "shadow") < 5:
        assert time.monotonic() < until
        time.sleep(0.02)
    said = two.get("/v1/models/houses/challenger").json()
    trial = said["trial"]
    assert (said["version"], trial["rows"], trial["failed"]) == (2, 10, 0)
    assert trial["champion"]["requests"] == 6
    assert trial["challenger"]["requests"] == 0
    key = ("default", "houses")
    assert {row.version for row in log.recent(two.store, key)} == {1}
    unheard = log.recent(two.store, key, shadow=True)
    assert {(row.version, row.status, row.request) for row in unheard} == {
        (2, "shadow", request) for request in ids
    }
    model = Registry(two.store).load("houses:2")
    expected = float(np.asarray(model.predict(making_frame(model)))[0])
    assert unheard[0].answer == pytest.approx(expected, abs=1e-9)
    label = {"request_id": ids[0], "row": 1, "label": 200.0}
    assert two.post_json("feedback", label)["rows"] == 1
    assert [row.label for row in log.recent(two.store, key, shadow=True)[:2]] == [200.0, None]


def making_frame(model: Any) -> Any:
    return model.check([GOOD]).frame


def test_a_challenger_that_fails_ends_by_itself(
    two: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(two, {"version": 2, "share": 50})
    inner, broken = Registry.found, making.model("plain", "none")
    broken = replace(broken, fitted=Wrong(lambda n: np.full(n, np.nan)))
    broken = replace(broken, meta=replace(broken.meta, quick=""))

    def found(self: Registry, reference: Any) -> Any:
        if reference.alias == challenger.CHALLENGER or reference.version == 2:
            return 2, broken
        return inner(self, reference)

    monkeypatch.setattr(Registry, "found", found)
    key = next(key for key in KEYS if chosen(key, "houses", 2, 50.0))
    codes = []
    for _ in range(LEAST + 20):
        codes.append(ask(two, key).status_code)
        one = [s for s in state_of(two).roster.in_service() if s.version == 2]
        for opened in one:
            opened.breaker._close()  # the breaker would step in long before
    assert codes[0] == 422
    assert codes[-1] == 200
    assert metric(two, "canary_stopped") == 1
    state_of(two).notes.submit(int).result()
    after = challenger.load(two.store, "default", "houses")
    assert after.share == 0
    assert "requests failed" in after.stopped


def test_an_open_breaker_gives_its_keys_back_to_the_champion(two: Service) -> None:
    put(two, {"version": 2, "share": 50})
    key = next(key for key in KEYS if chosen(key, "houses", 2, 50.0))
    assert ask(two, key).json()["version"] == 2
    trip(served(two, 2))
    body = ask(two, key).json()
    assert (body["version"], body["degraded"]) == (1, False)


def test_a_challenger_that_is_gone_leaves_the_champion(two: Service) -> None:
    from mlcore.registry.removal import drop_alias

    put(two, {"version": 2, "share": 50, "shadow": True})
    drop_alias(two.registry, "houses", "challenger")
    assert {ask(two, key).json()["version"] for key in KEYS[:10]} == {1}
    said = two.get("/v1/models/houses/challenger").json()
    assert (said["version"], said["trial"]) == (None, None)


def test_only_managers_choose_and_wrong_wishes_are_said(two: Service) -> None:
    assert put(two, {"share": 5}, "read").status_code == 403
    reply = put(two, {"share": 80})
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "bad_challenge")
    assert put(two, {"version": 9, "share": 5}).status_code == 404
    assert two.get("/v1/models/nope/challenger").status_code == 404


def test_the_open_inference_protocol_says_who_answered(two: Service) -> None:
    put(two, {"version": 2, "share": 50})
    tensors = [
        {"name": "size", "datatype": "FP64", "shape": [1], "data": [50.5]},
        {"name": "rooms", "datatype": "INT64", "shape": [1], "data": [3]},
        {"name": "kind", "datatype": "BYTES", "shape": [1], "data": ["flat"]},
    ]
    for key in KEYS[:8]:
        headers = {"Authorization": f"Bearer {two.token}", "Loupe-Key": key}
        path = "/v2/models/houses/infer"
        reply = two.client.post(path, json={"inputs": tensors}, headers=headers).json()
        assert reply["model_version"] == ("2" if chosen(key, "houses", 2, 50.0) else "1")
