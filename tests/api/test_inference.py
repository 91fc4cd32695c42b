"""The Open Inference Protocol: raw, by its specification, and by its standard client."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest

from tests.api.conftest import GOOD, Service

PATH = "/v2/models/houses/infer"


def asked(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    kinds = {"size": "FP64", "rooms": "INT64", "kind": "BYTES"}
    return {
        "inputs": [
            {"name": n, "shape": [len(rows)], "datatype": kinds[n], "data": [r[n] for r in rows]}
            for n in kinds
        ],
        **more,
    }


def send(service: Service, body: Any, path: str = PATH) -> Any:
    return service.post(path, json.dumps(body).encode())


def test_health_and_metadata(service: Service) -> None:
    for path in (
        "/v2/health/live", "/v2/health/ready", "/v2/models/houses/ready",
        "/v2/models/houses/versions/1/ready",
    ):  # fmt: skip
        assert service.get(path).status_code == 200, path
    assert service.get("/v2").json()["name"] == "loupe"
    for path in ("/v2/models/houses", "/v2/models/houses/versions/1"):
        body = service.get(path).json()
        assert (body["name"], body["versions"], body["platform"]) == ("houses", ["1"], "loupe")
        assert [t["name"] for t in body["inputs"]] == list(GOOD)
        assert [t["name"] for t in body["outputs"]] == ["prediction", "low", "high"]


def test_the_answers_are_those_of_the_native_route(service: Service) -> None:
    rows = [GOOD, {**GOOD, "size": 70.0, "kind": "house"}]
    expected = service.ask({"rows": rows}).json()["predictions"]
    body = send(service, asked(*rows, id="mine")).json()
    assert (body["model_name"], body["model_version"], body["id"]) == ("houses", "1", "mine")
    found = {t["name"]: t for t in body["outputs"]}
    assert found["prediction"]["data"] == [one["value"] for one in expected]
    assert found["low"]["data"] == [one["interval"]["low"] for one in expected]
    assert found["prediction"]["shape"] == [2]
    only = send(service, asked(*rows, outputs=[{"name": "high"}])).json()["outputs"]
    assert [t["name"] for t in only] == ["high"]
    version = send(service, asked(*rows), "/v2/models/houses/versions/1/infer")
    assert version.json()["outputs"] == body["outputs"]


def test_bytes_behind_the_json(service: Service) -> None:
    parts = (np.array([50.5]).tobytes(), np.array([3]).tobytes(), struct.pack("<I", 4) + b"flat")
    body = asked(GOOD)
    for tensor, part in zip(body["inputs"], parts, strict=True):
        del tensor["data"]
        tensor["parameters"] = {"binary_data_size": len(part)}
    head = json.dumps(body).encode()
    headers = {
        "Authorization": f"Bearer {service.token}",
        "Inference-Header-Content-Length": str(len(head)),
        "Content-Type": "application/octet-stream",
    }
    reply = service.client.post(PATH, content=head + b"".join(parts), headers=headers)
    assert reply.json()["outputs"] == send(service, asked(GOOD)).json()["outputs"]
    for wrong in ("x", "-1", str(10**6)):
        headers["Inference-Header-Content-Length"] = wrong
        reply = service.client.post(PATH, content=head, headers=headers)
        assert reply.status_code == 422


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"{}", 422, "wrong_tensor"),
        (b"[]", 422, "wrong_tensor"),
        (json.dumps(asked()).encode(), 422, "wrong_shape"),
        (json.dumps(asked({**GOOD, "size": "x"})).encode(), 422, "rows_do_not_fit"),
        (json.dumps(asked(*[GOOD] * 10_001)).encode(), 413, "too_many_rows"),
        (json.dumps(asked(GOOD, outputs=[{"name": "x"}])).encode(), 422, "wrong_tensor"),
    ],
)
def test_errors_are_a_line_as_the_protocol_wants(
    service: Service, body: bytes, status: int, code: str
) -> None:
    reply = service.post(PATH, body)
    assert reply.status_code == status
    line = reply.json()["error"]
    assert line.startswith(f"{code}: ")
    assert reply.headers["X-Request-Id"] in line


def test_unknown_models_and_no_token(service: Service) -> None:
    for path in ("/v2/models/nope", "/v2/models/nope/ready", "/v2/models/houses/versions/9"):
        reply = service.get(path)
        assert reply.status_code == 404
        assert isinstance(reply.json()["error"], str)
    assert service.client.get("/v2/models/houses").status_code == 401
