"""The breaker: closed until half of at least twenty fail, then three probes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.serving.breaker import LEAST, OPEN_SECONDS, PROBES, WINDOW_SECONDS, Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    made = Breaker(clock)
    for _ in range(LEAST):
        made.bad()
    assert made.state == "open"
    return made


def test_a_few_failures_open_nothing() -> None:
    made = Breaker(Clock())
    for _ in range(LEAST - 1):
        made.bad()
    assert made.state == "closed"
    assert made.allows()


def test_half_of_twenty_open_it() -> None:
    made = Breaker(Clock())
    for at in range(LEAST):
        made.good() if at % 2 else made.bad()
    assert made.state == "closed"  # the twentieth was good; the next failure counts
    made.bad()
    assert made.state == "open"
    assert not made.allows()


def test_what_is_long_ago_does_not_count() -> None:
    clock = Clock()
    made = Breaker(clock)
    for _ in range(LEAST - 1):
        made.bad()
    clock.now = WINDOW_SECONDS + 1
    made.bad()
    assert made.state == "closed"


def test_three_good_probes_close_it() -> None:
    clock = Clock()
    made = broken(clock)
    clock.now = OPEN_SECONDS
    assert made.state == "half_open"
    assert [made.allows() for _ in range(PROBES + 2)] == [True] * PROBES + [False] * 2
    for _ in range(PROBES):
        made.good()
    assert made.state == "closed"
    assert made.allows()


def test_a_bad_probe_opens_it_again() -> None:
    clock = Clock()
    made = broken(clock)
    clock.now = OPEN_SECONDS
    assert made.allows()
    made.bad()
    assert made.state == "open"
    clock.now = 2 * OPEN_SECONDS
    assert made.allows()


def test_a_leave_that_was_not_used_comes_back() -> None:
    clock = Clock()
    made = broken(clock)
    clock.now = OPEN_SECONDS
    for _ in range(10):
        assert made.allows()
        made.release()


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 5)), max_size=80))
@settings(max_examples=25)
def test_it_never_opens_while_most_are_good(outcomes: list[tuple[bool, float]]) -> None:
    clock = Clock()
    made = Breaker(clock)
    for good, seconds in outcomes:
        clock.now += seconds
        made.good()
        made.good()
        if not good:
            made.bad()
    assert made.state == "closed"
