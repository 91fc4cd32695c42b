"""Units from names, and the ends that a number cannot pass."""

from __future__ import annotations

import pytest

from mlcore.prediction.scales import Bounds, bounds, moments, unit
from mlcore.types import Field


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bill_length_mm", "mm"), ("Body Mass (g)", "g"), ("crp [mg/l]", "mg/l"),
        ("temp (°C)", "°C"), ("share_pct", "%"), ("age years", "years"), ("speed_kmh", "km/h"),
        ("area (km2)", "km²"), ("price.eur", "EUR"),
    ],
)  # fmt: skip
def test_a_unit_is_read_from_the_end_of_a_name(name: str, said: str) -> None:
    assert unit(name) == said


@pytest.mark.parametrize(
    "name",
    [
        "mm",
        "days",
        "sex",
        "group_c",
        "vitamin_d",
        "year (2008)",
        "",
        "a_b",
        "x (n/a or none at all)",
    ],
)
def test_what_is_no_unit_is_not_taken_for_one(name: str) -> None:
    assert unit(name) == ""


def field(name: str, low: float | None, high: float | None, kind: str = "number") -> Field:
    return Field(name, kind, low=low, high=high, decimals=2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        (field("smokers_pct", 3.0, 61.0), Bounds(0, 100, 0.01)),
        (field("humidity (%)", 20, 90, "integer"), Bounds(0, 100, 1)),
        (field("score", 0.01, 0.98), Bounds(0, 1, 0.01)),
        (field("hour", 0, 23, "integer"), Bounds(0, 23, 1)),
        (field("start_hour", 6, 20, "integer"), Bounds(0, 23, 1)),
        (field("month", 3, 9, "integer"), Bounds(1, 12, 1)),
        (field("weekday", 0, 6, "integer"), Bounds(0, 6, 1)),
        (field("weekday", 1, 7, "integer"), Bounds(1, 7, 1)),
        (field("user_rating", 1, 5, "integer"), Bounds(1, 5, 1)),
    ],
)
def test_what_cannot_lie_elsewhere_has_ends(given: Field, ends: Bounds) -> None:
    assert bounds(given) == ends


@pytest.mark.parametrize(
    "given",
    [
        field("growth_pct", -4.0, 61.0),  # may pass the ends
        field("share_pct", 3.0, 140.0),
        field("smoothness", 0.05, 0.16),  # small, but no share
        field("flipper_length_mm", 172, 231, "integer"),
        field("year", 2007, 2009, "integer"),
        field("month", 1, 36, "integer"),
        field("rating", 900, 2_800, "integer"),
        field("n", None, None),
        Field("hour", "category", categories=("1", "2")),
    ],
)
def test_an_open_number_has_none(given: Field) -> None:
    assert bounds(given) is None


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (("2024-01-01", "2024-12-31", "2024-05-05"), False),
        (("2024-01-01", "2024-12-31T23:00:00", "2024-05-05"), True),
        (("2024-01-01", "2024-12-31", "2024-05-05T12:30:00"), True),
        (("", "", None), False),
    ],
)
def test_dates_have_times_of_day_where_training_had(
    known: tuple[str, str, str | None], told: bool
) -> None:
    low, high, typical = known
    assert moments(Field("when", "date", low_date=low, high_date=high, typical=typical)) is told
