"""The page that asks who it is: a password, or the way to the organisation's own sign-in."""

from __future__ import annotations

import html
import math
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qs, quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mlcore.errors import LoupeError
from mlcore.language import translate as _
from mlcore.serving import password
from mlcore.serving.hosts import Hosts, header
from mlcore.serving.passes import HOURS
from mlcore.serving.request import read_body

COOKIE = "loupe_signin"
SIGN_IN, SIGN_OUT = "/signin", "/signout"
ELSEWHERE, BACK = "/signin/oidc", "/signin/callback"
FREE = 5
"""Wrong passwords from one address before it has to wait, twice as long each time."""
LONGEST_WAIT = 300.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without it a browser says "null" for its own origin
}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Loupe</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
</head><body><main><h1>Loupe</h1>
<p role="alert">{said}</p>
{ways}</main></body></html>
"""
FORM = """<form method="post" action="{action}">
<p><label for="password">{label}</label><br>
<input id="password" name="password" type="password" required autofocus
autocomplete="current-password"></p>
<p><button>{button}</button></p></form>
"""
LINK = '<p><a href="{action}">{button}</a></p>\n'


class Ways(NamedTuple):
    """Which ways in there are: by password, by the organisation."""

    password: bool
    oidc: bool


class Words:
    """The sign-in by password: one form, and waits for those who guess.

    Parameters
    ----------
    hosts : Hosts
        The names this server answers to.
    """

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def reply(self, lock: password.Lock | None, request: Request, oidc: bool) -> Response:
        """Show the page, take a password, or sign out."""
        ways = Ways(lock is not None, oidc)
        if request.method != "POST":
            return page(request, ways)
        try:
            headers = request.scope["headers"]
            self._hosts.refuse(header(headers, b"host"), header(headers, b"origin"))
            body = await read_body(request.receive, headers, 1)
        except LoupeError as error:
            return page(request, ways, error.what, 403)
        if request.url.path == SIGN_OUT:
            gone = RedirectResponse(SIGN_IN, 303, HEADERS)
            gone.delete_cookie(COOKIE)
            return gone
        if lock is None:
            return page(request, ways, _("There is no password here."), 403)
        given = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
        return await self._tried(lock, request, ways, given.get("password", [""])[0])

    async def _tried(
        self, lock: password.Lock, request: Request, ways: Ways, given: str
    ) -> Response:
        who = request.client.host if request.client else ""
        if wait := self._wait(who):
            reply = page(request, ways, _("Too many wrong passwords; wait a moment."), 429)
            reply.headers["Retry-After"] = str(math.ceil(wait))
            return reply
        if not await to_thread.run_sync(lock.opens, given):
            self._note(who)
            return page(request, ways, _("This is not the password."), 401)
        self._wrong.pop(who, None)
        return let_in(request, lock.pass_until(time.time() + HOURS * 3_600), after(request))

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


def let_in(request: Request, sign_in: str, target: str) -> Response:
    """Return the reply that gives a browser its sign-in and leads on to *target*."""
    reply = RedirectResponse(target, 303, HEADERS)
    reply.set_cookie(
        COOKIE, sign_in, max_age=HOURS * 3_600, httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return reply


def after(request: Request) -> str:
    """Return the page that was asked for: one of this server, whatever the address says."""
    return ours(request.query_params.get("next", "/"))


def ours(path: str) -> str:
    """Return *path* when it is one of this server, else the first page."""
    safe = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if safe else "/"


def page(request: Request, ways: Ways, said: str = "", status: int = 200) -> Response:
    """Return the page with the ways in, and what went wrong."""
    target = f"?next={quote(after(request), safe='')}"
    drawn = {
        FORM: {"action": SIGN_IN + target, "label": _("Password"), "button": _("Sign in")},
        LINK: {"action": ELSEWHERE + target, "button": _("Sign in with your organisation")},
    }
    open_ones = (way for way, there in zip(drawn.items(), ways, strict=True) if there)
    shown = "".join(form.format(**_escaped(words.items())) for form, words in open_ones)
    return HTMLResponse(PAGE.format(said=html.escape(said), ways=shown), status, HEADERS)


def _escaped(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: html.escape(text) for name, text in words}
