"""The sign-in before the pages: nothing of them, sockets included, is there without it.

It stands around the whole app, because the scripts of pages cannot set cookies. REST has tokens
of its own and is let through.
"""

from __future__ import annotations

import html
import math
import time
from collections import OrderedDict
from pathlib import Path
from urllib.parse import parse_qs, quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mlcore.errors import LoupeError
from mlcore.language import translate as _
from mlcore.serving import password
from mlcore.serving.hosts import Hosts, header
from mlcore.serving.request import read_body

COOKIE = "loupe_signin"
SIGN_IN, SIGN_OUT = "/signin", "/signout"
REST = "/api"
FREE = 5
"""Wrong passwords from one address before it has to wait, twice as long each time."""
LONGEST_WAIT = 300.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Loupe</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
</head><body><main><h1>Loupe</h1><form method="post" action="{action}">
<p role="alert">{said}</p>
<p><label for="password">{label}</label><br>
<input id="password" name="password" type="password" required autofocus
autocomplete="current-password"></p>
<p><button>{button}</button></p></form></main></body></html>
"""


class Door:
    """ASGI middleware around the pages.

    Parameters
    ----------
    app : ASGIApp
        The pages.
    home : Path
        Where the password is kept; without one, everybody comes in.
    hosts : Hosts
        The names this server answers to.
    """

    def __init__(self, app: ASGIApp, home: Path, hosts: Hosts) -> None:
        self._app, self._home, self._hosts = app, home, hosts
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request or socket through, or ask who it is."""
        lock = password.lock(self._home) if scope["type"] in ("http", "websocket") else None
        if lock is None or scope["path"].startswith(f"{REST}/"):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"] in (SIGN_IN, SIGN_OUT):
            reply = await self._reply(lock, Request(scope, receive))
            await reply(scope, receive, send)
        elif lock.takes(_cookie(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _elsewhere(scope)(scope, receive, send)

    async def _reply(self, lock: password.Lock, request: Request) -> Response:
        if request.method != "POST":
            return _page(request)
        try:
            headers = request.scope["headers"]
            self._hosts.refuse(header(headers, b"host"), header(headers, b"origin"))
            body = await read_body(request.receive, headers, 1)
        except LoupeError as error:
            return _page(request, error.what, 403)
        if request.url.path == SIGN_OUT:
            gone = RedirectResponse(SIGN_IN, 303, HEADERS)
            gone.delete_cookie(COOKIE)
            return gone
        given = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
        return await self._tried(lock, request, given.get("password", [""])[0])

    async def _tried(self, lock: password.Lock, request: Request, given: str) -> Response:
        who = request.client.host if request.client else ""
        if wait := self._wait(who):
            reply = _page(request, _("Too many wrong passwords; wait a moment."), 429)
            reply.headers["Retry-After"] = str(math.ceil(wait))
            return reply
        if not await to_thread.run_sync(lock.opens, given):
            self._note(who)
            return _page(request, _("This is not the password."), 401)
        self._wrong.pop(who, None)
        reply = RedirectResponse(_next(request), 303, HEADERS)
        seconds = password.HOURS * 3_600
        reply.set_cookie(
            COOKIE,
            lock.pass_until(time.time() + seconds),
            max_age=seconds,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return reply

    def _wait(self, who: str) -> float:
        """Return the seconds until an address may try again."""
        wrong, last = self._wrong.get(who, (0, 0.0))
        pause = min(LONGEST_WAIT, 2.0 ** (wrong - FREE)) if wrong >= FREE else 0.0
        return max(0.0, last + pause - time.monotonic())

    def _note(self, who: str) -> None:
        self._wrong[who] = (self._wrong.get(who, (0, 0.0))[0] + 1, time.monotonic())
        self._wrong.move_to_end(who)
        if len(self._wrong) > 10_000:
            self._wrong.popitem(last=False)


def _cookie(scope: Scope) -> str:
    parts = header(scope["headers"], b"cookie").split(";")
    found = (part.strip().partition("=")[2] for part in parts if part.strip().startswith(COOKIE))
    return next(found, "").strip('"')


def _elsewhere(scope: Scope) -> Response:
    """Lead a person to the sign-in, and tell a program."""
    wants_page = "text/html" in header(scope["headers"], b"accept")
    if scope["method"] != "GET" or not wants_page:
        return PlainTextResponse(_("Sign in first."), 401, HEADERS)
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(asked, safe='')}", 303, HEADERS)


def _next(request: Request) -> str:
    """Return the page that was asked for: one of this server, whatever the address says."""
    path = request.query_params.get("next", "/")
    ours = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if ours else "/"


def _page(request: Request, said: str = "", status: int = 200) -> Response:
    action = f"{SIGN_IN}?next={quote(_next(request), safe='')}"
    words = {"said": said, "label": _("Password"), "button": _("Sign in"), "action": action}
    escaped = {name: html.escape(text) for name, text in words.items()}
    return HTMLResponse(PAGE.format(**escaped), status, HEADERS)
