"""Which hosts may be reached: resolved and checked, then connected to the checked address."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from mlcore.data.sources.messages import INSIDE, UNREACHABLE
from mlcore.errors import LoupeError, Where

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def addresses(host: str, port: int, allowed: str = "") -> list[str]:
    """Return the addresses of *host*, all of them public or allowed.

    Parameters
    ----------
    host : str
        A name or an address in any writing.
    port : int
        Where to connect.
    allowed : str
        Hosts and networks inside this one that may be reached all the same, with commas.

    Raises
    ------
    LoupeError
        ``inside_network`` when one address is not public, ``unreachable`` when there is none.
    """
    where = Where(field="address")
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise LoupeError(UNREACHABLE, where, host=host, reason="its name is not known") from None
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    rules = [part.strip() for part in allowed.split(",") if part.strip()]
    if not all(host in rules or _may(ipaddress.ip_address(a), rules) for a in found):
        raise LoupeError(INSIDE, where, host=host)
    return found


def _may(address: Address, rules: Iterable[str]) -> bool:
    inner = _inner(address)
    public = inner.is_global and not (inner.is_multicast or inner.is_reserved)
    return public or any(_within(address, rule) for rule in rules)


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one carries, or itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _within(address: Address, rule: str) -> bool:
    try:
        return address in ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return False


class _Backend(httpcore.SyncBackend):
    """Connects to the address that was checked, whatever the name says a moment later."""

    def __init__(self, allowed: str) -> None:
        self.allowed = allowed

    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> Any:
        failure: Exception | None = None
        for address in addresses(host, port, self.allowed):
            try:
                return super().connect_tcp(address, port, *args, **options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


class Transport(httpx.BaseTransport):
    """httpx over connections that are guarded.

    Parameters
    ----------
    allowed : str
        As in :func:`addresses`.
    """

    def __init__(self, allowed: str = "") -> None:
        context = ssl.create_default_context()
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_Backend(allowed))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*; what the pool raises is left to the caller."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        stream = _Stream(answer)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
