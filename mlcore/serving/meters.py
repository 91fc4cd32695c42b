"""What is counted, as Prometheus text; labels are routes and codes, never names or values."""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from mlcore.serving.breaker import State

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
METHODS = frozenset({"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})
EVENTS = (
    "shed", "limited", "deadline", "left", "slow_sender", "opened", "closed", "degraded", "swap",
    "canary", "canary_stopped", "shadow", "shadow_dropped", "watch_failed",
    "replayed", "cached", "cache_failed",
)  # fmt: skip
"""What may happen besides an answer, each counted under its name."""


class Meters:
    """Counters of one app."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        self._requests = Counter(
            "loupe_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=own,
        )
        self._seconds = Histogram(
            "loupe_request_seconds",
            "Seconds from request to reply.",
            ("route",),
            buckets=BUCKETS,
            registry=own,
        )
        self._rows = Counter("loupe_predictions", "Rows by outcome.", ("outcome",), registry=own)
        self._refused = Counter(
            "loupe_refusals", "Requests refused, by error code.", ("code",), registry=own
        )
        self._events = Counter(
            "loupe_events", "What else happened, by kind.", ("event",), registry=own
        )
        self.under_way = Gauge("loupe_under_way", "Requests under way.", registry=own)
        self.open_breakers = Gauge(
            "loupe_open_breakers", "Versions that are not asked for now.", registry=own
        )
        for event in EVENTS:
            self._events.labels(event)
        self._of = lru_cache(2_000)(self._requests.labels)
        self._taking = lru_cache(200)(self._seconds.labels)
        self._of_rows = lru_cache(10)(self._rows.labels)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in METHODS else "OTHER"
        self._of(route, method, str(status)).inc()
        self._taking(route).observe(seconds)

    def rows(self, outcome: str, number: int) -> None:
        """Count *number* rows that were ``answered``, ``refused`` or ``failed``."""
        self._of_rows(outcome).inc(number)

    def refusal(self, code: str) -> None:
        """Count a request that was refused with an error."""
        self._refused.labels(code).inc()

    def event(self, kind: str) -> None:
        """Count something of :data:`EVENTS`."""
        self._events.labels(kind).inc()

    def turned(self, before: State, now: State) -> None:
        """Count a breaker that opened or closed."""
        if "closed" in (before, now):
            self.event("closed" if now == "closed" else "opened")
            self.open_breakers.inc(-1 if now == "closed" else 1)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
