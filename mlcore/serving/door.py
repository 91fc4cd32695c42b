"""The door before the pages: nothing of them, sockets included, is there without a sign-in.

It stands around the whole app, because the scripts of pages cannot set cookies. REST has tokens
of its own and is let through; who has a link for others is let through to that link.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mlcore.language import translate as _
from mlcore.serving import passes, password
from mlcore.serving.guests import Guests, Opens, stripped
from mlcore.serving.hosts import Hosts, header
from mlcore.serving.oidc import Provider
from mlcore.serving.signin import BACK, COOKIE, ELSEWHERE, HEADERS, SIGN_IN, SIGN_OUT, Words

REST = "/api"


def nobody(token: str) -> bool:
    """Take no link."""
    return False


class Door:
    """ASGI middleware around the pages.

    Parameters
    ----------
    app : ASGIApp
        The pages.
    home : Path
        Where the password is kept; without one and without a provider, everybody comes in.
    hosts : Hosts
        The names this server answers to.
    guests : callable
        Tells whether a token is that of a link for others.
    provider : Provider or None
        Who else knows people: the organisation's sign-in.
    """

    def __init__(
        self, app: ASGIApp, home: Path, hosts: Hosts, guests: Opens = nobody,
        provider: Provider | None = None,
    ) -> None:  # fmt: skip
        self._app, self._home, self._provider = app, home, provider
        self._words, self._guests = Words(hosts), Guests(app, guests)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request or socket through, or ask who it is."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope, lock = stripped(scope), password.lock(self._home)
        closed = lock is not None or self._provider is not None
        if not closed or scope["path"].startswith(f"{REST}/") or self._knows(lock, scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in (SIGN_IN, SIGN_OUT, ELSEWHERE, BACK):
            await (await self._reply(lock, Request(scope, receive)))(scope, receive, send)
        elif not await self._guests.let_through(scope, receive, send):
            await _turn_away(scope, receive, send)

    def _knows(self, lock: password.Lock | None, scope: Scope) -> bool:
        """Tell whether who asks has signed in; signing in and out is for all."""
        if scope["path"] in (SIGN_IN, SIGN_OUT, ELSEWHERE, BACK):
            return False
        given = cookie_parser(header(scope["headers"], b"cookie")).get(COOKIE, "")
        if lock is not None and lock.takes(given):
            return True
        return self._provider is not None and passes.of_home(self._home).takes(given)

    async def _reply(self, lock: password.Lock | None, request: Request) -> Response:
        if self._provider is not None and request.url.path in (ELSEWHERE, BACK):
            made = passes.of_home(self._home)
            if request.url.path == BACK:
                return await self._provider.back(request, made, lock is not None)
            return await self._provider.away(request, made, lock is not None)
        return await self._words.reply(lock, request, self._provider is not None)


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _elsewhere(scope)(scope, receive, send)


def _elsewhere(scope: Scope) -> Response:
    """Lead a person to the sign-in, and tell a program."""
    wants_page = "text/html" in header(scope["headers"], b"accept")
    if scope["method"] != "GET" or not wants_page:
        return PlainTextResponse(_("Sign in first."), 401, HEADERS)
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(asked, safe='')}", 303, HEADERS)
