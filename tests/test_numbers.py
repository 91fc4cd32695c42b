"""Numbers are formatted for people, and nothing slips through as ``nan``."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore import numbers

NOW = datetime(2026, 5, 16, 12, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.6587, "1.66"), (0.87123, "0.871"), (12345.6, "12,346"), (100, "100"), (100.0, "100"),
        (-0.5, "−0.5"), (0, "0"), (3.0, "3"), (0.00001234, "1.23 × 10⁻⁵"), (2.5e12, "2.5 × 10¹²"),
        (None, "–"), (math.nan, "–"), (math.inf, "–"), (1.0001, "1"), (9.996, "10"),
    ],
)  # fmt: skip
def test_three_significant_digits(value: float | None, text: str) -> None:
    assert numbers.significant(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e8, max_value=1e8))
def test_significant_stays_within_half_a_percent(value: float) -> None:
    text = numbers.significant(value)
    if "×" not in text:
        shown = float(text.replace(",", "").replace("−", "-"))
        assert abs(shown - value) <= max(abs(value) * 0.0051, 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.87, "0.870"), (0.9996, "1.00"), (1.0, "1.00"), (9.996, "10.0"), (12.34, "12.3"),
        (12345.6, "12,346"), (-0.5, "−0.500"), (0.0, "0"), (0.00001234, "1.23 × 10⁻⁵"),
        (None, "–"), (math.nan, "–"),
    ],
)  # fmt: skip
def test_a_score_keeps_its_zeros(value: float | None, text: str) -> None:
    assert numbers.measured(value) == text
    if value and abs(value) > 1e-4 and math.isfinite(value):
        assert numbers.spread(value, None) == text


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [(0.8712, 0.85, "0.021"), (0.85, 0.8712, "0.021"), (12.34, 8.1, "4.2"), (0.9, 0.9, "0.000"),
     (0.8712, 0.8711, "<0.001"), (1500, 1499.9, "<1")],
)  # fmt: skip
def test_how_far_scores_are_apart(first: float, second: float, text: str) -> None:
    assert numbers.apart(first, second) == text


@given(st.floats(1e-4, 1e6), st.floats(0, 1))
def test_a_score_its_spread_and_a_gap_have_the_same_places(value: float, sd: float) -> None:
    def after(text: str) -> int:
        return len(text.partition(".")[2])

    shown, deviation = numbers.spread(value, sd).split(" ± ")
    assert shown == numbers.measured(value)
    assert after(deviation) == after(shown) == after(numbers.apart(value, value))


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.37, "37%"), (0.031, "3.1%"), (0.0, "0%"), (1.0, "100%"), (0.0003, "<0.1%"),
     (0.0996, "10%"), (0.05, "5%"), (None, "–"), (-0.031, "−3.1%"),
     (0.994, "99%"), (0.9951, "99.5%"), (0.99999, "99.9%")],
)  # fmt: skip
def test_percent(share: float | None, text: str) -> None:
    assert numbers.percent(share) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0004, "0.4 ms"), (1.25, "1.2 s"), (40, "40 s"), (220, "3 min 40 s"), (180, "3 min"),
     (3900, "1 h 5 min"), (90000, "1 d 1 h"), (None, "–"), (59.7, "1 min")],
)  # fmt: skip
def test_duration(seconds: float | None, text: str) -> None:
    assert numbers.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "about 1 s"), (37, "about 35 s"), (58, "about 1 min"), (3700, "about 1 h 2 min")],
)
def test_remaining(seconds: float, text: str) -> None:
    assert numbers.remaining(seconds) == text


@pytest.mark.parametrize(
    ("passed", "text"),
    [(3, "just now"), (60, "1 minute ago"), (125, "2 minutes ago"), (7200, "10:00"),
     (68400, "yesterday, 17:00"), (5 * 86400, "11 May, 12:00"),
     (400 * 86400, "11 Apr 2025, 12:00")],
)  # fmt: skip
def test_ago(passed: float, text: str) -> None:
    assert numbers.ago(NOW - passed, NOW, UTC) == text


def test_ranges_and_spread() -> None:
    assert numbers.spread(1.6587, 0.0713, "days") == "1.66 ± 0.07 days"
    assert numbers.spread(1.6587, None) == "1.66"
    assert numbers.spread(None, 1.0) == "–"
    assert numbers.between(4.1, 10.8, "days") == "4.1 – 10.8 days"
    assert numbers.between(7.0, 7.0) == "7 – 7"
    assert numbers.between(0.12341, 0.12344) == "0.12341 – 0.12344"
    assert numbers.between(1_700_000_001, 1_700_000_999) == "1.7 × 10⁹ – 1.700001 × 10⁹"
    assert numbers.between(None, 2.0) == "– – 2"
    assert numbers.signed(1.31) == "+1.3"
    assert numbers.signed(-0.5) == "−0.5"


def test_chance_never_promises_certainty() -> None:
    assert numbers.chance(0.78) == "78 in 100"
    assert numbers.chance(0.9999) == "more than 99 in 100"
    assert numbers.chance(0.0001) == "fewer than 1 in 100"


def test_lists_of_names() -> None:
    assert numbers.listed([]) == ""
    assert numbers.listed(["a"]) == "a"
    assert numbers.listed(["a", "b", "c"]) == "a, b and c"
    assert numbers.listed(list("abcdef"), 3) == "a, b and 4 more"


def test_a_date_shows_its_time_of_day_where_it_has_one() -> None:
    assert numbers.when(datetime(2024, 2, 29)) == "2024-02-29"
    assert numbers.when(datetime(2024, 2, 29, 7, 5, 59)) == "2024-02-29 07:05"
