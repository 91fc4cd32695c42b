"""Every answer is written down behind the request, and its truth told later by its id."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mlcore.monitoring import log, traffic
from mlcore.prediction.columns import as_json
from tests.api.conftest import GOOD, Service
from tests.monitoring.traffic_of import KEY

FEEDBACK = "/v1/models/houses/feedback"


def tell(service: Service, body: Any) -> Any:
    return service.post(FEEDBACK, json.dumps(body).encode())


def logged(service: Service) -> tuple[log.LoggedRow, ...]:
    service.client.app.state.watching.flush()  # type: ignore[attr-defined]
    return log.recent(service.store, KEY)


def counted(service: Service) -> traffic.Minute:
    service.client.app.state.watching.flush()  # type: ignore[attr-defined]
    rows = traffic.series(service.store, KEY, 0.0, 1e10, parts=1)
    return traffic.total(rows)


def test_what_is_answered_is_in_the_log(service: Service) -> None:
    reply = service.ask({"rows": [GOOD, GOOD | {"size": 80}]}).json()
    rows = logged(service)
    assert [row.answer for row in rows] == [p["value"] for p in reply["predictions"]]
    assert [row.input["size"] for row in rows] == [50.5, 80]
    assert {(row.request, row.version, row.status) for row in rows} == {
        (reply["request_id"], 1, "ok")
    }
    assert 0 < rows[0].seconds < 30
    assert as_json(rows[0].label) is None


def test_labels_find_their_rows_at_once(service: Service) -> None:
    request = service.ask({"rows": [GOOD, GOOD | {"size": 80}]}).json()["request_id"]
    done = tell(service, {"request_id": request, "row": 2, "label": 250.5})
    assert done.status_code == 200
    body = done.json()
    assert (body["model"], body["rows"], body["changed"], body["unknown"]) == ("houses", 1, 0, [])
    again = {
        "labels": [{"request_id": request, "row": 2, "label": 7}, {"request_id": "x", "label": 1}]
    }
    body = tell(service, again).json()
    assert (body["rows"], body["changed"], body["unknown"]) == (1, 1, ["x"])
    assert [row.label for row in logged(service)] == [None, 7.0]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"request_id": "nobody", "label": 5}, 404, "not_in_the_log"),
        ({"request_id": "twice", "label": 5}, 409, "request_not_unique"),
        ({"request_id": "twice", "row": 1, "label": "wide"}, 422, "bad_label"),
        ({"label": 5}, 422, "bad_feedback"),
        ({"labels": []}, 422, "bad_feedback"),
        ([], 422, "bad_feedback"),
        (None, 422, "bad_feedback"),
    ],
)
def test_feedback_that_fits_nothing_is_refused(
    service: Service, body: Any, status: int, code: str
) -> None:
    headers = {"Authorization": f"Bearer {service.token}", "X-Request-Id": "twice"}
    rows = {"rows": [GOOD, GOOD | {"size": 80}]}
    service.client.post("/v1/models/houses/predict", json=rows, headers=headers)
    reply = tell(service, body)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert [row.label for row in logged(service)] == [None, None]


def test_feedback_needs_a_token_a_model_and_json(service: Service) -> None:
    assert service.client.post(FEEDBACK, json={}).status_code == 401
    assert service.post("/v1/models/nobody/feedback", b"{}").status_code == 404
    assert service.post(FEEDBACK, b"{").status_code == 400
    assert service.post(FEEDBACK, b"{}", "text/plain").status_code == 415
    assert service.get(FEEDBACK).status_code == 405


def test_requests_without_an_answer_are_counted_and_leave_no_row(service: Service) -> None:
    assert service.ask({"rows": [{"size": "wide"}]}).status_code == 422
    assert service.ask({"rows": []}).status_code == 422
    assert service.ask({"rows": [GOOD]}, name="nobody").status_code == 404
    assert service.ask({"rows": [GOOD]}).status_code == 200
    found = counted(service)
    assert (found.requests, found.refused, found.errors, found.rows) == (3, 2, 0, 1)
    assert len(logged(service)) == 1
    assert traffic.names(service.store, "default") == {"houses"}


def test_the_standard_protocol_is_logged_too(service: Service) -> None:
    body = {
        "inputs": [
            {"name": "size", "shape": [1], "datatype": "FP64", "data": [50.5]},
            {"name": "rooms", "shape": [1], "datatype": "INT64", "data": [3]},
            {"name": "kind", "shape": [1], "datatype": "BYTES", "data": ["flat"]},
        ]
    }
    reply = service.post("/v2/models/houses/infer", json.dumps(body).encode())
    assert reply.status_code == 200, reply.text
    (row,) = logged(service)
    assert row.input == GOOD
