"""Around every request: an id, access, the count, and an answer whatever happens inside."""

from __future__ import annotations

import logging
import re
import secrets
import time
from urllib.parse import parse_qs

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlcore.errors import LoupeError, unexpected
from mlcore.serving import messages, tokens
from mlcore.serving.meters import Meters
from mlcore.serving.reply import error_reply, route_path
from mlcore.store.store import Store

OPEN = frozenset({"/livez", "/readyz", "/openapi.json"})
"""Routes that want no token."""
HEADERS = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))
_REF = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger("loupe.serving")


class Envelope:
    """ASGI middleware; the outermost of the app."""

    def __init__(self, app: ASGIApp, store: Store, meters: Meters) -> None:
        self._app, self._store, self._meters = app, store, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ref = reference(Headers(scope=scope))
        scope.setdefault("state", {})["ref"] = ref
        seen = _Seen(send, ref)
        began = time.perf_counter()
        try:
            await self._answer(scope, receive, seen)
        except Exception as error:  # the last resort: said without details, logged with the id
            _log.exception("request %s failed", ref)
            if not seen.status:
                await error_reply(unexpected(error), scope, 500)(scope, receive, seen)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            seconds = time.perf_counter() - began
            self._meters.request(route, scope["method"], seen.status or 500, seconds)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if route_path(scope) not in OPEN:
                scope["state"]["access"] = await self._access(scope)
        except LoupeError as error:
            await error_reply(error, scope)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _access(self, scope: Scope) -> tokens.Access:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        if query.keys() & {"token", "access_token"}:
            raise LoupeError(messages.TOKEN_IN_URL)
        kind, _, bearer = Headers(scope=scope).get("authorization", "").partition(" ")
        found = None
        if kind.lower() == "bearer" and 0 < len(bearer) <= 200:
            found = await to_thread.run_sync(tokens.check, self._store, bearer.strip())
        if found is None:
            raise LoupeError(messages.NO_TOKEN)
        return found


class _Seen:
    """Notes the status of the reply and adds the headers every reply has."""

    def __init__(self, send: Send, ref: str) -> None:
        self._send, self._ref, self.status = send, ref, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._ref
            for name, value in HEADERS:
                headers.setdefault(name, value)
        await self._send(message)


def reference(headers: Headers) -> str:
    """Return the caller's request id when it is a plain one, else a new one."""
    given = headers.get("x-request-id", "")
    return given if _REF.fullmatch(given) else secrets.token_hex(8)
