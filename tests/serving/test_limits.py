"""Rates per token, and how many requests are worked on at once."""

from __future__ import annotations

import pytest

from mlcore.errors import LoupeError
from mlcore.serving import limits
from mlcore.serving.limits import ALWAYS, Crowd, Line, Rate


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def taken(rate: Rate, token: str, wanted: int) -> int:
    """Return how many of *wanted* requests were let through."""
    for at in range(wanted):
        try:
            rate.take(token)
        except LoupeError:
            return at
    return wanted


def test_q31_a_token_may_burst_and_then_has_its_rate() -> None:
    clock = Clock()
    rate = Rate(10, clock)
    assert taken(rate, "a", 100) == 20
    assert taken(rate, "b", 5) == 5  # another token has its own
    clock.now += 0.5
    assert taken(rate, "a", 100) == 5
    clock.now += 1_000
    assert taken(rate, "a", 100) == 20


def test_q31_a_refused_client_is_told_when() -> None:
    rate = Rate(2, Clock())
    taken(rate, "a", 10)
    with pytest.raises(LoupeError) as caught:
        rate.take("a")
    assert caught.value.code == "rate_limited"
    assert rate.headers("a") == {
        "Retry-After": "1",
        "RateLimit-Limit": "4",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "1",
    }


def test_old_tokens_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_TOKENS", 3)
    rate = Rate(1, Clock())
    for token in "abcdef":
        rate.take(token)
    assert list(rate._buckets) == ["d", "e", "f"]


def test_q28_who_comes_when_it_is_full_is_turned_away() -> None:
    crowd = Crowd(2)
    crowd.enter()
    crowd.enter()
    with pytest.raises(LoupeError) as caught:
        crowd.enter()
    assert caught.value.code == "overloaded"
    crowd.leave()
    crowd.enter()
    assert crowd.now == 2
    assert {int(crowd.retry_after()) for _ in range(50)} <= {1, 2, 3}


def turned_away(line: Line) -> bool:
    try:
        line.refuse()
    except LoupeError as error:
        return error.code == "overloaded"
    return False


def served(line: Line, clock: Clock, seconds: float, times: int) -> None:
    """Answer one after another, each as soon as the one before is done, with the line full."""
    for _ in range(times):
        clock.now += seconds
        line.leave()
        line.enter()


def filled(clock: Clock, seconds: float = 5.0) -> Line:
    line = Line(seconds, clock)
    for _ in range(ALWAYS):
        line.enter()
    return line


def test_q28_who_would_wait_too_long_is_turned_away_at_once() -> None:
    clock = Clock()
    line = filled(clock)
    served(line, clock, 0.2, 500)  # 16 in line, 0.2 s each: 3.2 s
    assert not turned_away(line)
    for _ in range(10):
        line.enter()  # 26 in line: 5.2 s
    assert turned_away(line)
    line.leave()
    line.leave()
    assert not turned_away(line)


def test_a_line_that_moves_again_lets_in() -> None:
    clock = Clock()
    line = filled(clock)
    served(line, clock, 1.0, 500)
    assert turned_away(line)
    served(line, clock, 0.001, 100)
    assert not turned_away(line)


def test_a_few_always_wait_and_pauses_without_them_say_nothing() -> None:
    clock = Clock()
    line = Line(5.0, clock)
    for _ in range(100):
        line.enter()
        clock.now += 60
        assert not turned_away(line)
        line.leave()
    full = filled(clock)
    clock.now += 3600
    assert not turned_away(full)
