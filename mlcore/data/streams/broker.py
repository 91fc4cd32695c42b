"""An MQTT broker: events come at least once and are acknowledged after they are stored."""

from __future__ import annotations

import contextlib
import secrets
import ssl
import time
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from mlcore.data.streams.event import Entry
from mlcore.data.streams.messages import (
    BAD_STREAM_URL,
    NOT_A_STREAM,
    STREAM_PASSWORD,
    STREAM_REFUSED,
    STREAM_UNREACHABLE,
)
from mlcore.data.streams.server import FIRST, SHOWN, Pulled
from mlcore.errors import LoupeError, Message, Where

PORTS = {"mqtt": 1883, "mqtts": 8883}
PAYLOAD = b"payload"
_PATIENCE = 5.0
_LOOK = 2.0


class Broker:
    """A connection to the events of one topic, in a session that the broker keeps.

    Parameters
    ----------
    url : str
        Address with user and password; never shown.
    key : str
        The topic, with ``+`` and ``#`` for any.
    session : str
        Name of the session; empty: one that ends with this object.

    Raises
    ------
    LoupeError
        ``bad_stream_url``.
    """

    def __init__(self, url: str, key: str = "", session: str = "") -> None:
        self.key = key
        try:
            self._address = urlsplit(url)
            self._port = self._address.port or PORTS[self._address.scheme]
        except (ValueError, KeyError):
            raise LoupeError(BAD_STREAM_URL, Where(field="connection")) from None
        self._session = session
        self._waiting: deque[tuple[Entry, int, int]] = deque()
        self._taken = 0
        self._client: mqtt.Client | None = None
        self._state = ""

    def names(self) -> tuple[str, ...]:
        """Return nothing: a broker does not tell its topics."""
        return ()

    def peek(self) -> tuple[Entry, ...]:
        """Return the first events that come within two seconds; there may be none.

        Raises
        ------
        LoupeError
            ``stream_unreachable``, ``stream_password``, ``not_a_stream`` or ``stream_refused``.
        """
        looking = Broker(self._address.geturl(), self.key)
        try:
            looking._turn(lambda: len(looking._waiting) >= SHOWN, _LOOK)
            return looking._pulled(SHOWN)
        finally:
            looking.close()

    def pull(self, offset: str, most: int) -> Pulled:
        """Return events that were not settled yet; *offset* means nothing here. Errors as peek."""
        self._turn(lambda: True, 0.0)
        return Pulled(self._pulled(most), FIRST, None, 0)

    def wait(self, offset: str, seconds: float) -> None:
        """Return when there is an event, or after *seconds*; errors as :meth:`peek`."""
        self._turn(lambda: bool(self._waiting), seconds)

    def settle(self, entries: tuple[Entry, ...]) -> None:
        """Acknowledge *entries*: the broker forgets them."""
        for _entry in entries:
            _, mid, qos = self._waiting.popleft()
            if self._client is not None:
                self._client.ack(mid, qos)

    def forget(self) -> None:
        """End the session on the broker, so that it keeps no more events for it."""
        ending = Broker(self._address.geturl())
        ending._open(self._session, clean=True)
        ending.close()

    def close(self) -> None:
        """Leave; a session with a name stays on the broker."""
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.disconnect()
            self._client = None

    def _pulled(self, most: int) -> tuple[Entry, ...]:
        return tuple(entry for entry, _, _ in list(self._waiting)[:most])

    def _turn(self, done: Callable[[], bool], seconds: float) -> None:
        """Read from the broker until *done* or for *seconds*; connect first where necessary."""
        if self._client is None:
            self._open(self._session or f"loupe-{secrets.token_hex(8)}", clean=not self._session)
            self._subscribe()
        until = time.monotonic() + seconds
        self._loop(0.0 if self._waiting else min(seconds, 0.01))
        while not done() and time.monotonic() < until:
            self._loop(min(max(until - time.monotonic(), 0.0), 0.25))

    def _open(self, session: str, clean: bool) -> None:
        self._waiting.clear()  # what was not acknowledged comes again
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, session, clean, reconnect_on_failure=False, manual_ack=True
        )
        if self._address.username:
            user, password = self._address.username, self._address.password
            client.username_pw_set(unquote(user), unquote(password) if password else None)
        if self._address.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context())
        client.on_connect, client.on_message = self._connected, self._come
        client.on_subscribe, client.on_disconnect = self._subscribed, self._gone
        client.connect_timeout = _PATIENCE
        self._client, self._state = client, ""
        try:
            client.connect(self._address.hostname or "", self._port, keepalive=30)
        except (OSError, ValueError):
            raise self._lost(STREAM_UNREACHABLE) from None
        self._await("connected")

    def _subscribe(self) -> None:
        assert self._client is not None
        try:
            self._client.subscribe(self.key, qos=1)
        except ValueError:
            raise self._lost(NOT_A_STREAM) from None
        self._await("subscribed")

    def _await(self, wanted: str) -> None:
        until = time.monotonic() + _PATIENCE
        while self._state != wanted and time.monotonic() < until:
            self._loop(0.1)
        if self._state != wanted:
            raise self._lost(STREAM_UNREACHABLE)

    def _loop(self, seconds: float) -> None:
        assert self._client is not None
        code = self._client.loop(seconds)
        if self._state in _REFUSALS:
            raise self._lost(_REFUSALS[self._state])
        if code != mqtt.MQTT_ERR_SUCCESS or self._state == "gone":
            raise self._lost(STREAM_UNREACHABLE)

    def _lost(self, message: Message) -> LoupeError:
        self._client = None
        field = "connection" if message in (STREAM_UNREACHABLE, STREAM_PASSWORD) else "stream"
        return LoupeError(message, Where(field=field), key=self.key[:80])

    def _connected(self, _c: Any, _u: Any, _flags: Any, reason: Any, _p: Any) -> None:
        self._state = "password" if reason.is_failure else "connected"

    def _subscribed(self, _c: Any, _u: Any, _mid: Any, reasons: Any, _p: Any) -> None:
        self._state = "refused" if any(r.is_failure for r in reasons) else "subscribed"

    def _gone(self, _c: Any, _u: Any, _flags: Any, _reason: Any, _p: Any) -> None:
        if self._state not in _REFUSALS:
            self._state = "gone"

    def _come(self, _c: Any, _u: Any, message: mqtt.MQTTMessage) -> None:
        self._taken += 1
        fields = {b"topic": message.topic.encode(), PAYLOAD: bytes(message.payload)}
        entry = Entry(f"{int(time.time() * 1000)}-{self._taken}", fields)
        self._waiting.append((entry, message.mid, message.qos))


_REFUSALS = {"password": STREAM_PASSWORD, "refused": STREAM_REFUSED}
