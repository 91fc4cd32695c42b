"""What a column is, beyond how it is stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.profiling.profile import profile
from mlcore.profiling.roles import geographic_pairs, in_order, latitude_name, longitude_name
from tests.profiling.tables import dataset

N = 120
RNG = np.random.default_rng(0)


def words(*levels: str) -> pd.Series:
    return pd.Series([levels[i % len(levels)] for i in range(N)], dtype="str")


COLUMNS: dict[str, tuple[str, object]] = {
    "nothing": ("empty", [None] * N),
    "same": ("constant", ["x"] * N),
    "flag": ("boolean", RNG.random(N) < 0.5),
    "answer": ("boolean", words("Yes", "no")),
    "zero or one": ("boolean", RNG.integers(0, 2, N)),
    "two numbers": ("integer", [1, 2] * (N // 2)),
    "took": ("duration", words("PT1H30M", "P2D", "PT45S")),
    "wait": ("duration", words("90 min", "2 h", "1h 30m")),
    "lap": ("duration", words("00:01:31", "00:01:29", "00:01:35")),
    "clock": ("category", words("09:01:31", "10:01:29", "23:01:35")),
    "day": ("date", pd.date_range("2024-01-01", periods=N)),
    "pickup_lat": ("latitude", RNG.uniform(-80, 80, N)),
    "pickup_lon": ("longitude", RNG.uniform(-170, 170, N)),
    "latency": ("numeric", RNG.uniform(0, 80, N)),
    "long": ("numeric", RNG.uniform(1000, 9000, N)),
    "share": ("percent", words("12%", "3.5 %", "40%")),
    "price": ("currency", words("$1,200.50", "€ 5", "12 EUR", "-$3")),
    "size": ("ordinal", words("S", "XL", "M", "L")),
    "age group": ("ordinal", words("18-24", "25-34", "35-44", "65+")),
    "stars": ("ordinal", [1, 2, 3, 4, 5] * (N // 5)),
    "count": ("integer", [0, 1, 2, 3, 4] * (N // 5)),
    "number": ("id", RNG.permutation(N)),
    "code": ("id", pd.Series([f"A{i:04d}" for i in range(N)], dtype="str")),
    "whole": ("integer", RNG.integers(0, 10**6, N)),
    "measure": ("numeric", RNG.normal(size=N)),
    "colour": ("category", words("red", "green", "blue")),
    "prose": ("text", pd.Series([f"{i} " + "many words " * 12 for i in range(N)], dtype="str")),
}


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    frame = pd.DataFrame({name: values for name, (_, values) in COLUMNS.items()})
    data = dataset(frame, tmp_path_factory.mktemp("roles"))
    return {column.name: column.role for column in profile(data).columns}


@pytest.mark.parametrize("name", COLUMNS)
def test_each_kind_of_column_is_told(roles: dict[str, str], name: str) -> None:
    assert roles[name] == COLUMNS[name][0]


def test_places_are_paired_by_what_is_left_of_their_names(tmp_path: Path) -> None:
    names = ["start_lat", "start_lng", "end_lat", "end_lng", "latitude", "lone_lon"]
    frame = pd.DataFrame({name: RNG.uniform(-60, 60, N) for name in names})
    found = geographic_pairs(profile(dataset(frame, tmp_path)).columns)
    assert found == (("start_lat", "start_lng"), ("end_lat", "end_lng"))


@pytest.mark.parametrize("name", ["lat", "Latitude", "geo.lat", "start_latitude", "LAT_1"])
def test_names_of_latitudes(name: str) -> None:
    assert latitude_name(name)
    assert not longitude_name(name)


@pytest.mark.parametrize("name", ["plate", "lateral", "belong", "colon", "length"])
def test_names_of_neither(name: str) -> None:
    assert not latitude_name(name)
    assert not longitude_name(name)


def test_levels_come_in_the_order_everybody_knows() -> None:
    assert in_order(["High", "low", "Medium"]) == ("low", "Medium", "High")
    assert in_order(["> 60", "< 18", "18-39", "40-60"]) == ("< 18", "18-39", "40-60", "> 60")
    assert in_order(["Tue", "Sun", "Mon"]) == ("Mon", "Tue", "Sun")


@pytest.mark.parametrize("values", [["low", "high"], ["red", "green", "blue"], ["1-2", "a", "b"]])
def test_no_order_is_made_up(values: list[str]) -> None:
    assert in_order(values) is None
