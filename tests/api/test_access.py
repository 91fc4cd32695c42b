"""Who may do what: every route, method and credential; names, origins, headers."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.serving.app import create_app
from mlcore.store.store import Store
from tests.api.conftest import BASE, Service
from tests.prediction import making

CREDENTIALS = ("none", "wrong", "expired", "revoked", "upload", "predict", "read", "manage")
OPEN = {("GET", "/livez"), ("GET", "/readyz"), ("GET", "/openapi.json")}
MANAGE = {("PUT", "/v1/models/{name}/policy"), ("PUT", "/v1/models/{name}/challenger")}
ROUTES = (
    ("GET", "/livez"), ("GET", "/readyz"), ("GET", "/openapi.json"), ("GET", "/metrics"),
    ("GET", "/v1/models"), ("GET", "/v1/models/{name}"), ("POST", "/v1/models/{name}/predict"),
    ("POST", "/v1/models/{name}/versions/1/predict"), ("POST", "/v1/models/{name}/explain"),
    ("POST", "/v1/models/{name}/feedback"),
    ("GET", "/v1/models/{name}/policy"), ("PUT", "/v1/models/{name}/policy"),
    ("GET", "/v1/models/{name}/challenger"), ("PUT", "/v1/models/{name}/challenger"),
    ("GET", "/v2"), ("GET", "/v2/health/live"), ("GET", "/v2/health/ready"),
    ("GET", "/v2/models/{name}"), ("GET", "/v2/models/{name}/ready"),
    ("POST", "/v2/models/{name}/infer"),
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """Return a client, and a bearer of every kind."""
    store = Store.open(settings.load({}, home=tmp_path_factory.mktemp("access")))
    Registry(store).register(making.model("plain"), "houses")
    made = {scope: tokens.create(store, "default", scope) for scope in tokens.SCOPES}
    bearers = {scope: new.token for scope, new in made.items()}
    bearers["upload"] = tokens.for_upload(store, "default").token
    revoked = tokens.create(store, "default", "manage")
    tokens.revoke(store, "default", revoked.id)
    over = tokens.create(store, "default", "manage", days=1e-9)
    bearers |= {"none": "", "wrong": "x" * 43, "revoked": revoked.token, "expired": over.token}
    with TestClient(create_app(store, store.settings), base_url=BASE) as client:
        yield client, bearers
    store.close()


def expected(method: str, path: str, credential: str) -> set[int]:
    if (method, path) in OPEN:
        named = path == "/openapi.json" and credential not in ("none", "predict", "read", "manage")
        return {401, 200} if named else {200}
    if credential in ("none", "wrong", "expired", "revoked"):
        return {401}
    if credential == "upload" or ((method, path) in MANAGE and credential != "manage"):
        return {403}
    return {200, 415, 422}


@pytest.mark.parametrize("credential", CREDENTIALS)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_q30_every_route_with_every_credential(
    house: tuple[TestClient, dict[str, str]], method: str, path: str, credential: str
) -> None:
    client, bearers = house
    bearer = bearers[credential]
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    reply = client.request(method, path.format(name="houses"), headers=headers)
    assert reply.status_code in expected(method, path, credential), reply.text
    assert reply.headers["X-Request-Id"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["X-Frame-Options"] == "DENY"
    assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert reply.headers["Cache-Control"] == "no-store"
    if reply.status_code == 401:
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_described_route_is_in_the_matrix(
    house: tuple[TestClient, dict[str, str]],
) -> None:
    paths = house[0].get("/openapi.json").json()["paths"]
    known = {(method, path.replace("/1/", "/{version}/")) for method, path in ROUTES}
    described = {(m.upper(), path) for path, item in paths.items() for m in item}
    assert {route for route in described if "uploads" not in route[1]} <= known


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_names_that_are_not_ours_are_refused(service: Service, host: str) -> None:
    for path in ("/livez", "/v1/models"):
        reply = service.client.get(path, headers={"Host": host})
        assert reply.status_code == 421
        assert reply.json()["error"]["code"] == "wrong_host"


def test_pages_of_other_origins_are_refused(service: Service) -> None:
    headers = {"Authorization": f"Bearer {service.token}", "Origin": "http://evil.example"}
    reply = service.client.get("/v1/models", headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "wrong_origin")
    assert "access-control-allow-origin" not in reply.headers
    headers["Origin"] = BASE
    assert service.client.get("/v1/models", headers=headers).status_code == 200


def test_a_token_made_or_ended_elsewhere_counts_at_once(service: Service) -> None:
    other = Store.open(service.store.settings)  # as another process would
    made = tokens.create(other, "default")
    headers = {"Authorization": f"Bearer {made.token}"}
    for _ in range(3):
        assert service.client.get("/v1/models", headers=headers).status_code == 200
    tokens.revoke(other, "default", made.id)
    start = time.monotonic()
    while service.client.get("/v1/models", headers=headers).status_code != 401:
        assert time.monotonic() - start < 5
    other.close()


def test_a_rotated_token_overlaps(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tokens.create(service.store, "default", "read", label="nightly")
    new = tokens.rotate(service.store, "default", old.id, 3_600)
    assert new.scope == "read"
    for made in (old, new):
        headers = {"Authorization": f"Bearer {made.token}"}
        assert service.client.get("/v1/models", headers=headers).status_code == 200
    later = time.time() + 3_601
    monkeypatch.setattr(time, "time", lambda: later)
    assert tokens.check(service.store, old.token) is None
    assert tokens.check(service.store, new.token) is not None
    assert {t.label for t in tokens.listing(service.store, "default")} == {"", "nightly"}
    headers = {"Authorization": f"Bearer {old.token}"}
    assert service.client.get("/v1/models", headers=headers).status_code == 401


def test_q31_a_token_has_a_rate_and_forged_addresses_change_nothing() -> None:
    store = Store.open(settings.load(token_rate=2))
    Registry(store).register(making.model("plain"), "houses")
    token = tokens.create(store, "default").token
    with TestClient(create_app(store, store.settings), base_url=BASE) as client:
        found = []
        for at in range(30):
            headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": f"10.0.0.{at}"}
            found.append(client.get("/v1/models", headers=headers))
        limited = [reply for reply in found if reply.status_code == 429]
        assert limited
        assert limited[0].json()["error"]["code"] == "rate_limited"
        assert int(limited[0].headers["Retry-After"]) >= 1
        assert limited[0].headers["RateLimit-Limit"] == "4"
        assert client.get("/livez").status_code == 200
    store.close()


def test_the_log_has_a_line_per_request_and_no_secret(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "loupe.requests"):
        reply = service.ask({"rows": [{"size": 61.25, "rooms": 3, "kind": "flat"}]})
    assert reply.headers["X-Request-Id"] in caplog.text
    assert '"route":"/v1/models/{name}/predict"' in caplog.text
    assert '"status":200' in caplog.text
    for secret in (service.token, "61.25", "houses"):
        assert secret not in caplog.text
