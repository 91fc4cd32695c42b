"""Links for others: one model and nothing else, shown once, stored hashed, revoked at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.registry.registry import Registry
from mlcore.serving import links, tokens
from mlcore.serving.app import create_app
from mlcore.store import tables
from mlcore.store.store import Store
from tests.prediction import making

GOOD = {"size": 50.5, "rooms": 3, "kind": "flat"}


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(settings.load())
    yield opened
    opened.close()


def test_a_link_opens_its_model_with_its_values(store: Store) -> None:
    token = links.create(store, "mine", ("houses", None), start=GOOD, label="agent")
    found = links.followed(store, token)
    assert (found.workspace, found.model, found.version, found.ref) == (
        "mine", "houses", None, "houses",
    )  # fmt: skip
    assert (found.start, found.label) == (GOOD, "agent")
    fixed = links.followed(store, links.create(store, "mine", ("houses", 2)))
    assert (fixed.ref, fixed.start) == ("houses:2", {})


def test_neither_the_token_nor_the_workspace_can_be_read_off_the_other(store: Store) -> None:
    token = links.create(store, "a" * 32, ("houses", None))
    assert len(token) >= 43  # 256 bits
    assert "a" * 32 not in token
    with store.read() as connection:
        row = connection.execute(select(tables.links)).one()
    assert all(token not in str(value) for value in row)
    assert links.create(store, "a" * 32, ("houses", None)) != token


def test_unknown_revoked_and_expired_are_the_same(store: Store) -> None:
    revoked, expired = (links.create(store, "mine", ("m", None), days=1) for _ in range(2))
    first, second = (link.id for link in reversed(links.listing(store, "mine", "m")))
    links.revoke(store, "mine", first)
    links.revoke(store, "mine", first)
    with store.begin() as connection:
        old = update(tables.links).where(tables.links.c.id == second).values(expires=1.0)
        connection.execute(old)
    said = set()
    for token in (revoked, expired, "unknown", ""):
        with pytest.raises(LoupeError) as caught:
            links.followed(store, token)
        assert caught.value.code == "link_ended"
        assert links.check(store, token) is None
        said.add(caught.value.what)
    assert len(said) == 1
    assert links.listing(store, "mine", "m") == ()


def test_only_its_owner_sees_and_ends_a_link(store: Store) -> None:
    token = links.create(store, "mine", ("m", None))
    (link,) = links.listing(store, "mine", "m")
    assert links.listing(store, "other", "m") == ()
    assert links.listing(store, "mine", "n") == ()
    with pytest.raises(LoupeError) as caught:
        links.revoke(store, "other", link.id)
    assert caught.value.code == "unknown_link"
    assert links.followed(store, token).id == link.id


@pytest.mark.parametrize("days", [0, -1, 1e9])
def test_a_time_that_makes_no_sense_is_refused(store: Store, days: float) -> None:
    with pytest.raises(LoupeError) as caught:
        links.create(store, "mine", ("m", None), days=days)
    assert caught.value.code == "bad_link_wish"


ELSEWHERE = (
    ("GET", "/v1/models"),
    ("GET", "/v1/models/houses"),
    ("GET", "/v1/models/others"),
    ("POST", "/v1/models/others/predict"),
    ("POST", "/v1/models/others/explain"),
    ("POST", "/v1/models/nothing/predict"),
    ("POST", "/v1/models/houses/versions/1/predict"),
    ("POST", "/v1/models/houses/feedback"),
    ("GET", "/v2/models/houses"),
    ("GET", "/metrics"),
    ("PUT", "/v1/uploads/0123456789abcdef"),
)


def test_over_rest_a_link_answers_for_its_model_alone(store: Store) -> None:
    registry = Registry(store, "mine")
    for name in ("houses", "others"):
        registry.register(making.model("plain"), name)
    token = links.create(store, "mine", ("houses", None))
    client = TestClient(create_app(store, store.settings), "http://127.0.0.1")
    client.headers["Authorization"] = f"Bearer {token}"
    for asked in ("predict", "explain"):
        reply = client.post(f"/v1/models/houses/{asked}", json={"rows": [GOOD]})
        assert reply.status_code == 200, reply.text
    for method, path in ELSEWHERE:
        reply = client.request(method, path, json={"rows": [GOOD]} if method == "POST" else None)
        assert reply.status_code == 403, (path, reply.text)
        assert "mine" not in reply.text
    own = TestClient(create_app(store, store.settings), "http://127.0.0.1")
    own.headers["Authorization"] = f"Bearer {tokens.create(store, 'mine').token}"
    assert own.get("/v1/models").status_code == 200, "a token still opens what it did"
    (link,) = links.listing(store, "mine", "houses")
    links.revoke(store, "mine", link.id)
    assert client.post("/v1/models/houses/predict", json={"rows": [GOOD]}).status_code == 401


def test_a_link_to_a_version_answers_by_that_version_alone(store: Store) -> None:
    Registry(store, "mine").register(making.model("plain"), "houses")
    client = TestClient(create_app(store, store.settings), "http://127.0.0.1")
    client.headers["Authorization"] = f"Bearer {links.create(store, 'mine', ('houses', 1))}"
    body = {"rows": [GOOD]}
    assert client.post("/v1/models/houses/versions/1/predict", json=body).status_code == 200
    assert client.post("/v1/models/houses/predict", json=body).status_code == 403
    assert client.post("/v1/models/houses/versions/2/predict", json=body).status_code == 403
