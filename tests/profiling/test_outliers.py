"""Rows that stand apart: fences by their definitions, and rows planted among others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mlcore.errors import LoupeError
from mlcore.profiling import outliers as module
from mlcore.profiling.outliers import RULES, apart, outliers
from tests.profiling.tables import dataset

RANDOM = np.random.default_rng(0)
VALUES = RANDOM.normal(10, 2, 1000)
VALUES[[5, 77]] = 40, -90
VALUES[10] = np.nan
VALUES[11] = np.inf


def _expected(values: np.ndarray, rule: str) -> tuple[float, float]:
    q1, q3 = np.percentile(values, (25, 75))
    spread = stats.median_abs_deviation(values, scale="normal")
    middle = np.median(values)
    return {
        "iqr": (q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)),
        "mad": (middle - 3.5 * spread, middle + 3.5 * spread),
        "z": (values.mean() - 3 * values.std(), values.mean() + 3 * values.std()),
        "quantile": tuple(np.percentile(values, (0.5, 99.5))),
    }[rule]


@pytest.mark.parametrize("rule", RULES)
def test_the_fences_are_those_of_the_rule(tmp_path: Path, rule: str) -> None:
    found = outliers(dataset(pd.DataFrame({"a": VALUES}), tmp_path), "a", rule)
    known = VALUES[np.isfinite(VALUES)]
    low, high = _expected(known, rule)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)
    assert found.rows == 998
    assert found.found == ((known < low) | (known > high)).sum()
    assert found.positions[:2].tolist() == [77, 5]  # the furthest first
    assert np.array_equal(VALUES[found.positions], found.values)


def test_only_the_furthest_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTED", 1)
    found = outliers(dataset(pd.DataFrame({"a": VALUES}), tmp_path), "a")
    assert found.positions.tolist() == [77]
    assert found.found > 1


def test_a_single_value_has_no_fences(tmp_path: Path) -> None:
    data = dataset(pd.DataFrame({"a": [1.0] * 99 + [2.0], "b": [np.nan] * 100}), tmp_path)
    assert outliers(data, "a").found == 0
    assert outliers(data, "a", "mad").found == 0
    assert outliers(data, "b").rows == 0
    with pytest.raises(LoupeError):
        outliers(data, "c")


def test_a_planted_row_stands_apart_from_all_others(tmp_path: Path) -> None:
    frame = pd.DataFrame(RANDOM.normal(size=(400, 3)), columns=list("abc"))
    frame["t"] = "x"
    frame.loc[123] = [9.0, -9.0, 25.0, "x"]
    frame.loc[7, "b"] = np.nan
    found = apart(dataset(frame, tmp_path))
    assert found is not None
    assert (found.columns, found.rows, found.sampled) == (("a", "b", "c"), 400, False)
    assert found.positions[0] == 123
    assert found.farthest[0] == "c"
    assert found.counts.sum() == 400
    assert (np.diff(found.scores) <= 0).all()


def test_a_sample_keeps_the_numbers_of_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FOREST_ROWS", 300)
    frame = pd.DataFrame(RANDOM.normal(size=(1000, 2)), columns=list("ab"))
    frame["row"] = 0.0
    frame.loc[::7, "row"] = 50.0  # rows that stand apart can be told by their number
    found = apart(dataset(frame, tmp_path))
    assert found is not None
    assert (found.rows, found.sampled) == (300, True)
    assert all(position < 1000 for position in found.positions)
    taken = module.cells.some_rows(1000, 300)
    assert taken is not None
    assert set(found.positions) <= set(taken.tolist())


def test_too_little_to_compare(tmp_path: Path) -> None:
    assert apart(dataset(pd.DataFrame({"a": [1.0] * 20, "t": ["x"] * 20}), tmp_path)) is None
    assert apart(dataset(pd.DataFrame({"a": [1.0, 2], "b": [3.0, 4]}), tmp_path)) is None
