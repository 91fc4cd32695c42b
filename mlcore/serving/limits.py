"""How much one token and all together may ask for: refused at the door, before the body is read."""

from __future__ import annotations

import math
import random
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from mlcore.errors import LoupeError
from mlcore.serving import running_messages as messages

MOST_TOKENS = 10_000
ALWAYS = 16
"""Requests that may wait whatever the pace: without any, it would never be known again."""
PACE = 0.02
"""Weight of the newest request in the mean time from one answer to the next."""
SHED_SECONDS = (1.0, 3.0)
"""When those who were turned away may come back: not all at the same moment."""


@dataclass
class _Bucket:
    left: float
    filled: float


class Rate:
    """A token bucket per access token.

    Parameters
    ----------
    per_second : int
        Requests; a bucket holds twice as many.
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock = float(per_second), 2.0 * per_second, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, token: str) -> None:
        """Count one request.

        Raises
        ------
        LoupeError
            ``rate_limited`` when the token's bucket is empty.
        """
        now = self._clock()
        bucket = self._buckets.get(token)
        if bucket is None:
            bucket = self._buckets[token] = _Bucket(self._most, now)
            if len(self._buckets) > MOST_TOKENS:
                self._buckets.popitem(last=False)
        bucket.left = min(self._most, bucket.left + (now - bucket.filled) * self._rate)
        bucket.filled = now
        if bucket.left < 1:
            raise LoupeError(messages.RATE_LIMITED, most=f"{self._rate:,.0f}")
        bucket.left -= 1

    def headers(self, token: str) -> dict[str, str]:
        """Return what a refused client is told: how much, how much is left, when there is more."""
        left = self._buckets[token].left
        wait = str(max(1, math.ceil((1 - left) / self._rate)))
        most = f"{self._most:.0f}"
        return {
            "Retry-After": wait,
            "RateLimit-Limit": most,
            "RateLimit-Remaining": f"{max(0, math.floor(left))}",
            "RateLimit-Reset": wait,
        }


class Crowd:
    """The requests under way; when there are too many, more are turned away at once.

    Parameters
    ----------
    most : int
        Requests under way at the same time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.now = 0

    @property
    def full(self) -> bool:
        """Whether one more is turned away."""
        return self.now >= self._most

    def enter(self) -> None:
        """Count one request in.

        Raises
        ------
        LoupeError
            ``overloaded``.
        """
        if self.full:
            raise LoupeError(messages.OVERLOADED)
        self.now += 1

    def leave(self) -> None:
        """Count one request out."""
        self.now -= 1

    @staticmethod
    def retry_after() -> str:
        """Return the seconds until somebody who was turned away may try again."""
        return str(round(random.uniform(*SHED_SECONDS)))


class Line:
    """The requests that have arrived whole and wait for a model; more are refused when it is slow.

    Who would wait too long, at the pace at which those in line have been answered lately, is told
    so at once (Little's law). A count alone would let thousands of rows wait behind each other
    until all of them are late.

    Parameters
    ----------
    seconds : float
        Longest wait that is worth beginning.
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._seconds, self._clock = seconds, clock
        self._each = self._last = 0.0
        self.now = 0

    @property
    def full(self) -> bool:
        """Whether one more would wait too long."""
        return self.now >= ALWAYS and self.now * self._each > self._seconds

    def refuse(self) -> None:
        """Raise when one more would wait too long.

        Raises
        ------
        LoupeError
            ``overloaded``.
        """
        if self.full:
            raise LoupeError(messages.OVERLOADED)

    def enter(self) -> None:
        """Count one request in."""
        self.now += 1
        if self.now == ALWAYS:
            self._last = self._clock()  # with fewer, pauses say nothing of the pace

    def leave(self) -> None:
        """Count one request out."""
        if self.now >= ALWAYS:
            now = self._clock()
            self._each += PACE * (now - self._last - self._each)
            self._last = now
        self.now -= 1
