"""Who came by a link for others: let through a closed door, to that link and nothing else.

The door says to the pages, in a header that no client can send, by which link a visitor came in.
The pages then show that link's form whatever address is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlcore.serving.hosts import header

HEADER = b"x-loupe-guest"
COOKIE = "loupe_guest"
QUERY = "link"
LONGEST = 200
READING = frozenset({"GET", "HEAD"})
Opens = Callable[[str], bool]
"""Tells whether a token is that of a link that works."""


class Guests:
    """Lets visitors with a link through.

    Parameters
    ----------
    app : ASGIApp
        The pages.
    opens : callable
        Looks a token up; asked for each request, so that a link ends when it is revoked.
    """

    def __init__(self, app: ASGIApp, opens: Opens) -> None:
        self._app, self._opens = app, opens

    async def let_through(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer the request of a guest; return False, and do nothing, when it is not one.

        A guest may read and talk to the page; nothing else is taken from one.
        """
        token = asked(scope) or _cookie(scope)
        if not 0 < len(token) <= LONGEST or not token.isascii():
            return False
        if scope["type"] == "http" and scope["method"] not in READING:
            return False
        if not await to_thread.run_sync(self._opens, token):
            return False
        known = [*scope["headers"], (HEADER, token.encode())]
        keep = _Kept(send, token, scope) if asked(scope) else send
        await self._app({**scope, "headers": known}, receive, keep)
        return True


class _Kept:
    """Gives the browser its link along with the page, for the requests that follow."""

    def __init__(self, send: Send, token: str, scope: Scope) -> None:
        self._send = send
        made = Response()
        secure = scope.get("scheme") == "https"
        made.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
        self._cookie = next(pair for pair in made.raw_headers if pair[0] == b"set-cookie")

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), self._cookie]
        await self._send(message)


def stripped(scope: Scope) -> Scope:
    """Return *scope* without what only the door may say."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != HEADER]}


def asked(scope: Scope) -> str:
    """Return the link that the address of a page names; empty: none."""
    if scope["type"] != "http" or not scope["query_string"]:
        return ""
    found = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=100).get(QUERY, [""])
    return found[-1]


def _cookie(scope: Scope) -> str:
    return cookie_parser(header(scope["headers"], b"cookie")).get(COOKIE, "")
