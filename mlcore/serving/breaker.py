"""The breaker of one model version: closed, open, half-open; told of outcomes, asked for leave."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half_open"]
WINDOW_SECONDS = 30.0
LEAST = 20
"""Answers in the window before it may open."""
SHARE = 0.5
"""Share of failures in the window that opens it."""
OPEN_SECONDS = 10.0
PROBES = 3


class Breaker:
    """Counts answers that failed by the model's fault, and deadlines it missed.

    It opens when half of at least 20 answers within 30 s failed; after 10 s it lets three
    through, and closes when all three are good.

    Parameters
    ----------
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._outcomes: deque[tuple[float, bool]] = deque()
        self._failed = 0
        self._opened: float | None = None
        self._probing = self._good = 0

    @property
    def state(self) -> State:
        """Whether it lets requests through: all, none or a few."""
        if self._opened is None:
            return "closed"
        return "open" if self._clock() - self._opened < OPEN_SECONDS else "half_open"

    @property
    def ready(self) -> bool:
        """Whether one more request may go to the model."""
        state = self.state
        return state == "closed" or (state == "half_open" and self._probing < PROBES)

    def allows(self) -> bool:
        """Tell whether one more request may go to the model; when half-open it is a probe now."""
        ready = self.ready
        if ready and self._opened is not None:
            self._probing += 1
        return ready

    def good(self) -> None:
        """Note an answer."""
        if self._opened is None:
            self._note(True)
        elif self.state == "half_open":
            self._good += 1
            if self._good >= PROBES:
                self._close()

    def bad(self) -> None:
        """Note a failure of the model, or a deadline it missed."""
        if self._opened is not None:
            self._open()
            return
        self._note(False)
        if len(self._outcomes) >= LEAST and self._failed >= SHARE * len(self._outcomes):
            self._open()

    def release(self) -> None:
        """Give a leave back that was not used: the request was refused before the model saw it."""
        self._probing = max(0, self._probing - 1)

    def _note(self, good: bool) -> None:
        now = self._clock()
        self._outcomes.append((now, good))
        self._failed += not good
        while now - self._outcomes[0][0] > WINDOW_SECONDS:
            self._failed -= not self._outcomes.popleft()[1]

    def _open(self) -> None:
        self._opened = self._clock()
        self._probing = self._good = 0

    def _close(self) -> None:
        self._opened = None
        self._outcomes.clear()
        self._failed = self._probing = self._good = 0
