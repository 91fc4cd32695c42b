"""Around every request: an id, who asks, the limits, the count, and an answer whatever happens."""

from __future__ import annotations

import logging
import re
import secrets
import time
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlcore.errors import LoupeError, unexpected
from mlcore.serving import access_messages as messages
from mlcore.serving import journal
from mlcore.serving.hosts import Hosts
from mlcore.serving.idempotency import Once
from mlcore.serving.limits import Rate
from mlcore.serving.reply import error_reply, route_path
from mlcore.serving.service import Service
from mlcore.serving.tokens import Access

OPEN = frozenset({"/livez", "/readyz", "/openapi.json"})
"""Routes that want no token."""
DESCRIPTION = "/openapi.json"
"""Says more to who has a token."""
LIGHT = OPEN | {"/metrics", "/v2/health/live", "/v2/health/ready"}
"""Routes that are answered however much is going on."""
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
_OWN = frozenset(name for name, _ in HEADERS)
_REF = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger("loupe.serving")


class Envelope:
    """ASGI middleware; the outermost of the app. Inside it, a request sent again happens once."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = Once(app, service), service
        chosen = service.settings
        self._hosts = Hosts(chosen.hosts)
        self._rate, self._crowd = Rate(chosen.token_rate), service.crowd

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = dict(scope["headers"])
        ref = reference(headers.get(b"x-request-id", b""))
        state = scope.setdefault("state", {})
        state["ref"], state["began"], state["route"] = ref, began, ""
        seen = _Seen(send, ref.encode())
        try:
            await self._answer(scope, receive, seen, headers)
        except Exception as error:  # the last resort: said without details, logged with the id
            _log.exception("request %s failed", ref)
            if not seen.status:
                await error_reply(unexpected(error), scope, 500)(scope, receive, seen)
        finally:
            ended(self._service, scope, seen.status or 500, time.perf_counter() - began)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
    ) -> None:
        path = route_path(scope)
        try:
            self._hosts.refuse(_text(headers, b"host"), _text(headers, b"origin"))
            if path in LIGHT:
                await self._admit(scope, headers, path)
                await self._app(scope, receive, send)
                return
            self._service.line.refuse()
            self._crowd.enter()
        except LoupeError as error:
            await self._refuse(error, scope, receive, send)
            return
        try:
            await self._admit(scope, headers, path)
            await self._app(scope, receive, send)
        except LoupeError as error:
            await self._refuse(error, scope, receive, send)
        finally:
            self._crowd.leave()

    async def _admit(self, scope: Scope, headers: dict[bytes, bytes], path: str) -> None:
        if path in OPEN and not (path == DESCRIPTION and b"authorization" in headers):
            return
        found = scope["state"]["access"] = await self._access(scope, headers)
        self._rate.take(found.token)

    async def _access(self, scope: Scope, headers: dict[bytes, bytes]) -> Access:
        if query := scope.get("query_string", b""):
            names = parse_qs(query.decode("latin-1"), keep_blank_values=True).keys()
            if names & {"token", "access_token"}:
                raise LoupeError(messages.TOKEN_IN_URL)
        await self._service.catch_up()
        kind, _, bearer = _text(headers, b"authorization").partition(" ")
        found = None
        if kind.lower() == "bearer":
            found = await self._service.keys.access(bearer.strip())
        if found is None:
            raise LoupeError(messages.NO_TOKEN)
        return found

    async def _refuse(self, error: LoupeError, scope: Scope, receive: Receive, send: Send) -> None:
        extra: dict[str, str] = {}
        if error.code == "overloaded":
            self._service.meters.event("shed")
            extra = {"Retry-After": self._crowd.retry_after()}
        elif error.code == "rate_limited":
            self._service.meters.event("limited")
            extra = self._rate.headers(scope["state"]["access"].token)
        await error_reply(error, scope, headers=extra)(scope, receive, send)


def ended(service: Service, scope: Scope, status: int, seconds: float) -> None:
    """Count a request that has its reply, and write its line.

    Parameters
    ----------
    service : Service
        What all requests share.
    scope : Scope
        The request.
    status : int
        Of the reply.
    seconds : float
        From request to reply.
    """
    route = scope["state"]["route"] or getattr(scope.get("route"), "path", "unknown")
    service.meters.request(route, scope["method"], status, seconds)
    journal.note(scope, route, status, seconds)
    if service.traces is not None:
        service.traces.note(scope, route, status, seconds)


class _Seen:
    """Notes the status of the reply and adds the headers every reply has."""

    def __init__(self, send: Send, ref: bytes) -> None:
        self._send, self._ref, self.status = send, ref, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = [pair for pair in message.get("headers", ()) if pair[0] not in _OWN]
            message["headers"] = [*given, (b"x-request-id", self._ref), *HEADERS]
        await self._send(message)


def reference(given: bytes) -> str:
    """Return the caller's request id when it is a plain one, else a new one."""
    return given.decode() if _REF.fullmatch(given) else secrets.token_hex(8)


def _text(headers: dict[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")
