"""A Redis server: its streams, what is in one, and the next events after an offset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mlcore.data.streams.event import Entry
from mlcore.data.streams.messages import (
    BAD_STREAM_URL,
    NO_SUCH_STREAM,
    NOT_A_STREAM,
    STREAM_PASSWORD,
    STREAM_REFUSED,
    STREAM_UNREACHABLE,
)
from mlcore.errors import LoupeError, Where

FIRST = "0-0"
"""The offset before every event."""
SHOWN = 5
MOST_NAMES = 200
_ROUNDS = 200
"""Thousands of names that are looked through, at most."""
_PATIENCE = 5.0


@dataclass(frozen=True)
class Pulled:
    """What the server gave.

    Parameters
    ----------
    entries : tuple of Entry
        The events after the offset, oldest first; not always all there are.
    last : str
        Offset of the newest event the server ever had in this stream.
    added : int or None
        How many events it ever had; None when the server does not count them.
    length : int
        How many it has now.
    """

    entries: tuple[Entry, ...]
    last: str
    added: int | None
    length: int


class Server:
    """A connection to one stream of a Redis server.

    Parameters
    ----------
    url : str
        Address with user and password; never shown.
    key : str
        Name of the stream; may be empty to list them.

    Raises
    ------
    LoupeError
        ``bad_stream_url``.
    """

    def __init__(self, url: str, key: str = "") -> None:
        self.key = key
        try:
            self._redis = redis.Redis.from_url(
                url,
                socket_timeout=_PATIENCE,
                socket_connect_timeout=_PATIENCE,
                retry=Retry(NoBackoff(), 0),
                protocol=2,
            )
        except (ValueError, TypeError):
            raise LoupeError(BAD_STREAM_URL, Where(field="connection")) from None

    def close(self) -> None:
        """Give the connection back."""
        self._redis.close()

    def names(self) -> tuple[str, ...]:
        """Return the names of the streams on the server, the first two hundred.

        Raises
        ------
        LoupeError
            ``stream_unreachable``, ``stream_password`` or ``stream_refused``.
        """
        found: set[str] = set()
        cursor: Any = 0
        with self._explained():
            for _ in range(_ROUNDS):
                answer: Any = self._redis.scan(cursor, count=1_000, _type="stream")
                cursor, names = answer
                found.update(name.decode("utf-8", "replace") for name in names)
                if cursor == 0 or len(found) >= MOST_NAMES:
                    break
        return tuple(sorted(found))[:MOST_NAMES]

    def peek(self) -> tuple[Entry, ...]:
        """Return the newest events, oldest first.

        Raises
        ------
        LoupeError
            Also ``no_such_stream`` and ``not_a_stream``.
        """
        with self._explained():
            answer: Any = self._redis.xrevrange(self.key, count=SHOWN)
            missing = not answer and not self._redis.exists(self.key)
        if missing:
            listed = ", ".join(self.names()[:5]) or "none"
            raise LoupeError(NO_SUCH_STREAM, Where(field="stream"), key=self.key[:80], names=listed)
        return _entries(reversed(answer))

    def pull(self, offset: str, most: int) -> Pulled:
        """Return up to *most* events after *offset*, and how the stream stands at that moment.

        A stream that is not there yet has no events. Errors as :meth:`peek`, without
        ``no_such_stream``.
        """
        with self._explained():
            pipe = self._redis.pipeline(transaction=True)
            pipe.xinfo_stream(self.key)
            pipe.xrange(self.key, min=f"({offset}", count=most)
            info, answer = pipe.execute(raise_on_error=False)
            if isinstance(info, redis.ResponseError) and "no such key" in str(info):
                return Pulled((), FIRST, 0, 0)
            for part in (info, answer):
                if isinstance(part, Exception):
                    raise part
        added = info.get("entries-added")
        return Pulled(_entries(answer), _text(info["last-generated-id"]), added, info["length"])

    def wait(self, offset: str, seconds: float) -> None:
        """Return when there is an event after *offset*, or after *seconds*; errors as pull."""
        with self._explained():
            self._redis.xread({self.key: offset}, count=1, block=int(seconds * 1000))

    def settle(self, entries: tuple[Entry, ...]) -> None:
        """Do nothing: the server keeps no account of what was taken."""

    def forget(self) -> None:
        """Do nothing: the server does not know who follows."""

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (redis.AuthenticationError, redis.exceptions.AuthenticationWrongNumberOfArgsError):
            raise LoupeError(STREAM_PASSWORD, Where(field="connection")) from None
        except redis.exceptions.NoPermissionError:
            raise self._about(STREAM_REFUSED) from None
        except (redis.ConnectionError, redis.TimeoutError, OSError):
            raise LoupeError(STREAM_UNREACHABLE, Where(field="connection")) from None
        except redis.ResponseError as error:
            message = NOT_A_STREAM if "WRONGTYPE" in str(error) else STREAM_REFUSED
            raise self._about(message) from None

    def _about(self, message: Any) -> LoupeError:
        return LoupeError(message, Where(field="stream"), key=self.key[:80])


def _entries(answer: Any) -> tuple[Entry, ...]:
    return tuple(Entry(_text(offset), fields or {}) for offset, fields in answer)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
