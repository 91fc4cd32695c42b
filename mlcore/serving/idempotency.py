"""A request that is sent again takes effect once: the header ``Idempotency-Key``.

The first request under a key claims it in the database, so that all processes know; its reply is
kept for a day and given again. A reply that says nothing of the request itself (no access, too
many at once, our fault) is not kept: whoever tries again is answered anew.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from sqlalchemy import ColumnElement, delete, select, update
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlcore.errors import LoupeError, Where
from mlcore.serving import messages
from mlcore.serving.hosts import header
from mlcore.serving.reply import LEFT, route_path
from mlcore.serving.request import ClientLeftError, read_body
from mlcore.serving.service import Service
from mlcore.serving.tokens import Access
from mlcore.store.rows import insert_once
from mlcore.store.store import Store
from mlcore.store.tables import memos

HEADER = b"idempotency-key"
METHODS = frozenset({"POST", "PUT"})
ROUTES = ("/v1/models/", "/v2/models/")
LONGEST = 200
DAY = 86_400.0
UNFINISHED_SECONDS = 60.0
"""After so long a claim without a reply is that of a process that died."""
SWEEP_SECONDS = 60.0
NOT_KEPT = frozenset({401, 403, 404, 405, 408, 409, 429, LEFT})
_PREFIX = "once:"


@dataclass(frozen=True)
class Claim:
    """A key in the database, and the fingerprint of the request that has it."""

    store: Store
    workspace: str
    key: str
    digest: str

    def take(self) -> Response | None:
        """Take the key, or return the reply of the request that had it before.

        Raises
        ------
        LoupeError
            ``idempotency_key_reused`` for another request; ``request_under_way`` while the first
            one has no reply.
        """
        now = time.time()
        row = {"value": {"digest": self.digest}, "revision": 0, "changed": now}
        own = {"workspace": self.workspace, "key": self.key}
        with self.store.begin() as connection:
            if insert_once(connection, memos, **own, **row):
                return None
            found = connection.execute(select(memos).where(*self._mine)).one()
            kept, age = found.value, now - found.changed
            over = age > DAY or ("status" not in kept and age > UNFINISHED_SECONDS)
            if over:
                connection.execute(update(memos).where(*self._mine).values(**row))
                return None
        if kept["digest"] != self.digest:
            raise LoupeError(messages.KEY_REUSED, Where(field="Idempotency-Key"))
        if "status" not in kept:
            raise LoupeError(messages.UNDER_WAY, Where(field="Idempotency-Key"))
        again = {"Idempotent-Replayed": "true"}
        return Response(kept["body"].encode("latin-1"), kept["status"], again, kept["type"])

    def keep(self, status: int, kind: str, body: bytes) -> None:
        """Keep the reply, to be given again."""
        told = {"status": status, "type": kind, "body": body.decode("latin-1")}
        value = {"digest": self.digest, **told}
        with self.store.begin() as connection:
            mine = update(memos).where(*self._mine)
            connection.execute(mine.values(value=value, revision=1, changed=time.time()))

    def release(self) -> None:
        """Give the key back: the request had no effect that lasts."""
        with self.store.begin() as connection:
            connection.execute(delete(memos).where(*self._mine))

    @property
    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return memos.c.workspace == self.workspace, memos.c.key == self.key


def sweep(store: Store, now: float | None = None) -> int:
    """Forget the replies that are older than a day, and return how many."""
    before = (time.time() if now is None else now) - DAY
    old = memos.c.key.startswith(_PREFIX, autoescape=True) & (memos.c.changed < before)
    with store.begin() as connection:
        return int(connection.execute(delete(memos).where(old)).rowcount)


class Once:
    """ASGI middleware between the envelope, which knows who asks, and the routes.

    Parameters
    ----------
    app : ASGIApp
        The routes.
    service : Service
        What all requests share.
    """

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service, self._swept = app, service, 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or once more."""
        key = header(scope["headers"], HEADER) if scope.get("method") in METHODS else ""
        if not key or not route_path(scope).startswith(ROUTES):
            await self._app(scope, receive, send)
            return
        if len(key) > LONGEST or not key.isprintable():
            raise LoupeError(messages.BAD_KEY, Where(field="Idempotency-Key"), most=LONGEST)
        try:
            most = self._service.settings.max_request_mb
            body = await read_body(receive, scope["headers"], most)
        except ClientLeftError:
            self._service.meters.event("left")
            await Response(status_code=LEFT)(scope, receive, send)
            return
        await self._once(_claim(self._service.store, scope, key, body), scope, receive, send, body)

    async def _once(
        self, claim: Claim, scope: Scope, receive: Receive, send: Send, body: bytes
    ) -> None:
        await self._sweep()
        again = await to_thread.run_sync(claim.take)
        if again is not None:
            self._service.meters.event("replayed")
            await again(scope, receive, send)
            return
        told, kept = _Held(), False
        try:
            await self._app(scope, _given(body, receive), told)
            if told.status < 500 and told.status not in NOT_KEPT:
                await to_thread.run_sync(claim.keep, told.status, told.kind, told.body)
                kept = True
        finally:
            if not kept:
                await to_thread.run_sync(claim.release)
        for message in told.messages:
            await send(message)

    async def _sweep(self) -> None:
        if time.monotonic() - self._swept > SWEEP_SECONDS:
            self._swept = time.monotonic()
            await to_thread.run_sync(sweep, self._service.store)


class _Held:
    """Holds the reply back until it is kept."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return next((int(m["status"]) for m in self.messages if "status" in m), 500)

    @property
    def kind(self) -> str:
        return header(self.messages[0].get("headers", ()), b"content-type")

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)


def _claim(store: Store, scope: Scope, key: str, body: bytes) -> Claim:
    access: Access = scope["state"]["access"]
    who = hashlib.sha256(f"{access.token}\0{key}".encode()).hexdigest()
    asked = f"{scope['method']} {route_path(scope)}\0".encode() + body
    digest = hashlib.sha256(asked).hexdigest()
    return Claim(store, access.workspace, _PREFIX + who, digest)


def _given(body: bytes, receive: Receive) -> Receive:
    """Return a way to receive the body that was read already, and then what comes."""
    first: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return first.pop() if first else await receive()

    return given
