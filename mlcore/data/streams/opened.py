"""The server behind an address, whatever its kind."""

from __future__ import annotations

from typing import Protocol

from mlcore.data.streams.event import Entry
from mlcore.data.streams.server import Pulled, Server


class Source(Protocol):
    """What gives the events of one stream."""

    def names(self) -> tuple[str, ...]:
        """Return the names of streams, as far as the server tells."""

    def peek(self) -> tuple[Entry, ...]:
        """Return some events, to see what they look like."""

    def pull(self, offset: str, most: int) -> Pulled:
        """Return the next events."""

    def wait(self, offset: str, seconds: float) -> None:
        """Return when there are more, or after some time."""

    def settle(self, entries: tuple[Entry, ...]) -> None:
        """Learn that *entries*, the first of those pulled last, are stored."""

    def forget(self) -> None:
        """Learn that this stream is not followed any more."""

    def close(self) -> None:
        """Give the connection back."""


def acknowledges(url: str) -> bool:
    """Tell whether the server sends events until they are acknowledged: a broker, no log."""
    return url.lower().startswith("mqtt")


def opened(url: str, key: str = "", session: str = "") -> Source:
    """Return a connection to the stream *key* of the server at *url*.

    Parameters
    ----------
    url : str
        Address with user and password; never shown.
    key : str
        Name of the stream or topic; may be empty to list them.
    session : str
        Under which name a broker remembers what was acknowledged.

    Raises
    ------
    LoupeError
        ``bad_stream_url``.
    """
    if acknowledges(url):
        from mlcore.data.streams.broker import Broker

        return Broker(url, key, session)
    return Server(url, key)
