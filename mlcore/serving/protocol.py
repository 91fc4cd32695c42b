"""HTTP on a socket: senders that are slow, lie or shout are cut off, each with a plain reply.

uvicorn waits for a request for ever, and answers what is no HTTP with a line of text. Here a
request's head has 5 seconds to arrive, its body 15, and a client 15 to read a reply.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from mlcore.errors import LoupeError, Message
from mlcore.serving import messages, overload
from mlcore.serving.reply import json_bytes
from mlcore.serving.service import Service
from mlcore.serving.status import STATUS

HEAD_SECONDS, BODY_SECONDS, READ_SECONDS = 5.0, 15.0, 15.0
MOST_HEADERS, MOST_HEAD_BYTES = 64, 32_768
CONTINUE = b"HTTP/1.1 100 "
LEAST_BYTES = 65_536
"""A second: a large body that arrives at this speed may take longer."""


class Protocol(HttpToolsProtocol):
    """One connection."""

    _timer: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _head = _arrived = 0
    _under_way = _in_body = False
    _large = False

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._stop()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; when they end in the middle of a request, the rest has to come in time."""
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # answered as an ordinary request
        except httptools.HttpParserInvalidMethodError:
            self._refuse(messages.BAD_METHOD)
        except httptools.HttpParserError:
            self._refuse(messages.LARGE_HEADERS if self._large else messages.BAD_HTTP)
        else:
            if not self._under_way:
                self._stop()
            elif self._timer is None:
                self._wait(BODY_SECONDS if self._in_body else HEAD_SECONDS)

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._head, self._under_way, self._in_body = 0, True, False

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._grow(len(name) + len(value) + 4)
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            self._grow(MOST_HEAD_BYTES)

    def on_headers_complete(self) -> None:
        """Let the request be answered; what is not there of its body is waited for anew."""
        self._in_body, self._arrived = True, 0
        self._stop()
        if self._turned_away():
            return
        super().on_headers_complete()
        reply = _Joined(self.transport, self.cycle.on_response)
        self.cycle.transport, self.cycle.on_response = reply, reply.ended  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._arrived += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request."""
        super().on_message_complete()
        self._under_way = self._in_body = False
        self._stop()

    def pause_writing(self) -> None:
        """Give a client that does not read a while."""
        super().pause_writing()
        self._reading = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on with a client that reads."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP."""
        self._refuse(messages.BAD_HTTP)

    @property
    def _service(self) -> Service | None:
        state = getattr(self.config.app, "state", None)
        return None if state is None else state.service

    def _turned_away(self) -> bool:
        """Refuse the request at its head where there is too much to do; tell whether it was."""
        service, before = self._service, self.cycle
        if service is None or not service.full or self.expect_100_continue:
            return False
        if self.parser.get_method() != overload.METHOD or not _over(before):
            return False
        path = httptools.parse_url(self.url).path.decode("latin-1")
        scope: Any = self.scope
        scope["method"], scope["path"] = overload.METHOD.decode(), path
        self.cycle = overload.TurnedAway()  # type: ignore[assignment]
        default = self.server_state.default_headers
        self.transport.write(overload.reply(service, scope, default))
        if self.parser.get_http_version() == "1.0" or not self.parser.should_keep_alive():
            self.transport.close()
        self.on_response_complete()
        return True

    def _grow(self, size: int) -> None:
        self._head += size
        if self._head > MOST_HEAD_BYTES:
            self._large = True
            raise ValueError("the head is too large")  # the parser stops and says so

    def _wait(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._late, seconds)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self, seconds: float) -> None:
        if self._in_body and self._arrived >= seconds * LEAST_BYTES:
            self._arrived = 0
            self._wait(seconds)
            return
        service = self._service
        if service is not None:
            service.meters.event("slow_sender")
        if self._under_way:
            self._refuse(messages.SLOW, seconds=f"{seconds:g}")
        else:
            self.transport.close()

    def _refuse(self, message: Message, **facts: Any) -> None:
        self._stop()
        if self.transport.is_closing():
            return
        if self._may_answer():
            self.transport.write(_reply(LoupeError(message, **facts)))
        self.transport.close()

    def _may_answer(self) -> bool:
        """Tell whether nothing of a reply to this request is on its way yet."""
        if self.cycle is None:
            return True
        begun = self.cycle.response_started
        return not begun if self._in_body else not begun or self.cycle.response_complete


class _Joined:
    """A reply's way out: its head waits for the first of its body, and both are sent in one piece.

    Parameters
    ----------
    transport : Transport
        The connection.
    ended : callable
        What is to be done when the reply is over.
    """

    def __init__(self, transport: Any, ended: Callable[[], None]) -> None:
        self._transport, self._ended = transport, ended
        self._head: bytes | None = None
        self._begun = False

    def write(self, data: bytes) -> None:
        """Send a part; a first one waits for the second."""
        if self._begun:
            self._flush(data)
        elif data.startswith(CONTINUE):
            self._transport.write(data)
        else:
            self._head, self._begun = data, True

    def close(self) -> None:
        """Close the connection when everything is sent."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Tell whether the connection ends."""
        return bool(self._transport.is_closing())

    def ended(self) -> None:
        """End the reply; one that had no body has waited until now."""
        self._flush()
        self._ended()

    def _flush(self, more: bytes = b"") -> None:
        data, self._head = (self._head or b"") + more, None
        if data:
            self._transport.write(data)


def _over(cycle: Any) -> bool:
    """Tell whether the request before, where there was one, has its whole reply."""
    return cycle is None or bool(cycle.response_complete)


def _reply(error: LoupeError) -> bytes:
    ref = secrets.token_hex(8)
    body = json_bytes({"error": error.to_dict(ref)})
    head = (
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        f"x-request-id: {ref}\r\nconnection: close\r\n\r\n"
    )
    return STATUS_LINE[STATUS[error.code]] + head.encode() + body
