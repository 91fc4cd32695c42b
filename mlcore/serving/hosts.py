"""Which names this service answers to, and whose pages may ask it.

A web page anywhere can make a browser send requests to this machine. A host name that is not
ours (DNS rebinding) and an origin that is not ours are refused before anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from mlcore.errors import LoupeError, Where
from mlcore.serving import access_messages as messages

OURS = ("localhost", "127.0.0.1", "[::1]")


class Hosts:
    """The names that are answered to.

    Parameters
    ----------
    more : str
        Names beside those of this machine, joined by commas; ``*.example.org`` names all below.
    """

    def __init__(self, more: str = "") -> None:
        given = [name.strip().lower() for name in more.split(",") if name.strip()]
        self._exact = frozenset((*OURS, *(name for name in given if name[0] != "*")))
        self._below = tuple(name[1:] for name in given if name.startswith("*."))
        self.named = bool(given)

    def refuse(self, host: str, origin: str) -> None:
        """Raise unless *host* is ours, and *origin* (where there is one) is the same host.

        Parameters
        ----------
        host, origin : str
            The headers; "" when there is none.

        Raises
        ------
        LoupeError
            ``wrong_host``; ``wrong_origin``.
        """
        if not self.holds(host):
            raise LoupeError(messages.WRONG_HOST, Where(field="Host"), host=host[:60])
        if origin and _netloc(origin) != host.lower():
            raise LoupeError(messages.WRONG_ORIGIN, Where(field="Origin"))

    def holds(self, host: str) -> bool:
        """Tell whether the header *host* names this service; its port does not matter."""
        name = without_port(host)
        return name in self._exact or (bool(self._below) and name.endswith(self._below))


def without_port(host: str) -> str:
    """Return the name in a Host header: ``[::1]:8000`` is ``[::1]``."""
    host = host.lower()
    end = host.rfind(":")
    return host[:end] if end > host.rfind("]") else host


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the value of the header *name* (lower case), "" when there is none."""
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
