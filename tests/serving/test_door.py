"""The sign-in before the pages: V10, and everything that could go around it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from mlcore import settings
from mlcore.errors import LoupeError
from mlcore.serving import password
from mlcore.serving.door import Door
from mlcore.serving.guests import COOKIE as GUEST
from mlcore.serving.guests import HEADER
from mlcore.serving.hosts import Hosts
from mlcore.serving.signin import COOKIE, FREE
from mlcore.serving.wider import refuse_pages

WORD = "correct horse battery"
HTML = {"Accept": "text/html"}
LINKS = {"good-link", "other-link"}


async def page(request: Request) -> PlainTextResponse:
    guest = request.headers.get(HEADER.decode())
    return PlainTextResponse(f"the page of {guest}" if guest else "the page")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(f"hello {socket.headers.get(HEADER.decode(), '')}".strip())
    await socket.close()


def pages() -> Starlette:
    """Return pages that say who they think comes."""
    routes = [
        Route("/", page),
        Route("/dataset", page, methods=["GET", "POST"]),
        WebSocketRoute("/_stcore/stream", talk),
        Mount("/api", routes=[Route("/livez", page)]),
    ]
    return Starlette(routes=routes)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = Door(pages(), tmp_path, Hosts(), LINKS.__contains__)
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as made:
        yield made


@pytest.fixture
def locked(client: TestClient, tmp_path: Path) -> TestClient:
    password.choose(tmp_path, WORD)
    return client


def test_without_a_password_everybody_comes_in(client: TestClient) -> None:
    assert client.get("/").text == "the page"
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "hello"


def test_with_one_nothing_is_there_without_it(locked: TestClient) -> None:
    reply = locked.get("/dataset?workspace=ab", headers=HTML)
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/signin?next=%2Fdataset%3Fworkspace%3Dab"
    assert locked.get("/static/x.js").status_code == 401
    assert locked.post("/_stcore/upload").status_code == 401
    with pytest.raises(WebSocketDisconnect), locked.websocket_connect("/_stcore/stream"):
        pass
    assert locked.get("/api/livez").text == "the page"  # REST has its tokens


def test_v10_a_known_and_an_unknown_address_look_the_same(locked: TestClient) -> None:
    known, unknown = (
        locked.get(f"/dataset?workspace={key}", headers=HTML) for key in ("a" * 32, "b" * 32)
    )
    assert known.status_code == unknown.status_code == 303
    assert known.content == unknown.content


def test_the_password_opens_and_leads_on(locked: TestClient) -> None:
    assert "<form" in locked.get("/signin").text
    reply = locked.post("/signin?next=%2Fdataset%3Fworkspace%3Dab", data={"password": WORD})
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/dataset?workspace=ab"
    said = reply.headers["Set-Cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert locked.get("/dataset").text == "the page"
    held = {"Cookie": f"{COOKIE}={locked.cookies[COOKIE]}"}
    with locked.websocket_connect("/_stcore/stream", headers=held) as socket:
        assert socket.receive_text() == "hello"
    assert locked.post("/signout").status_code == 303
    assert locked.get("/dataset").status_code == 401


@pytest.mark.parametrize(
    "aim",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "/a\nb", ""],
)
def test_it_leads_nowhere_else(locked: TestClient, aim: str) -> None:
    reply = locked.post("/signin", params={"next": aim}, data={"password": WORD})
    assert reply.headers["Location"] == "/"


def test_what_is_asked_for_is_shown_as_text(locked: TestClient) -> None:
    text = locked.get('/signin?next=/"><script>alert(1)</script>').text
    assert "<script>" not in text


def test_wrong_passwords_have_to_wait(locked: TestClient) -> None:
    found = [locked.post("/signin", data={"password": "nope"}) for _ in range(FREE + 2)]
    assert [reply.status_code for reply in found] == [401] * FREE + [429] * 2
    assert int(found[-1].headers["Retry-After"]) >= 1
    assert locked.post("/signin", data={"password": WORD}).status_code == 429
    assert COOKIE not in locked.cookies


def test_a_browser_says_its_own_origin_when_it_signs_in(locked: TestClient) -> None:
    said = locked.get("/signin").headers["Referrer-Policy"]
    assert said == "same-origin"  # with "no-referrer" it says "null", which is nobody's
    own = {"Origin": "http://localhost"}
    assert locked.post("/signin", data={"password": WORD}, headers=own).status_code == 303


def test_a_page_of_others_cannot_sign_in(locked: TestClient) -> None:
    headers = {"Origin": "http://evil.example"}
    assert locked.post("/signin", data={"password": WORD}, headers=headers).status_code == 403


def test_sign_ins_end_and_cannot_be_made(locked: TestClient, tmp_path: Path) -> None:
    lock = password.lock(tmp_path)
    assert lock is not None
    good = lock.pass_until(time.time() + 60)
    assert lock.takes(good)
    for bad in ("", "x", good[:-1], good.replace(".", ":"), f"9{good}", good + "0", "...", "1.2.é"):
        assert not lock.takes(bad)
    assert not lock.takes(lock.pass_until(time.time() - 1))
    password.choose(tmp_path, WORD)  # the same word again ends every sign-in
    other = password.lock(tmp_path)
    assert other is not None
    assert not other.takes(good)


def test_only_a_hash_is_kept(locked: TestClient, tmp_path: Path) -> None:
    assert WORD.encode() not in password.file(tmp_path).read_bytes()
    assert password.file(tmp_path).stat().st_mode & 0o077 == 0
    with pytest.raises(LoupeError) as caught:
        password.choose(tmp_path, "short")
    assert caught.value.code == "bad_password"
    password.forget(tmp_path)
    assert password.lock(tmp_path) is None


def test_pages_are_not_offered_to_others_without_protection(tmp_path: Path) -> None:
    bare = settings.load({}, home=tmp_path)
    refuse_pages(bare, "127.0.0.1", False)
    refuse_pages(bare, "localhost", False)
    for host in ("", "0.0.0.0", "192.168.1.5"):
        with pytest.raises(LoupeError) as caught:
            refuse_pages(bare, host, False)
        assert caught.value.code == "open_pages"
        for word in ("password", "LOUPE_HOSTS", "sslCertFile"):
            assert word in caught.value.what
    password.choose(tmp_path, WORD)
    named = settings.load({}, home=tmp_path, hosts="ml.example.org")
    refuse_pages(named, "0.0.0.0", True)
    with pytest.raises(LoupeError):
        refuse_pages(named, "0.0.0.0", False)


def test_a_link_lets_its_guest_through_and_tells_the_page(locked: TestClient) -> None:
    reply = locked.get("/?link=good-link", headers=HTML)
    assert (reply.status_code, reply.text) == (200, "the page of good-link")
    said = reply.headers["Set-Cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert locked.get("/dataset").text == "the page of good-link"  # whatever page: it is told
    held = {"Cookie": f"{GUEST}={locked.cookies[GUEST]}"}
    with locked.websocket_connect("/_stcore/stream", headers=held) as socket:
        assert socket.receive_text() == "hello good-link"
    assert locked.post("/dataset").status_code == 401  # a guest sends nothing
    LINKS.discard("good-link")
    try:
        assert locked.get("/dataset").status_code == 401
        with pytest.raises(WebSocketDisconnect):
            locked.websocket_connect("/_stcore/stream", headers=held).__enter__()
    finally:
        LINKS.add("good-link")


@pytest.mark.parametrize("link", ["", "bad-link", "x" * 300, "good-link\x00", "é"])
def test_other_links_open_nothing(locked: TestClient, link: str) -> None:
    reply = locked.get("/", params={"link": link}, headers=HTML)
    assert reply.status_code == 303
    assert "Set-Cookie" not in reply.headers
    safe = link if link.isascii() and link.isprintable() else "-"
    assert locked.get("/", headers={"Cookie": f"{GUEST}={safe}"}).status_code == 401


def test_nobody_says_for_themselves_that_they_are_guests(locked: TestClient) -> None:
    forged = {HEADER.decode(): "good-link"}
    assert locked.get("/", headers=forged).status_code == 401
    locked.get("/?link=other-link", headers=HTML)
    assert locked.get("/dataset", headers=forged).text == "the page of other-link"


def test_who_has_signed_in_is_no_guest(locked: TestClient) -> None:
    locked.post("/signin", data={"password": WORD})
    forged = {HEADER.decode(): "good-link"}
    assert locked.get("/?link=good-link", headers=forged).text == "the page"


def test_without_a_password_the_header_says_nothing(client: TestClient) -> None:
    assert client.get("/", headers={HEADER.decode(): "good-link"}).text == "the page"
