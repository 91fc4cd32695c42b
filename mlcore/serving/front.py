"""The app with its busiest routes in front: found by a dictionary, without a framework's layers."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mlcore.errors import LoupeError
from mlcore.serving.envelope import Envelope
from mlcore.serving.reply import error_reply, route_path
from mlcore.serving.service import Service

MOST, LONGEST = 1_000, 300
"""Addresses remembered, and the characters of one."""
UNTRACED: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's own spans would tell addresses, and what errors quote; the envelope tells ours."""
Found = tuple[Route, dict[str, Any]]


class Front(FastAPI):
    """An app whose envelope is the outermost layer, and whose first routes need no other.

    Parameters
    ----------
    service : Service
        What all requests share.
    routes : list of Route
        ASGI apps that answer by themselves; what they raise, the envelope says.
    options
        As FastAPI takes them.
    """

    def __init__(self, service: Service, routes: list[Route], **options: Any) -> None:
        super().__init__(**options, telemetry=UNTRACED)
        self.state.service = service
        self.router.routes[:0] = routes
        self._direct = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, without asking for each request anew whether anybody traces it."""
        ask = self._answer if scope["type"] == "http" else super().__call__
        await ask(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Return what answers: the envelope around the direct routes, and around all others."""
        whole: Any = super().build_middleware_stack()  # its outermost layer answers errors in HTML
        service = self.state.service
        return Envelope(Direct(whole.app, self._direct), service)


class Direct:
    """Asks the route of an address itself, where it is one of *routes*, else the *app*."""

    def __init__(self, app: ASGIApp, routes: list[Route]) -> None:
        self._app, self._routes = app, routes
        self._known: dict[tuple[str, str], Found] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = self._found(scope) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["route"], scope["path_params"] = found
        try:
            await found[0].app(scope, receive, send)
        except LoupeError as error:
            await error_reply(error, scope)(scope, receive, send)

    def _found(self, scope: Scope) -> Found | None:
        method, path = scope["method"], route_path(scope)
        known = self._known.get((method, path))
        if known is not None:
            return known
        found = next(filter(None, (_match(route, method, path) for route in self._routes)), None)
        if found is not None and len(path) <= LONGEST:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[method, path] = found
        return found


def _match(route: Route, method: str, path: str) -> Found | None:
    """Return *route* with what stands in the address; None where the app has to look itself."""
    match = route.path_regex.match(path)
    if match is None or method not in (route.methods or ()):
        return None
    params = match.groupdict()
    number = params.get("version", "1")
    return (route, params) if number.isascii() and number.isdecimal() and len(number) < 10 else None
