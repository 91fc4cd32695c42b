"""Whatever is sent, the answer is 200 or a plain 4xx in the promised form; never a 5xx."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import GOOD, Service

CALM = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PATH = "/v1/models/houses/predict"

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["flat", "house", 3, 50.5, "1.5", 2**63, -0.0, 1e308, "\ud800", "\0"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
ROW = st.dictionaries(st.sampled_from([*GOOD, "Size", "", "__class__"]), CELLS, max_size=5)
BODIES = st.one_of(
    CELLS,
    st.fixed_dictionaries({"rows": st.lists(ROW, max_size=4) | CELLS}),
    st.fixed_dictionaries({"features": ROW | st.lists(CELLS, max_size=4) | CELLS}),
    st.fixed_dictionaries({"features": st.lists(st.lists(CELLS, max_size=4), max_size=3)}),
    st.dictionaries(st.text(max_size=8), CELLS, max_size=3),
)


def fine(reply: Any) -> None:
    assert reply.status_code in (200, 400, 413, 415, 422), reply.text
    body = json.loads(reply.content)
    if reply.status_code == 200:
        assert all("value" in one for one in body["predictions"])
    else:
        assert body["error"]["code"]
        assert body["error"]["fix"]


@given(BODIES)
@CALM
def test_any_json_is_answered_or_refused(service: Service, body: Any) -> None:
    fine(service.post(PATH, json.dumps(body).encode("utf-8", "surrogatepass")))


@given(st.binary(max_size=200))
@settings(CALM, max_examples=100)
def test_any_bytes_are_refused(service: Service, body: bytes) -> None:
    fine(service.post(PATH, body))


@given(st.randoms(use_true_random=False), st.integers(1, 4))
@settings(CALM, max_examples=150)
def test_a_good_request_with_bytes_changed(
    service: Service, chance: random.Random, changes: int
) -> None:
    body = bytearray(json.dumps({"rows": [GOOD, {**GOOD, "kind": "größe"}]}).encode())
    for _ in range(changes):
        body[chance.randrange(len(body))] = chance.randrange(256)
    fine(service.post(PATH, bytes(body)))


@given(st.text(max_size=30), st.text(max_size=10))
@settings(CALM, max_examples=60)
def test_any_address_is_answered(service: Service, name: str, version: str) -> None:
    from urllib.parse import quote

    safe = quote(name.encode("utf-8", "surrogatepass"), safe="")
    number = quote(version.encode("utf-8", "surrogatepass"), safe="")
    for path in (f"/v1/models/{safe}", f"/v1/models/{safe}/versions/{number}/predict"):
        assert service.get(path).status_code in (200, 404, 405)
        assert service.post(path, b"{}").status_code in (404, 405, 422)
