"""Too much to do: a request is told so at its head, before its body is read or anybody is asked.

A refusal that goes through the whole app waits its turns of the event loop behind those who are
answered, and takes time from them.
"""

from __future__ import annotations

import asyncio
import time

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from mlcore.errors import LoupeError
from mlcore.serving import running_messages as messages
from mlcore.serving.envelope import HEADERS, ended, reference
from mlcore.serving.hosts import header
from mlcore.serving.reply import error_reply
from mlcore.serving.request import Headers
from mlcore.serving.service import Service

METHOD = b"POST"
"""What is turned away this early: what has a body, and is never the question whether we live."""


class TurnedAway:
    """Stands on a connection where a reply is made: it is over, what still comes is dropped."""

    response_started = response_complete = True

    def __init__(self) -> None:
        self.message_event = asyncio.Event()


def reply(service: Service, scope: Scope, more: Headers = ()) -> bytes:
    """Return the whole reply to a request that is turned away, once it is counted.

    Parameters
    ----------
    service : Service
        What all requests share.
    scope : Scope
        The request's method, path and headers.
    more : iterable of pair
        Headers that every reply has.
    """
    began, headers = time.perf_counter(), scope["headers"]
    ref = reference(header(headers, b"x-request-id").encode("latin-1"))
    scope["state"].update(ref=ref, route="")
    service.meters.event("shed")
    wait = {"Retry-After": service.crowd.retry_after()}
    made = error_reply(LoupeError(messages.OVERLOADED), scope, headers=wait)
    pairs = (*more, *made.raw_headers, (b"x-request-id", ref.encode()), *HEADERS)
    head = b"".join(b"%b: %b\r\n" % pair for pair in pairs)
    ended(service, scope, made.status_code, time.perf_counter() - began)
    return STATUS_LINE[made.status_code] + head + b"\r\n" + bytes(made.body)
