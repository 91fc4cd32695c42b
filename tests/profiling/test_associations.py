"""Associations against pandas, scipy and formulas written out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mlcore.errors import LoupeError
from mlcore.profiling import strength
from mlcore.profiling.associations import MOST, associations
from tests.profiling.tables import dataset

QUIET = settings(max_examples=80, deadline=None)


def _frame(rows: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    x = rng.normal(size=rows)
    return pd.DataFrame(
        {
            "x": x,
            "gap": np.where(rng.random(rows) < 0.3, np.nan, x + rng.normal(size=rows)),
            "whole": rng.integers(0, 9, rows),
            "c": pd.array(np.where(x > 0, "up", rng.choice(["a", "b"], rows)), dtype="str"),
            "flag": x + rng.normal(size=rows) > 0,
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta((x * 1e6).astype(int), "s"),
        }
    )


@QUIET
@given(
    st.lists(st.sampled_from(["a", "b", "B", "ä", "", "10", "9"]) | st.none(), max_size=40),
    st.integers(1, 5),
)
def test_values_are_numbered_from_the_most_frequent(values: list[str | None], most: int) -> None:
    counts = Counter(value for value in values if value is not None)
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    places = {value: min(place, most) for place, value in enumerate(ordered)} | {None: -1}
    found = strength.level_codes(pl.Series(values, dtype=pl.String), most)
    assert found.tolist() == [places[value] for value in values]


def test_rank_correlation_is_spearmans(tmp_path: Path) -> None:
    frame = _frame()
    found = associations(dataset(frame, tmp_path))
    numbers = frame.assign(day=frame["day"].astype("int64"))[["x", "gap", "whole", "day"]]
    expected = numbers.corr("spearman")
    for first in numbers:
        for second in numbers:
            i, j = found.names.index(first), found.names.index(second)
            assert found.matrix[i][j] == pytest.approx(expected.loc[first, second], abs=1e-9)
            assert found.measures[i][j] == "rank correlation"


def test_matrix_is_symmetric_and_names_its_measures(tmp_path: Path) -> None:
    found = associations(dataset(_frame(), tmp_path))
    matrix = np.array(found.matrix, dtype=float)
    assert np.allclose(matrix, matrix.T)
    c, flag, x = map(found.names.index, ("c", "flag", "x"))
    assert found.measures[c][flag] == "Cramér's V, bias-corrected"
    assert found.measures[c][x] == "correlation ratio, bias-corrected"
    assert (found.rows, found.sampled, found.left_out) == (400, False, ())


def test_cramers_v_is_bergsmas() -> None:
    rng = np.random.default_rng(0)
    a = rng.integers(0, 4, 300)
    b = np.where(rng.random(300) < 0.5, a, rng.integers(0, 6, 300))
    counts = pd.crosstab(a, b).to_numpy()
    n, (r, c) = counts.sum(), counts.shape
    phi2 = stats.chi2_contingency(counts, correction=False).statistic / n
    corrected = max(0, phi2 - (r - 1) * (c - 1) / (n - 1))
    rows, columns = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    expected = np.sqrt(corrected / min(rows - 1, columns - 1))
    assert strength.cramers_v(a, b) == pytest.approx(expected, rel=1e-9)


def test_correlation_ratio_is_epsilon_squared() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 5, 300)
    x = codes + 2 * rng.normal(size=300)
    within = sum(((x[codes == k] - x[codes == k].mean()) ** 2).sum() for k in range(5)) / (300 - 5)
    expected = np.sqrt(1 - within / x.var(ddof=1))
    assert strength.correlation_ratio(codes, x) == pytest.approx(expected, rel=1e-9)


def test_unrelated_columns_with_many_levels_are_near_zero() -> None:
    rng = np.random.default_rng(0)
    codes, x = rng.integers(0, 90, 300), rng.normal(size=300)
    assert strength.correlation_ratio(codes, x) == pytest.approx(0, abs=0.25)
    assert strength.cramers_v(codes, rng.integers(0, 90, 300)) == pytest.approx(0, abs=0.25)


@QUIET
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(-1e300, 1e300)), max_size=30))
def test_strengths_stay_in_range(pairs: list[tuple[int, float]]) -> None:
    codes = np.array([code for code, _ in pairs], dtype=np.int64)
    numbers = np.array([number for _, number in pairs], dtype=np.float64)
    for value in (
        strength.correlation_ratio(codes, numbers),
        strength.cramers_v(codes, codes[::-1]),
        strength.relate(strength.Side(numbers=numbers), strength.Side(codes=codes))[0],
    ):
        assert value is None or 0 <= value <= 1


def test_perfect_and_undefined(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "a": pd.array(["u", "v", "w"] * 10, dtype="str"),
            "b": pd.array(["1x", "2x", "3x"] * 10, dtype="str"),
            "n": [1.0, 2.0, 3.0] * 10,
            "one": [1] * 30,
        }
    )
    found = associations(dataset(frame, tmp_path), ["a", "b", "n", "one"])
    assert found.matrix[0][1] == pytest.approx(1)
    assert found.matrix[0][2] == pytest.approx(1)
    assert found.matrix[2][3] is None
    assert found.matrix[0][3] is None


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{i}": rng.random(50) for i in range(MOST + 2)})
    frame.loc[:5, ["x0", "x7"]] = np.nan
    frame["one"] = 1
    found = associations(dataset(frame, tmp_path))
    assert len(found.names) == MOST
    assert found.left_out == ("x0", "x7", "one")


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame(np.random.default_rng(0).random((9, MOST + 1))).rename(columns=str)
    with pytest.raises(LoupeError) as caught:
        associations(dataset(frame, tmp_path), list(frame.columns))
    assert caught.value.code == "too_many_columns_to_relate"


def test_a_sample_says_so_and_is_repeatable(tmp_path: Path) -> None:
    data = dataset(_frame(), tmp_path)
    found = associations(data, rows=100, seed=1)
    assert (found.rows, found.sampled) == (100, True)
    assert found == associations(data, rows=100, seed=1)
    assert found.matrix != associations(data, rows=100, seed=2).matrix


def test_names_are_opaque(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.random((30, 4)), columns=["*", "^a$", "", "<b>"])
    found = associations(dataset(frame, tmp_path))
    expected = frame.corr("spearman").to_numpy()
    assert np.array(found.matrix, dtype=float) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(-3, 3) | st.none(), st.booleans()), min_size=1, max_size=30))
def test_ranks_of_some_rows_are_those_of_the_rows_alone(
    drawn: list[tuple[int | None, bool]],
) -> None:
    numbers = np.array([np.nan if n is None else n for n, _ in drawn])
    side = strength.Side(numbers=numbers)
    rows = side.known & np.array([flag for _, flag in drawn])
    expected = pd.Series(numbers[rows]).rank().to_numpy()
    assert side.ranks(rows).tolist() == expected.tolist() == strength.ranks(numbers[rows]).tolist()
