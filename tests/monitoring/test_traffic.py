"""Stretches of time add up; latencies are read from ranges; a clock set back does no harm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.monitoring import traffic
from mlcore.monitoring.counting import Counting
from mlcore.monitoring.logged import Served
from mlcore.monitoring.traffic import BOUNDS, Minute
from mlcore.store.store import Store
from tests.monitoring.traffic_of import KEY, NOW


def one(seconds: float = 0.004, **facts: object) -> Minute:
    counting = Counting()
    counting.add(Served(*KEY, 1, "r", NOW, seconds, **facts))  # type: ignore[arg-type]
    return counting.minute


@settings(max_examples=25)
@given(st.lists(st.floats(0, 59), min_size=1, max_size=200), st.sampled_from((0.5, 0.9, 0.99)))
def test_a_latency_lies_in_the_range_of_the_true_one(seconds: list[float], share: float) -> None:
    found = traffic.total([]) + sum((one(s) for s in seconds), Minute())
    ordered = np.sort(seconds)
    true = ordered[int(np.ceil(share * len(ordered))) - 1]
    latency = found.latency(share)
    assert latency is not None
    ends = (0.0, *BOUNDS)
    place = np.searchsorted(BOUNDS, true)
    assert ends[place] <= latency <= ends[place + 1]


def test_nothing_has_no_latency_and_no_trouble() -> None:
    assert Minute().latency(0.99) is None
    assert Minute().trouble is None
    assert one(seconds=300).latency(0.5) == BOUNDS[-1]


def test_how_requests_ended_is_counted() -> None:
    rows = ({"a": 1},)
    ends = ("ok", "degraded", "failed", "refused", "error")
    found = sum((one(rows=rows, status=status) for status in ends), Minute())
    counted = (found.requests, found.degraded, found.failed, found.refused, found.errors)
    assert counted == (5, 1, 1, 1, 1)
    assert found.rows == 3
    assert found.trouble == pytest.approx(0.4)


def test_minutes_survive_json() -> None:
    assert Minute.from_json({"requests": 2, "buckets": list(range(16)), "later": 1}) == Minute(
        2, buckets=tuple(range(16))
    )


def test_series_cover_the_time_in_equal_stretches(empty: Store) -> None:
    with empty.begin() as connection:
        for minute in (0, 1, 59):
            traffic.add(connection, KEY, 1, int(NOW // 60) + minute, one())
        traffic.add(connection, KEY, 2, int(NOW // 60), one())
        traffic.add(connection, ("default", "other"), 1, int(NOW // 60), one())
    found = traffic.series(empty, KEY, NOW, NOW + 3599, parts=6)
    assert [stretch.total.requests for stretch in found] == [3, 0, 0, 0, 0, 1]
    assert {stretch.seconds for stretch in found} == {600.0}
    assert traffic.names(empty, "default") == {"houses", "other"}
    assert traffic.names(empty, "nobody") == frozenset()


def test_m09_a_window_is_never_negative(empty: Store) -> None:
    (found,) = traffic.series(empty, KEY, NOW, NOW - 7200)
    assert found.seconds == 60.0
    assert found.total == Minute()
