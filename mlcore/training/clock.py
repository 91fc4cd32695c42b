"""The time a run may take."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from mlcore.training.ledger import UnitResult


@dataclass(frozen=True)
class Clock:
    """When a run began, and when it has to be over.

    Parameters
    ----------
    began : float
        ``time.monotonic()`` of the beginning, moved back by what an earlier start had used.
    seconds : float or None
        What it may take; None: as long as it needs.
    """

    began: float
    seconds: float | None = None

    @property
    def deadline(self) -> float:
        """``time.monotonic()`` of the end."""
        return float("inf") if self.seconds is None else self.began + self.seconds

    @property
    def over(self) -> bool:
        """True once the time is used up."""
        return time.monotonic() >= self.deadline

    @property
    def left(self) -> float:
        """Seconds to the end, not below 0."""
        return max(self.deadline - time.monotonic(), 0.0)

    def part(self, share: float) -> Clock:
        """Return the clock of a stage that has to be over after *share* of the time."""
        return self if self.seconds is None else Clock(self.began, self.seconds * share)

    def expected(self, done: int, known: int | None) -> int:
        """Return how many units there will have been at the end, at the pace so far.

        Parameters
        ----------
        done : int
            Units finished.
        known : int or None
            How many there are at most.
        """
        if self.seconds is None:
            return known or done
        share = min(1.0, (time.monotonic() - self.began) / max(self.seconds, 1e-9))
        found = max(done + 1, round(done / max(share, 0.01)))
        return found if known is None else min(found, known)


FOREVER = Clock(0.0)


def started(seconds: float | None, before: Iterable[UnitResult], threads: int) -> Clock:
    """Return a clock that starts now.

    Parameters
    ----------
    seconds : float or None
        What the run may take in all.
    before : iterable of UnitResult
        Units of an earlier start: their fits count as time that is used up, shared by *threads*
        fits at a time.
    threads : int
        Units that run at the same time.
    """
    used = sum(result.fit_seconds + result.predict_seconds for result in before) / max(threads, 1)
    return Clock(time.monotonic() - used, seconds)
