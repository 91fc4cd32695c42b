"""Requests minute by minute: complete, whatever share of the rows is logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, select

from mlcore.monitoring.logged import Key
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.store.tables import traffic

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds: the upper ends of the ranges that latencies are counted in; the last range is open."""


@dataclass(frozen=True)
class Minute:
    """What came in a stretch of time; two of them add up.

    Parameters
    ----------
    requests, rows : int
        Requests of all kinds, and the rows in those that were answered.
    degraded, failed, refused, errors : int
        Requests by how they ended, other than well.
    seconds : float
        Of all requests together.
    buckets : tuple of int
        Requests by latency, in the ranges of ``BOUNDS``.
    logged, left_out, dropped : int
        Rows that were logged, left out as the settings say, and lost because too many waited.
    jump : float
        Seconds by which the clock was moved.
    shadow_rows, shadow_changed, shadow_failed : int
        Rows answered behind the reply; those with another answer; those with none. They are in
        no other figure.
    """

    requests: int = 0
    rows: int = 0
    degraded: int = 0
    failed: int = 0
    refused: int = 0
    errors: int = 0
    seconds: float = 0.0
    buckets: tuple[int, ...] = (0,) * (len(BOUNDS) + 1)
    logged: int = 0
    left_out: int = 0
    dropped: int = 0
    jump: float = 0.0
    shadow_rows: int = 0
    shadow_changed: int = 0
    shadow_failed: int = 0

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Minute:
        """Rebuild from JSON values."""
        known = {f.name for f in fields(cls)} - {"buckets"}
        rest = {name: number for name, number in value.items() if name in known}
        return cls(buckets=tuple(value["buckets"]), **rest)

    def __add__(self, other: Minute) -> Minute:
        pairs = zip(self.buckets, other.buckets, strict=True)
        rest = {
            f.name: getattr(self, f.name) + getattr(other, f.name)
            for f in fields(self)
            if f.name != "buckets"
        }
        return Minute(buckets=tuple(a + b for a, b in pairs), **rest)

    @property
    def trouble(self) -> float | None:
        """Share of requests that failed or were not answered by our fault; None without any."""
        return (self.errors + self.failed) / self.requests if self.requests else None

    def latency(self, share: float) -> float | None:
        """Return the latency in seconds that *share* of the requests stay below; None without any.

        Inside a range of ``BOUNDS`` requests are taken as evenly spread.
        """
        wanted, before = share * sum(self.buckets), 0
        if not wanted:
            return None
        for place, number in enumerate(self.buckets[:-1]):
            if before + number >= wanted:
                low = BOUNDS[place - 1] if place else 0.0
                return low + (BOUNDS[place] - low) * (wanted - before) / number
            before += number
        return BOUNDS[-1]


def add(connection: Connection, key: Key, version: int, minute: int, more: Minute) -> None:
    """Add *more* to what a minute has, inside the caller's serial write transaction.

    Parameters
    ----------
    minute : int
        Minutes since 1970 (UTC).
    """
    at = {"workspace": key[0], "name": key[1], "version": version, "minute": minute}
    same = [traffic.c[name] == value for name, value in at.items()]
    known = connection.execute(select(traffic.c.counts).where(*same)).scalar_one_or_none()
    whole = more if known is None else Minute.from_json(known) + more
    upsert(connection, traffic, counts=whole, **at)


@dataclass(frozen=True)
class Stretch:
    """The traffic from *start* (seconds since 1970) on for *seconds*."""

    start: float
    seconds: float
    total: Minute


def series(
    store: Store, key: Key, since: float, until: float, parts: int = 60
) -> tuple[Stretch, ...]:
    """Return the traffic of a model from *since* to *until* in equal stretches of whole minutes.

    A clock that was set back never makes a stretch negative: *until* before *since* gives one
    stretch of a minute.
    """
    first, last = int(since // 60), max(int(until // 60), int(since // 60))
    step = max(1, -(-(last - first + 1) // parts))
    query = select(traffic.c.minute, traffic.c.counts).where(
        traffic.c.workspace == key[0],
        traffic.c.name == key[1],
        traffic.c.minute >= first,
        traffic.c.minute <= last,
    )
    totals = [Minute()] * ((last - first) // step + 1)
    with store.read() as connection:
        for row in connection.execute(query):
            totals[(row.minute - first) // step] += Minute.from_json(row.counts)
    return tuple(
        Stretch((first + at * step) * 60.0, step * 60.0, total) for at, total in enumerate(totals)
    )


def total(stretches: Sequence[Stretch] | Iterable[Stretch]) -> Minute:
    """Return all traffic of *stretches* together."""
    return sum((stretch.total for stretch in stretches), Minute())


def by_version(store: Store, key: Key, since: float, until: float) -> dict[int, Minute]:
    """Return the traffic of a model between two times, by the version that was asked."""
    table = traffic.c
    query = select(table.version, table.counts).where(
        table.workspace == key[0],
        table.name == key[1],
        table.minute >= int(since // 60),
        table.minute <= int(until // 60),
    )
    found: dict[int, Minute] = {}
    with store.read() as connection:
        for row in connection.execute(query):
            found[row.version] = found.get(row.version, Minute()) + Minute.from_json(row.counts)
    return found


def names(store: Store, workspace: str) -> frozenset[str]:
    """Return the models of *workspace* that were ever asked."""
    query = select(traffic.c.name).where(traffic.c.workspace == workspace).distinct()
    with store.read() as connection:
        return frozenset(connection.execute(query).scalars())
