"""The routes as a client meets them: replies, refusals, access."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from mlcore.prediction.answer import answer
from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.serving import cards, tokens
from mlcore.serving.app import create_app
from mlcore.serving.asking import AT_ONCE, LARGE_BYTES
from tests.api.conftest import BASE, GOOD, Service
from tests.prediction import making
from tests.prediction.test_answer import Moody

PATH = "/v1/models/houses/predict"
ERROR = {"code", "message", "where", "fix", "kept", "ref"}


def error(reply: Any, status: int, code: str) -> dict[str, Any]:
    """Return the error object, after everything every error promises is checked."""
    assert reply.status_code == status, reply.text
    body = reply.json()["error"]
    assert set(body) == ERROR
    assert body["code"] == code
    assert body["ref"] == reply.headers["X-Request-Id"]
    assert body["message"]
    assert body["fix"]
    assert "Traceback" not in reply.text
    assert len(f"{body['message']} {body['fix']}".split()) <= 60
    return body  # type: ignore[no-any-return]


# --------------------------------------------------------------------- answers


@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("rows", [AT_ONCE[0], 700, AT_ONCE[-1] + 1])
def test_tables_are_answered_as_single_rows_are(
    service: Service, model: Model, rows: int, odd: bool
) -> None:
    asked = [{**GOOD, "size": 40.5 + at % 50, "kind": "flat"} for at in range(rows)]
    asked[7] = {**asked[7], "kind": "castle"} if odd else asked[7]
    body = json.dumps({"rows": asked, "coverage": 0.8}).encode().ljust(LARGE_BYTES + 1)
    made = service.post(PATH, body).json()["predictions"]
    assert len(made) == rows
    one = service.ask({"rows": asked[:60], "coverage": 0.8}).json()["predictions"]
    assert made[:60] == one
    assert [bool(answer["warnings"]) for answer in made] == [odd and at == 7 for at in range(rows)]


def test_an_answer_has_the_promised_form(service: Service, model: Model) -> None:
    reply = service.ask({"rows": [GOOD, {**GOOD, "extra": 1}]})
    assert reply.status_code == 200
    body = reply.json()
    assert set(body) == {
        "model", "version", "request_id", "degraded", "ignored_fields", "predictions",
    }  # fmt: skip
    assert (body["model"], body["version"], body["degraded"]) == ("houses", 1, False)
    assert body["request_id"] == reply.headers["X-Request-Id"]
    assert body["ignored_fields"] == ["extra"]
    expected = answer(model, [GOOD])[0]
    for one in body["predictions"]:
        assert one["value"] == pytest.approx(expected.value, rel=1e-12)
        interval = (one["interval"]["low"], one["interval"]["high"])
        assert interval == pytest.approx(expected.interval, rel=1e-12)
        assert one["interval"]["coverage"] == 0.9
        assert one["warnings"] == []


def test_classes_come_with_probabilities(service: Service) -> None:
    service.registry.register(making.model("missing"), "classes")
    (one,) = service.ask({"rows": [GOOD]}, "classes").json()["predictions"]
    assert set(one["probabilities"]) == {"low", "middle", "high"}
    assert sum(one["probabilities"].values()) == pytest.approx(1)
    assert one["value"] == max(one["probabilities"], key=one["probabilities"].get)
    assert "interval" not in one


@pytest.mark.parametrize(
    "features", [GOOD, [50.5, 3, "flat"], [[50.5, 3, "flat"]], [[50.5, 3, "flat"]] * 3]
)
def test_q19_features_may_be_an_object_a_list_or_lists(service: Service, features: Any) -> None:
    expected = service.ask({"rows": [GOOD]}).json()["predictions"][0]
    found = service.ask({"features": features}).json()["predictions"]
    assert len(found) == (3 if features == [[50.5, 3, "flat"]] * 3 else 1)
    for one in found:
        assert one["value"] == expected["value"]
        by_position = [w for w in one["warnings"] if w["code"] == "by_position"]
        assert bool(by_position) == isinstance(features, list)


def test_a_version_can_be_asked_by_number(service: Service) -> None:
    service.registry.register(making.model("plain", "none"), "houses")
    first, second = (service.ask({"rows": [GOOD]}, version=v).json() for v in (1, 2))
    assert (first["version"], second["version"]) == (1, 2)
    assert first["predictions"][0]["value"] != second["predictions"][0]["value"]
    assert service.ask({"rows": [GOOD]}).json()["version"] == 1
    service.registry.promote("houses", 2)
    assert service.ask({"rows": [GOOD]}).json()["version"] == 2
    service.registry.rollback("houses")
    assert service.ask({"rows": [GOOD]}).json()["version"] == 1


def test_odd_values_are_answered_with_warnings(service: Service) -> None:
    rows = [{**GOOD, "size": 1e5}, {**GOOD, "kind": "hous"}, {**GOOD, "Size": 2}]
    found = service.ask({"rows": rows}).json()["predictions"]
    assert [[w["code"] for w in one["warnings"]] for one in found] == [
        ["similar_name", "above_range"],
        ["similar_name", "unknown_category"],
        ["similar_name"],
    ]
    assert "Did you mean “house”?" in found[1]["warnings"][1]["message"]


def test_names_in_any_script_are_addresses(service: Service) -> None:
    service.registry.register(making.model("plain"), "Größe & <b> 100%")
    reply = service.ask({"rows": [GOOD]}, "Gr%C3%B6%C3%9Fe%20%26%20%3Cb%3E%20100%25")
    assert reply.json()["model"] == "Größe & <b> 100%"


# -------------------------------------------------------------------- refusals


def test_rows_that_do_not_fit_are_refused_with_all_problems(service: Service) -> None:
    rows = [GOOD, {"size": "1.5", "rooms": True, "kind": 3}, {"rooms": 2.5}]
    body = error(service.ask({"rows": rows}), 422, "rows_do_not_fit")
    assert [(w["row"], w["column"], w["code"]) for w in body["where"]] == [
        (2, "size", "not_a_number"),
        (2, "rooms", "not_a_number"),
        (2, "kind", "not_text"),
        (3, "size", "missing_field"),
        (3, "rooms", "not_whole"),
        (3, "kind", "missing_field"),
    ]
    assert all(w["message"] for w in body["where"])
    assert "1.5" not in body["message"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "empty_body"),
        (b"{", 400, "bad_json"),
        (b'{"rows":[{"size":NaN}]}', 400, "bad_json"),
        (b'{"rows":[{"size":Infinity}]}', 400, "bad_json"),
        (b'{"rows":[{"size":1e999}]}', 400, "bad_json"),
        (b'{"rows":[{"kind":"\\ud800"}]}', 400, "bad_json"),
        (b'{"rows":[{"size":' + b"1" * 5000 + b"}]}", 400, "bad_json"),
        (b'{"rows":[{"size":1,"size":2}]}', 400, "bad_json"),
        (b"[" * 100_000, 400, "bad_json"),
        ('{"rows":[]}'.encode("utf-16"), 400, "bad_json"),
        (b"[]", 422, "wrong_shape"),
        (b"3", 422, "wrong_shape"),
        (b"null", 422, "wrong_shape"),
        (b"{}", 422, "wrong_shape"),
        (b'{"rows":{}}', 422, "wrong_shape"),
        (b'{"rows":[]}', 422, "wrong_shape"),
        (b'{"rows":[1]}', 422, "wrong_shape"),
        (b'{"rows":[[1,2,"flat"]]}', 422, "wrong_shape"),
        (b'{"rows":[{}],"features":[1]}', 422, "wrong_shape"),
        (b'{"features":[]}', 422, "wrong_shape"),
        (b'{"features":[1,2]}', 422, "wrong_shape"),
        (b'{"features":[[1,2,"flat"],[1,2]]}', 422, "wrong_shape"),
        (b'{"features":[[1,2,"flat"],3]}', 422, "wrong_shape"),
        (b'{"features":"x"}', 422, "wrong_shape"),
        (b'{"rows":[{}]}', 422, "rows_do_not_fit"),
        (b'{"rows":[{"size":{"a":1},"rooms":[2],"kind":null}]}', 422, "rows_do_not_fit"),
    ],
)
def test_q01_q02_q03_q04_q05_q06_q07_q08_q09_bad_bodies_are_refused(
    service: Service, body: bytes, status: int, code: str
) -> None:
    error(service.post(PATH, body), status, code)


@pytest.mark.parametrize(
    "kind",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream",
     "application/json; charset=utf-16", "application/xml", "application/x-python-pickle"],
)  # fmt: skip
def test_q10_only_json_in_utf8_is_taken(service: Service, kind: str | None) -> None:
    error(service.post(PATH, json.dumps({"rows": [GOOD]}).encode(), kind), 415, "content_type")


@pytest.mark.parametrize("kind", ["application/json; charset=UTF-8", "Application/JSON"])
def test_json_may_be_written_in_other_ways(service: Service, kind: str) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"rows": [GOOD]}).encode()
    assert service.post(PATH, body, kind).status_code == 200


def test_q21_q22_too_many_rows_and_too_many_bytes(service: Service) -> None:
    assert service.ask({"rows": [GOOD] * 10_000}).status_code == 200
    body = error(service.ask({"rows": [GOOD] * 10_001}), 413, "too_many_rows")
    assert "10,000" in body["message"]
    big = b'{"rows":[{"kind":"' + b"x" * (9 * 2**20) + b'"}]}'
    error(service.post(PATH, big), 413, "too_big")
    pieces = (b" " * 2**16 for _ in range(200))
    headers = {"Authorization": f"Bearer {service.token}", "Content-Type": "application/json"}
    error(service.client.post(PATH, content=pieces, headers=headers), 413, "too_big")


def test_q32_unknown_models_versions_and_addresses(service: Service) -> None:
    body = error(service.ask({"rows": [GOOD]}, "nope"), 404, "unknown_model")
    assert "houses" in body["message"]
    error(service.ask({"rows": [GOOD]}, version=7), 404, "unknown_version")
    for version in ("x", "-1", "1.0", "²", "99999999999999999999"):
        reply = service.post(f"/v1/models/houses/versions/{version}/predict", b"{}")
        error(reply, 404, "not_found")
    error(service.get("/nope"), 404, "not_found")
    error(service.get("/v1/models/nope"), 404, "unknown_model")
    reply = service.get(PATH)
    error(reply, 405, "method_not_allowed")
    assert reply.headers["Allow"] == "POST"


def test_reasons_add_up_and_name_every_column(service: Service) -> None:
    path = "/v1/models/houses/explain"
    rows = [GOOD, {**GOOD, "size": 80.0}]
    body = service.post(path, json.dumps({"rows": rows}).encode()).json()
    assert (body["model"], body["version"]) == ("houses", 1)
    answers = service.ask({"rows": rows}).json()["predictions"]
    for found, given in zip(body["explanations"], answers, strict=True):
        parts = {part["column"]: part["value"] for part in found["contributions"]}
        assert set(parts) == set(GOOD)
        assert found["start"] + sum(parts.values()) == pytest.approx(given["value"])
        assert found["total"] == pytest.approx(given["value"])
        assert (found["scale"], found["method"]) == ("value", "sums")
        assert "class" not in found
    error(service.post(path, json.dumps({"rows": [{}]}).encode()), 422, "rows_do_not_fit")
    error(service.post(path, json.dumps({"rows": [GOOD] * 101}).encode()), 413, "too_many_rows")
    error(service.post(path, b"{"), 400, "bad_json")


def test_the_class_to_explain_may_be_named(service: Service) -> None:
    service.registry.register(making.model("missing"), "classes")
    path = "/v1/models/classes/explain"
    body = service.post(path, json.dumps({"rows": [GOOD], "class": "low"}).encode()).json()
    assert body["explanations"][0]["class"] == "low"
    refused = service.post(path, json.dumps({"rows": [GOOD], "class": "huge"}).encode())
    assert "huge" in error(refused, 422, "unknown_class")["message"]


# ---------------------------------------------------------------------- access


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/houses", "/metrics", "/nope", PATH])
@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic abc", "Bearer " + "x" * 9000]
)
def test_without_a_valid_token_there_is_nothing(
    service: Service, path: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    reply = service.client.get(path, headers=headers)
    error(reply, 401, "unauthorized")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert "houses" not in reply.text


def test_a_revoked_token_ends_at_once_and_looks_unknown(service: Service) -> None:
    made = tokens.create(service.store, "default")
    headers = {"Authorization": f"Bearer {made.token}"}
    assert service.client.get("/v1/models", headers=headers).status_code == 200
    tokens.revoke(service.store, "default", made.id)
    revoked = service.client.get("/v1/models", headers=headers)
    unknown = service.client.get("/v1/models", headers={"Authorization": "Bearer nope"})
    first, second = (error(r, 401, "unauthorized") for r in (revoked, unknown))
    assert {**first, "ref": ""} == {**second, "ref": ""}


def test_a_token_in_the_address_is_refused(service: Service) -> None:
    for name in ("token", "access_token"):
        error(service.client.get(f"/v1/models?{name}={service.token}"), 400, "token_in_url")


def test_a_token_sees_its_workspace_only(service: Service) -> None:
    Registry(service.store, "other").register(making.model("plain"), "secret")
    assert [m["name"] for m in service.get("/v1/models").json()["models"]] == ["houses"]
    error(service.ask({"rows": [GOOD]}, "secret"), 404, "unknown_model")


def test_a_scope_that_does_not_cover_is_forbidden(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "SCOPES", ("none", *tokens.SCOPES))
    headers = {"Authorization": f"Bearer {tokens.create(service.store, 'default', 'none').token}"}
    error(service.client.get("/v1/models", headers=headers), 403, "forbidden")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/openapi.json"])
def test_health_and_description_want_no_token(service: Service, path: str) -> None:
    assert service.client.get(path).status_code == 200


# ------------------------------------------------------- health, cards, counters


def test_ready_means_a_champion_that_answers(service: Service) -> None:
    assert service.client.get("/readyz").json() == {"ready": True, "models": 1}
    (entry,) = service.registry.versions("houses")
    service.registry.register(making.model("gaps"), "broken")
    (entry,) = service.registry.versions("broken")
    assert service.client.get("/readyz").json()["models"] == 2
    assert entry.aliases == ("champion",)


def test_q33_not_ready_without_a_model_but_alive(service: Service) -> None:
    from mlcore.store.tables import aliases

    with service.store.begin() as connection:
        connection.execute(aliases.delete())
    reply = service.client.get("/readyz")
    error(reply, 503, "not_ready")
    assert reply.headers["Retry-After"]
    assert service.client.get("/livez").json() == {"live": True}
    reply = service.ask({"rows": [GOOD]})
    error(reply, 503, "no_champion")
    assert reply.headers["Retry-After"]


def test_a_damaged_model_is_503_and_the_others_go_on(service: Service) -> None:
    service.registry.register(making.model("dates"), "dates")
    (entry,) = service.registry.versions("dates")
    from mlcore.registry.loaded import LOADED

    LOADED._models.pop(entry.digest, None)
    file = service.registry.folder / entry.folder / "model.skops"
    file.write_bytes(file.read_bytes()[:500])
    body = error(service.ask({"rows": [GOOD]}, "dates"), 503, "damaged_model")
    assert body["where"] == [{"file": "model.skops", "model": "dates", "version": 1}]
    assert service.ask({"rows": [GOOD]}).status_code == 200
    assert service.client.get("/readyz").json()["models"] == 1


def test_the_list_and_the_card(service: Service, model: Model) -> None:
    service.registry.register(model, "houses")
    (listed,) = service.get("/v1/models").json()["models"]
    assert listed["versions"] == [2, 1]
    assert listed["aliases"] == {"champion": 1}
    card = service.get("/v1/models/houses").json()
    assert card["aliases"] == {"champion": 1}
    assert [f["name"] for f in card["signature"]["fields"]] == list(model.signature.names)
    assert card["card"]["holdout"] == model.meta.holdout
    assert cards.card(service.store, "default", "houses")["name"] == "houses"


def test_what_happened_is_counted_without_names(service: Service) -> None:
    service.ask({"rows": [GOOD] * 4})
    service.ask({"rows": [{}]})
    text = service.get("/metrics").text
    route = "/v1/models/{name}/predict"
    assert f'loupe_requests_total{{method="POST",route="{route}",status="200"}} 1.0' in text
    assert f'loupe_requests_total{{method="POST",route="{route}",status="422"}} 1.0' in text
    assert 'loupe_predictions_total{outcome="answered"} 4.0' in text
    assert 'loupe_predictions_total{outcome="refused"} 1.0' in text
    assert "loupe_request_seconds_bucket" in text
    assert "houses" not in text


def test_the_description_names_every_route(service: Service) -> None:
    paths = service.client.get("/openapi.json").json()["paths"]
    assert PATH.replace("houses", "{name}") in paths
    for path in ("/docs", "/redoc"):
        error(service.get(path), 404, "not_found")


def test_a_request_id_is_kept_when_it_is_plain(service: Service) -> None:
    for given, kept in (("abc-1.2_X", True), ("a b", False), ("x" * 65, False), ("<b>", False)):
        reply = service.client.get("/livez", headers={"X-Request-Id": given})
        assert (reply.headers["X-Request-Id"] == given) is kept


# --------------------------------------------------------------------- failures


def _serve_instead(service: Service, fitted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = replace(making.model("plain"), fitted=fitted)
    monkeypatch.setattr(Registry, "found", lambda self, reference: (1, made))


def test_one_row_that_fails_leaves_the_others_answered(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    _serve_instead(service, Moody(making.model("plain").fitted), monkeypatch)
    rows = [GOOD] * 99 + [{**GOOD, "size": 13.0}]
    reply = service.ask({"rows": rows})
    assert reply.status_code == 200
    found = reply.json()["predictions"]
    assert found[99]["value"] is None
    assert found[99]["error"]["where"] == [{"row": 100}]
    assert all(one["value"] is not None for one in found[:99])
    body = error(service.ask({"rows": rows[99:]}), 422, "row_failed")
    assert body["where"] == [{"row": 1}]


def test_what_nobody_foresaw_is_500_without_details_and_logged(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret value 42")

    monkeypatch.setattr("mlcore.serving.asking.spoken", broken)
    with caplog.at_level(logging.ERROR, "loupe.serving"):
        reply = service.ask({"rows": [GOOD]})
    body = error(reply, 500, "unexpected")
    assert "secret value" not in reply.text
    assert body["ref"] in caplog.text
    assert service.client.get("/livez").status_code == 200


# ---------------------------------------------------------------------- mounted


def test_mounted_below_a_path_it_is_the_same_service(service: Service) -> None:
    app = create_app(service.store, service.store.settings)
    client = TestClient(Starlette(routes=[Mount("/api", app=app)]), base_url=BASE)
    assert client.get("/api/livez").status_code == 200
    assert client.get("/api/readyz").json()["ready"] is True
    error(client.get("/api/v1/models"), 401, "unauthorized")
    headers = {"Authorization": f"Bearer {service.token}"}
    reply = client.post(f"/api{PATH}", json={"rows": [GOOD]}, headers=headers)
    assert reply.status_code == 200
    assert "/v1/models/{name}/predict" in client.get("/api/metrics", headers=headers).text


def test_a_saved_threshold_decides_the_answer(service: Service) -> None:
    model = making.model("booleans")
    service.registry.register(model, "sold")
    rows = making.dataset("booleans").frame().head(40)
    asked = {"rows": json.loads(rows.drop(columns="sold").to_json(orient="records"))}
    chances = model.predict_proba(rows)[:, 1]
    least = float(np.sort(chances)[-6])
    service.registry.with_threshold("sold", 1, "True", least)
    given = service.ask(asked, "sold", version=2).json()["predictions"]
    assert [answer["value"] for answer in given] == (chances >= least).tolist()
    plain = service.ask(asked, "sold").json()["predictions"]
    assert [answer["value"] for answer in plain] == (chances > 0.5).tolist()
    assert [answer["probabilities"] for answer in given] == [a["probabilities"] for a in plain]
    service.registry.promote("sold", 2)
    assert service.ask(asked, "sold").json()["predictions"] == given
