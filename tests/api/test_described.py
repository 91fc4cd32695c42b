"""The typed description of each model, and policies for odd values."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.conftest import GOOD, Service
from tests.prediction import making


def test_each_model_has_a_typed_request_for_who_may_see_it(service: Service) -> None:
    service.registry.register(making.model("unicode"), "Größe 1")
    open_to_all = service.client.get("/openapi.json").json()
    assert "houses" not in json.dumps(open_to_all)
    made = service.get("/openapi.json").json()
    path = made["paths"]["/v1/models/houses/predict"]["post"]
    name = path["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema = made["components"]["schemas"][name]
    row = schema["properties"]["rows"]["items"]
    assert {n: p["type"] for n, p in row["properties"].items()} == {
        "size": "number",
        "rooms": "integer",
        "kind": "string",
    }
    assert row["required"] == list(GOOD)
    assert "flat" in row["properties"]["kind"]["description"]
    assert "/v1/models/Gr%C3%B6%C3%9Fe%201/predict" in made["paths"]


@pytest.mark.parametrize("case", ["plain", "gaps", "booleans", "dates", "unicode", "texts"])
def test_the_example_of_every_schema_is_answered(service: Service, case: str) -> None:
    service.registry.register(making.model(case), "it")
    made = service.get("/openapi.json").json()["components"]["schemas"]
    (schema,) = [s for s in made.values() if s.get("title") == "Rows for it"]
    reply = service.ask(schema["example"], "it")
    assert reply.status_code == 200, reply.text


def test_headers_that_may_be_sent_are_described(service: Service) -> None:
    paths = service.get("/openapi.json").json()["paths"]
    for path in ("/v1/models/{name}/predict", "/v1/models/houses/predict"):
        headers = [p["name"] for p in paths[path]["post"]["parameters"] if p["in"] == "header"]
        assert headers == ["Loupe-Key", "Idempotency-Key"]
    told = paths["/v1/models/{name}/feedback"]["post"]
    assert told["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("Feedback")


def put(service: Service, wish: Any) -> Any:
    from mlcore.serving import tokens

    bearer = tokens.create(service.store, "default", "manage").token
    headers = {"Authorization": f"Bearer {bearer}"}
    return service.client.put("/v1/models/houses/policy", json=wish, headers=headers)


def test_q15_unknown_categories_are_warned_of_or_refused(service: Service) -> None:
    asked = {"rows": [GOOD, {**GOOD, "kind": "castle"}]}
    warned = service.ask(asked).json()["predictions"][1]["warnings"]
    assert [w["code"] for w in warned] == ["unknown_category"]
    assert put(service, {"unknown": "refuse"}).json() == {"unknown": "refuse", "range": "warn"}
    refused = service.ask(asked)
    assert refused.status_code == 422
    (place,) = refused.json()["error"]["where"]
    assert (place["row"], place["column"], place["code"]) == (2, "kind", "unknown_category")
    assert put(service, {"unknown": "warn"}).status_code == 200
    assert service.ask(asked).status_code == 200


def test_q16_values_far_outside_are_warned_of_or_refused(service: Service) -> None:
    asked = {"rows": [{**GOOD, "size": 1e6}]}
    assert service.ask(asked).json()["predictions"][0]["warnings"][0]["code"] == "above_range"
    assert put(service, {"range": "refuse"}).status_code == 200
    assert service.ask(asked).json()["error"]["where"][0]["code"] == "above_range"
    assert service.ask({"rows": [GOOD]}).status_code == 200
    assert service.get("/v1/models/houses/policy").json()["range"] == "refuse"


@pytest.mark.parametrize("wish", [[], 3, {"x": "warn"}, {"unknown": "no"}, {"range": None}])
def test_other_policies_are_refused(service: Service, wish: Any) -> None:
    assert put(service, wish).json()["error"]["code"] == "bad_policy"
    assert service.get("/v1/models/nope/policy").status_code == 404
