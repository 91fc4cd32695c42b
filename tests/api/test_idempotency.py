"""Q35: the same key again, with another body, and while the first request is under way."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.monitoring import log, traffic
from mlcore.registry.registry import Registry
from mlcore.serving import idempotency, tokens
from mlcore.serving.idempotency import DAY, UNFINISHED_SECONDS, Claim, sweep
from tests.api.conftest import GOOD, Service
from tests.prediction import making

PATH = "/v1/models/houses/predict"


def send(
    service: Service, key: str, body: Any, path: str = PATH, token: str = "", method: str = "POST"
) -> Any:
    headers = {"Authorization": f"Bearer {token or service.token}", "Idempotency-Key": key}
    return service.client.request(method, path, json=body, headers=headers)


def requests(service: Service) -> int:
    service.client.app.state.watching.flush()  # type: ignore[attr-defined]
    now = time.time()
    came = traffic.by_version(service.store, ("default", "houses"), now - 600, now + 600)
    return sum(minute.requests for minute in came.values())


def test_q35_again_gives_the_same_reply_and_happens_once(service: Service) -> None:
    one = send(service, "a", {"rows": [GOOD]})
    two = send(service, "a", {"rows": [GOOD]})
    assert (one.status_code, two.status_code) == (200, 200)
    assert one.content == two.content  # the request id of the first included
    assert "idempotent-replayed" not in one.headers
    assert two.headers["Idempotent-Replayed"] == "true"
    assert two.headers["Content-Type"] == one.headers["Content-Type"]
    assert requests(service) == 1
    three = send(service, "b", {"rows": [GOOD]})
    assert three.json()["request_id"] != one.json()["request_id"]
    assert requests(service) == 2


def test_q35_another_request_under_the_key_is_refused(service: Service) -> None:
    send(service, "a", {"rows": [GOOD]})
    for body, path in (
        ({"rows": [{**GOOD, "size": 51.0}]}, PATH),
        ({"rows": [GOOD]}, "/v1/models/houses/versions/1/predict"),
    ):
        reply = send(service, "a", body, path)
        assert reply.status_code == 422
        assert reply.json()["error"]["code"] == "idempotency_key_reused"


def test_q35_while_the_first_is_under_way(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, held = threading.Event(), threading.Event()
    inner = making.model("plain").fitted

    class Slow:
        def predict_raw(self, frame: pd.DataFrame) -> np.ndarray:
            began.set()
            held.wait(20)
            return np.asarray(inner.predict_raw(frame))

    made = replace(making.model("plain"), fitted=Slow())
    made = replace(made, meta=replace(made.meta, quick=""))
    monkeypatch.setattr(Registry, "found", lambda self, reference: (1, made))
    first: list[Any] = []
    thread = threading.Thread(target=lambda: first.append(send(service, "a", {"rows": [GOOD]})))
    thread.start()
    assert began.wait(20)
    reply = send(service, "a", {"rows": [GOOD]})
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "request_under_way")
    held.set()
    thread.join(20)
    assert first[0].status_code == 200
    assert send(service, "a", {"rows": [GOOD]}).content == first[0].content


def test_labels_are_told_once(service: Service) -> None:
    asked = service.ask({"rows": [GOOD]}).json()["request_id"]
    label = {"request_id": asked, "label": 200.0}
    path = "/v1/models/houses/feedback"
    one, two = send(service, "f", label, path), send(service, "f", label, path)
    assert one.json() == two.json()
    assert one.json()["rows"] == 1
    assert [row.label for row in log.recent(service.store, ("default", "houses"))] == [200.0]


def test_what_managers_choose_happens_once(service: Service) -> None:
    bearer = tokens.create(service.store, "default", "manage").token
    path = "/v1/models/houses/policy"
    for _ in range(2):
        reply = send(service, "p", {"range": "refuse"}, path, bearer, "PUT")
        assert reply.json() == {"unknown": "warn", "range": "refuse"}
    actions = [record.action for record in service.registry.journal.records()]
    assert actions.count("policy") == 1


def test_a_refusal_of_the_rows_is_kept_and_our_fault_is_not(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = {"rows": [{"size": "x"}]}
    one, two = send(service, "bad", bad), send(service, "bad", bad)
    assert one.status_code == two.status_code == 422
    assert one.content == two.content
    path = "/v1/models/later/predict"
    assert send(service, "later", {"rows": [GOOD]}, path).status_code == 404
    service.registry.register(making.model("plain"), "later")
    assert send(service, "later", {"rows": [GOOD]}, path).status_code == 200


def test_a_key_belongs_to_its_token(service: Service) -> None:
    one = send(service, "a", {"rows": [GOOD]})
    other = tokens.create(service.store, "default").token
    two = send(service, "a", {"rows": [{**GOOD, "rooms": 5}]}, token=other)
    assert two.status_code == 200
    assert two.content != one.content
    assert send(service, "a", {"rows": [GOOD]}, token="x" * 43).status_code == 401


@pytest.mark.parametrize("key", ["x" * 201, "tab\tinside"])
def test_odd_keys_are_refused(service: Service, key: str) -> None:
    reply = send(service, key, {"rows": [GOOD]})
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "bad_idempotency_key")


def test_a_key_of_a_dead_process_is_taken_over(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = Claim(service.store, "default", "once:x", "digest")
    assert claim.take() is None
    with pytest.raises(Exception, match="no reply yet"):
        claim.take()
    later = time.time() + UNFINISHED_SECONDS + 1
    monkeypatch.setattr(idempotency.time, "time", lambda: later)
    assert claim.take() is None


def test_replies_are_kept_for_a_day(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    first = send(service, "a", {"rows": [GOOD]}).content
    assert sweep(service.store) == 0
    assert send(service, "a", {"rows": [GOOD]}).content == first
    later = time.time() + DAY + 1
    monkeypatch.setattr(idempotency.time, "time", lambda: later)
    claim = Claim(service.store, "default", "once:y", "digest")
    assert claim.take() is None
    assert sweep(service.store, later) == 1
    monkeypatch.undo()
    assert send(service, "a", {"rows": [GOOD]}).content != first


def test_without_a_key_nothing_is_kept(service: Service) -> None:
    assert service.ask({"rows": [GOOD]}).status_code == 200
    assert sweep(service.store, time.time() + 2 * DAY) == 0
