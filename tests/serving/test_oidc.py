"""Sign-in by the organisation, against a real provider on loopback; and tokens that are forged."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from oidc_provider_mock import User, run_server_in_thread
from starlette.testclient import TestClient

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.serving import passes, password
from mlcore.serving.door import Door
from mlcore.serving.hosts import Hosts
from mlcore.serving.oidc import ALGORITHMS, Client, Provider, client_of, proved
from mlcore.serving.signin import BACK, COOKIE
from mlcore.serving.wider import refuse_pages
from tests.serving.test_door import HTML, WORD, pages

PEOPLE = (
    User(sub="alice", claims={"email": "alice@ward.example", "email_verified": True}),
    User(sub="mallory", claims={"email": "mallory@ward.example", "email_verified": False}),
    User(sub="bob", claims={"email": "bob@other.example"}),
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run a provider and return its address."""
    with run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def door(issuer: str, home: Path, allow: str = "") -> TestClient:
    """Return a browser before a door that sends people to the provider."""
    provider = Provider(Client(issuer, "loupe", "a secret", allow), Hosts())
    app = Door(pages(), home, Hosts(), provider=provider)
    return TestClient(app, base_url="http://localhost", follow_redirects=False)


@pytest.fixture
def browser(issuer: str, tmp_path: Path) -> Iterator[TestClient]:
    with door(issuer, tmp_path, "@ward.example") as made:
        yield made


def leave(browser: TestClient, target: str = "%2Fdataset%3Fworkspace%3Dab") -> str:
    """Go to the provider and return its address."""
    reply = browser.get(f"/signin/oidc?next={target}")
    assert reply.status_code == 303
    return str(reply.headers["Location"])


def agree(address: str, who: str) -> str:
    """Sign in there as *who* and return the way back."""
    reply = httpx.post(address, data={"sub": who}, follow_redirects=False)
    back = urlsplit(reply.headers["Location"])
    assert (back.scheme, back.netloc, back.path) == ("http", "localhost", BACK)
    return f"{back.path}?{back.query}"


def test_the_organisation_lets_its_people_in(browser: TestClient) -> None:
    assert (
        browser.get("/dataset?workspace=ab", headers=HTML)
        .headers["Location"]
        .startswith("/signin?next=")
    )
    text = browser.get("/signin?next=%2Fdataset").text
    assert 'href="/signin/oidc?next=%2Fdataset"' in text
    assert "password" not in text
    address = leave(browser)
    asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
    assert asked["redirect_uri"] == f"http://localhost{BACK}"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert min(len(asked[name]) for name in ("state", "nonce")) >= 43
    reply = browser.get(agree(address, "alice"))
    assert (reply.status_code, reply.headers["Location"]) == (303, "/dataset?workspace=ab")
    assert "httponly" in reply.headers["Set-Cookie"].lower()
    assert browser.get("/dataset").text == "the page"
    held = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    with browser.websocket_connect("/_stcore/stream", headers=held) as socket:
        assert socket.receive_text() == "hello"
    assert browser.post("/signout").status_code == 303
    assert browser.get("/dataset").status_code == 401


@pytest.mark.parametrize("who", ["mallory", "bob"])
def test_who_is_not_on_the_list_stays_outside(browser: TestClient, who: str) -> None:
    reply = browser.get(agree(leave(browser), who))
    assert reply.status_code == 403
    assert COOKIE not in browser.cookies


def test_a_code_is_good_for_its_own_visit_once(browser: TestClient, issuer: str) -> None:
    address = leave(browser)
    back = agree(address, "alice")
    changed = back.replace("state=", "state=x")
    assert browser.get(changed).status_code == 400
    with door(issuer, Path("/nowhere-at-all")) as other:  # a browser that began no visit
        other.app._home = browser.app._home  # type: ignore[attr-defined]
        assert other.get(back).status_code == 400
    first = agree(leave(browser), "alice")
    assert browser.get(back).status_code == 400  # the earlier visit of the same browser
    assert browser.get(first).status_code == 303
    assert browser.get(first).status_code in (400, 403)  # the code is spent
    assert browser.get(f"{BACK}?error=access_denied&state=x").status_code == 400


def test_a_provider_that_is_gone_is_said_and_the_password_remains(tmp_path: Path) -> None:
    password.choose(tmp_path, WORD)
    with door("http://localhost:9", tmp_path) as browser:
        reply = browser.get("/signin/oidc")
        assert reply.status_code == 503
        assert "does not answer" in reply.text
        assert 'type="password"' in reply.text
        assert browser.post("/signin", data={"password": WORD}).status_code == 303
        assert browser.get("/dataset").text == "the page"


def test_a_pass_of_another_key_opens_nothing(browser: TestClient, tmp_path: Path) -> None:
    forged = passes.Passes(b"guess").until(time.time() + 60, "alice")
    assert browser.get("/dataset", headers={"Cookie": f"{COOKIE}={forged}"}).status_code == 401
    good = passes.of_home(tmp_path).until(time.time() + 60, "alice")
    assert browser.get("/dataset", headers={"Cookie": f"{COOKIE}={good}"}).status_code == 200


US = Client("https://id.example", "loupe", "a secret")
KEY = RSAKey.generate_key(2048, {"kid": "one"})
KEYS = KeySet([KEY]).as_dict(private=False)
NOW = int(time.time())
GOOD = {"iss": US.issuer, "aud": "loupe", "sub": "alice", "nonce": "n", "iat": NOW,
        "exp": NOW + 86_400}  # fmt: skip


def signed(claims: dict[str, Any], key: Any = KEY) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def test_a_good_token_is_taken() -> None:
    assert proved(US, signed(GOOD), KEYS, "n")["sub"] == "alice"
    both = {**GOOD, "aud": ["other", "loupe"], "azp": "loupe"}
    assert proved(US, signed(both), KEYS, "n")["sub"] == "alice"


CHANGES: tuple[dict[str, Any], ...] = (
    {"iss": "https://evil.example"}, {"aud": "other"}, {"nonce": "m"}, {"exp": NOW - 600},
    {"sub": None}, {"nonce": None}, {"exp": None}, {"azp": "other"}, {"iat": NOW + 6_000},
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_token_for_somebody_else_or_of_another_time_is_not(change: dict[str, Any]) -> None:
    claims = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(ValueError, match="ID token"):
        proved(US, signed(claims), KEYS, "n")


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_forged_signatures_are_not_taken() -> None:
    other = RSAKey.generate_key(2048, {"kid": "one"})
    said = signed(GOOD).split(".")[1]
    none = coded(b'{"alg":"none"}') + f".{said}."
    short = coded(b'{"alg":"HS256","kid":"one"}') + f".{said}"  # signed with the public key
    short += "." + coded(hmac.digest(KEY.as_pem(private=False), short.encode(), "sha256"))
    assert "none" not in ALGORITHMS
    assert not [name for name in ALGORITHMS if name.startswith("HS")]
    for token in (signed(GOOD, other), short, none, "x", "", "a.b.c"):
        with pytest.raises(ValueError, match="ID token"):
            proved(US, token, KEYS, "n")


def test_who_may_come_in() -> None:
    mail = {"email": "Alice@Ward.example"}
    assert Client("i", "c", "s").admits({})
    assert Client("i", "c", "s", "@ward.example").admits(mail)
    assert Client("i", "c", "s", "bob@x.y, alice@ward.example").admits(mail)
    for allow in ("@other.example", "ward.example", "bob@x.y", "@"):
        assert not Client("i", "c", "s", allow).admits(mail)
    assert not Client("i", "c", "s", "@ward.example").admits({"email": "a@ward.example@evil.x"})
    assert not Client("i", "c", "s", "@ward.example").admits({"sub": "alice"})


def test_half_a_setting_is_refused_and_a_whole_one_protects(tmp_path: Path) -> None:
    assert client_of(settings.load({}, home=tmp_path)) is None
    whole = {"oidc_issuer": "https://id.example", "oidc_client": "c", "oidc_secret": "s"}
    assert client_of(settings.load({}, home=tmp_path, **whole)) == Client(
        "https://id.example", "c", "s"
    )
    for change in ({"oidc_client": ""}, {"oidc_secret": ""}, {"oidc_issuer": "http://id.example"}):
        with pytest.raises(LoupeError) as caught:
            client_of(settings.load({}, home=tmp_path, **{**whole, **change}))
        assert caught.value.code == "bad_oidc"
    named = settings.load({}, home=tmp_path, hosts="ml.example.org", **whole)
    refuse_pages(named, "0.0.0.0", True)
