"""What is counted, as Prometheus text; labels are routes and codes, never names or values."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
METHODS = frozenset({"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Meters:
    """Counters of one app."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "loupe_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "loupe_request_seconds",
            "Seconds from request to reply.",
            ("route",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._rows = Counter(
            "loupe_predictions", "Rows by outcome.", ("outcome",), registry=self._registry
        )

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in METHODS else "OTHER"
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def rows(self, outcome: str, number: int) -> None:
        """Count *number* rows that were ``answered``, ``refused`` or ``failed``."""
        self._rows.labels(outcome).inc(number)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
