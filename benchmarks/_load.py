"""A client that costs little: ready bytes on kept connections, and the time of every reply."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

CONNECTIONS = 256
TICK = 0.005
"""Seconds from one look at the clock to the next."""
Note = Callable[[int, int, bytes, bytes], None]
"""Is told of each reply: number of the request among those given, status, head and body."""


@dataclass
class Load:
    """What a load of requests came to.

    Parameters
    ----------
    seconds : dict
        Of every reply, by status, in order of arrival.
    took : float
        Seconds of the whole load.
    lateness : list of float
        Seconds by which the client itself was late when it looked at its clock: its own share in
        every time above.
    """

    seconds: dict[int, list[float]] = field(default_factory=dict)
    took: float = 0.0
    lateness: list[float] = field(default_factory=list)

    @property
    def late(self) -> float:
        """The client's own lateness, at the 99th percentile."""
        ordered = sorted(self.lateness)
        return ordered[int(0.99 * len(ordered))] if ordered else 0.0

    @property
    def status(self) -> Counter[int]:
        """Replies by status."""
        return Counter({status: len(taken) for status, taken in self.seconds.items()})

    @property
    def rate(self) -> float:
        """Good replies a second."""
        return self.status[200] / self.took

    def quantile(self, share: float, status: int = 200) -> float:
        """Return the seconds below which a *share* of the replies with *status* took."""
        ordered = sorted(self.seconds.get(status, ()))
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def request(path: str, body: bytes, token: str = "") -> bytes:
    """Return the bytes of one POST."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(
    port: int, requests: list[bytes], concurrency: int, seconds: float, note: Note | None = None
) -> Load:
    """Send *requests*, over and over, on *concurrency* connections for so many *seconds*.

    Each connection sends its next request when it has the reply to the one before.
    """
    turns = [_Turns(requests, at) for at in range(concurrency)]
    return asyncio.run(_run(port, turns, seconds, note))


def offer(
    port: int, requests: list[bytes], rate: float, seconds: float, note: Note | None = None
) -> Load:
    """Send *requests* at a fixed *rate* a second, whatever becomes of them.

    When all connections wait for replies, what is due is sent as soon as one is free.
    """
    turns = _Turns(requests, 0, rate)
    return asyncio.run(_run(port, [turns] * CONNECTIONS, seconds, note))


class _Turns:
    """Which request comes next, and when it is due."""

    def __init__(self, requests: list[bytes], first: int, rate: float = 0.0) -> None:
        self._requests, self._rate = requests, rate
        self._numbers: Iterator[int] = count(first)
        self._sent = count()

    def next(self) -> tuple[int, bytes, float]:
        """Return its number among those given, its bytes, and its second from the beginning."""
        number = next(self._numbers) % len(self._requests)
        due = next(self._sent) / self._rate if self._rate else 0.0
        return number, self._requests[number], due


async def _run(port: int, turns: list[_Turns], seconds: float, note: Note | None) -> Load:
    load = Load()
    began = time.perf_counter()
    span = (began, began + seconds)
    clock = asyncio.create_task(_watch_clock(load.lateness))
    await asyncio.gather(*(_client(port, turn, span, load, note) for turn in turns))
    clock.cancel()
    load.took = time.perf_counter() - began
    return load


async def _watch_clock(late: list[float]) -> None:
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append(time.perf_counter() - asked - TICK)


async def _client(
    port: int, turns: _Turns, span: tuple[float, float], load: Load, note: Note | None
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    while True:
        number, request, due = turns.next()
        wait = span[0] + due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        start = time.perf_counter()
        if start > span[1]:
            break
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        body = await reader.readexactly(int(lower[at : lower.index(b"\r\n", at)]))
        status = int(head[9:12])
        load.seconds.setdefault(status, []).append(time.perf_counter() - start)
        if note is not None:
            note(number, status, head, body)
    writer.close()
