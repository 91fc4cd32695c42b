"""A client that costs little: ready bytes on kept connections, and the time of every reply."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle


@dataclass
class Load:
    """What a load of requests came to.

    Parameters
    ----------
    seconds : list of float
        Of every reply, in order of arrival.
    status : Counter
        Replies by status.
    took : float
        Seconds of the whole load.
    bodies : list of bytes
        The replies, where they are kept.
    """

    seconds: list[float] = field(default_factory=list)
    status: Counter[int] = field(default_factory=Counter)
    took: float = 0.0
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good replies a second."""
        return self.status[200] / self.took

    def quantile(self, share: float) -> float:
        """Return the seconds below which a *share* of the replies took."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(path: str, body: bytes, token: str = "") -> bytes:
    """Return the bytes of one POST."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(
    port: int, requests: list[bytes], concurrency: int, seconds: float, keep: bool = False
) -> Load:
    """Send *requests*, over and over, on *concurrency* connections for so many *seconds*."""
    return asyncio.run(_run(port, requests, concurrency, seconds, keep))


async def _run(
    port: int, requests: list[bytes], concurrency: int, seconds: float, keep: bool
) -> Load:
    load = Load()
    began = time.perf_counter()
    ends = began + seconds
    await asyncio.gather(
        *(
            _client(port, requests[at:] + requests[:at], ends, load, keep)
            for at in range(concurrency)
        )
    )
    load.took = time.perf_counter() - began
    return load


async def _client(port: int, requests: list[bytes], ends: float, load: Load, keep: bool) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in cycle(requests):
        start = time.perf_counter()
        if start > ends:
            break
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        body = await reader.readexactly(int(lower[at : lower.index(b"\r\n", at)]))
        load.seconds.append(time.perf_counter() - start)
        load.status[int(head[9:12])] += 1
        if keep:
            load.bodies.append(body)
    writer.close()
