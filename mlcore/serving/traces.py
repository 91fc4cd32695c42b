"""A span per request for OpenTelemetry, where it is installed and asked for.

It tells what the log tells and no more: no address, no name that a person chose, no value.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Scope

from mlcore.errors import LoupeError, Where
from mlcore.serving import running_messages as messages
from mlcore.serving.hosts import header
from mlcore.settings import Settings

PARENT = b"traceparent"
FROM = 500
"""Statuses that are our fault."""
SECOND = 1_000_000_000


class Traces:
    """Sends spans, in a thread of its own.

    Parameters
    ----------
    exporter : SpanExporter
        Where to.
    """

    def __init__(self, exporter: Any) -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace.propagation import tracecontext

        self._provider = TracerProvider(resource=Resource.create({"service.name": "loupe"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("loupe.serving")
        self._propagator = tracecontext.TraceContextTextMapPropagator()

    def note(self, scope: Scope, route: str, status: int, seconds: float) -> None:
        """Tell of one request that has ended.

        Parameters
        ----------
        scope : Scope
            The request.
        route : str
            The pattern of its address.
        status : int
            Of the reply.
        seconds : float
            From request to reply.
        """
        from opentelemetry.trace import SpanKind, StatusCode

        state, now = scope["state"], time.time_ns()
        parent = self._propagator.extract({PARENT.decode(): header(scope["headers"], PARENT)})
        method = scope["method"] if scope["method"].isalpha() else "OTHER"
        told = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "loupe.request_id": state["ref"],
        }
        if "version" in state:
            told["loupe.version"] = state["version"]
        span = self._tracer.start_span(
            f"{method} {route}", parent, SpanKind.SERVER, told,
            start_time=now - int(seconds * SECOND),
        )  # fmt: skip
        if status >= FROM:
            span.set_status(StatusCode.ERROR)
        span.end(now)

    def close(self) -> None:
        """Send what is left and end."""
        self._provider.shutdown()


def of_settings(settings: Settings) -> Traces | None:
    """Return what the settings ask for; None: nothing.

    Raises
    ------
    LoupeError
        As :func:`refuse`.
    """
    if not settings.traces:
        return None
    return Traces(_exporter(settings.traces)(endpoint=settings.traces))


def refuse(settings: Settings) -> None:
    """Raise when traces are asked for that cannot be sent.

    Raises
    ------
    LoupeError
        ``bad_traces``; ``traces_not_installed``.
    """
    if settings.traces:
        _exporter(settings.traces)


def _exporter(address: str) -> Any:
    """Return what sends traces to *address*, which is looked at."""
    place = Where(field="LOUPE_TRACES")
    if not _web(address):
        raise LoupeError(messages.BAD_TRACES, place)
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise LoupeError(messages.NO_TRACES, place) from error
    return OTLPSpanExporter


def _web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
