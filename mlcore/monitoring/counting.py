"""Requests counted one by one, as they end: what is kept of them however few rows are logged."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from mlcore.monitoring.logged import Served
from mlcore.monitoring.traffic import BOUNDS, Minute

ENDED = {"failed": "failed", "refused": "refused", "error": "errors", "degraded": "degraded"}
"""How a request ended, other than well, and where it is counted."""


@dataclass(eq=False)
class Counting:
    """The requests of one version in one minute so far; those of a shadow count apart.

    Parameters
    ----------
    requests, rows, seconds, buckets
        As in :class:`~mlcore.monitoring.traffic.Minute`.
    others : dict
        What is rarely more than 0, by its name there.
    """

    requests: int = 0
    rows: int = 0
    seconds: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    others: dict[str, float] = field(default_factory=dict)

    def add(self, served: Served) -> None:
        """Count one request."""
        if served.status == "shadow":
            self.more("shadow_rows", len(served.rows))
            self.more("shadow_changed", served.changed)
            self.more("shadow_failed", list(served.answers).count(None))
            return
        self.requests += 1
        self.seconds += served.seconds
        self.buckets[bisect_left(BOUNDS, served.seconds)] += 1
        if served.status in ENDED:
            self.more(ENDED[served.status], 1)
        if served.status not in ("refused", "error"):
            self.rows += len(served.rows)

    def more(self, name: str, number: float) -> None:
        """Add to one of the others."""
        if number:
            self.others[name] = self.others.get(name, 0) + number

    @property
    def minute(self) -> Minute:
        """What was counted."""
        rest: dict[str, int] = self.others  # type: ignore[assignment]
        buckets = tuple(self.buckets)
        return Minute(self.requests, self.rows, seconds=self.seconds, buckets=buckets, **rest)
