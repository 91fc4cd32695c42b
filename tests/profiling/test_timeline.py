"""Along the dates: the same as pandas resamples, with the empty units in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling.timeline import timeline
from tests.profiling.tables import dataset

RULES = {"hour": "h", "day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}
RANDOM = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "when": pd.Timestamp("2020-01-06")
        + pd.to_timedelta(RANDOM.integers(0, 60 * 24 * 400, 800), unit="min"),
        "value": RANDOM.normal(5, 1, 800),
    }
)
FRAME.loc[FRAME["when"].between("2020-05-04", "2020-06-15"), "when"] = pd.NaT
FRAME.loc[3, "value"] = np.nan


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(FRAME, tmp_path_factory.mktemp("time"))


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("aggregate", ["mean", "median", "sum", "min", "max"])
def test_units_are_those_of_pandas(data: Dataset, unit: str, aggregate: str) -> None:
    found = timeline(data, "when", "value", aggregate, unit)
    known = FRAME.dropna(subset=["when"]).set_index("when")["value"]
    by = known.resample(RULES[unit], label="left", closed="left")
    assert found.unit == unit
    assert list(found.starts) == [moment.to_pydatetime() for moment in by.size().index]
    assert list(found.rows) == by.size().tolist()
    wanted = by.sum(min_count=1) if aggregate == "sum" else by.agg(aggregate)
    values = [np.nan if value is None else value for value in found.values]
    assert np.allclose(values, wanted, rtol=1e-12, equal_nan=True)
    assert found.undated == FRAME["when"].isna().sum()


def test_rows_are_counted_without_a_measure(data: Dataset) -> None:
    found = timeline(data, "when", unit="month")
    assert sum(found.rows) + found.undated == len(FRAME)
    assert found.aggregate == "count"
    assert [value for value in found.values if value] == [float(n) for n in found.rows if n]


def test_a_gap_reaches_from_its_first_to_its_last_empty_unit(data: Dataset) -> None:
    found = timeline(data, "when", unit="week")
    assert (datetime(2020, 5, 4), datetime(2020, 6, 8)) in found.gaps
    assert sum((last - first).days // 7 + 1 for first, last in found.gaps) == found.empty


def test_a_unit_is_chosen_and_too_short_a_one_replaced(data: Dataset) -> None:
    assert timeline(data, "when").unit == "week"
    assert timeline(data, "when", unit="hour").unit == "day"
    assert timeline(data, "when", unit="year").unit == "year"


def test_one_date_none_and_none_at_all(tmp_path: Path) -> None:
    one = pd.DataFrame({"d": pd.to_datetime(["2020-01-01", None]), "x": [1.0, 2.0]})
    found = timeline(dataset(one, tmp_path), "d", "x")
    assert (found.rows, found.values, found.gaps, found.undated) == ((1,), (1.0,), (), 1)
    none = dataset(one.iloc[1:].reset_index(drop=True), tmp_path)
    assert timeline(none, "d").rows == ()
    with pytest.raises(LoupeError):
        timeline(none, "nowhere")
