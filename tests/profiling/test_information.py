"""Mutual information against scikit-learn, and its reference against chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import mutual_info_score

from mlcore.profiling.information import binned, entropy, information, mutual
from mlcore.profiling.strength import Side

RNG = np.random.default_rng(0)
CODES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=2, max_size=200)


@given(pairs=CODES)
def test_it_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(side) for side in zip(*pairs, strict=True))
    assert mutual(a, b) == pytest.approx(mutual_info_score(a, b), abs=1e-9)
    assert entropy(a) == pytest.approx(stats.entropy(np.bincount(a)))


def test_a_bent_link_that_no_correlation_sees() -> None:
    x = RNG.uniform(-1, 1, 2000)
    found = information(Side(numbers=x), Side(numbers=x**2))
    assert found is not None
    assert abs(stats.spearmanr(x, x**2).statistic) < 0.1
    assert found.share > 0.6
    assert found.p_value < 0.05


def test_chance_is_not_taken_for_a_link() -> None:
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        codes = Side(codes=rng.integers(0, 30, 300)), Side(codes=rng.integers(0, 10, 300))
        found = information(*codes, seed)
        assert found is not None
        assert found.nats > 0.3  # so much do 300 rows of 300 combinations seem to tell
        assert found.share < 0.1
        alarms += found.p_value <= 0.05
    assert alarms <= 6


def test_a_copy_tells_all() -> None:
    codes = RNG.integers(0, 5, 500)
    found = information(Side(codes=codes), Side(codes=(codes + 2) % 5))
    assert found is not None
    assert found.share == pytest.approx(1)
    assert found.p_value == pytest.approx(1 / 41)


def test_rows_without_a_value_do_not_count() -> None:
    codes = RNG.integers(0, 3, 300)
    numbers = codes + 0.0
    numbers[:150] = np.nan
    a = information(Side(codes=codes), Side(numbers=numbers))
    b = information(Side(codes=codes[150:]), Side(numbers=numbers[150:]))
    assert a == b


def test_what_does_not_vary_tells_nothing() -> None:
    same, other = Side(codes=np.zeros(50, int)), Side(numbers=RNG.normal(size=50))
    assert information(same, other) is None


def test_bins_hold_equally_many_rows() -> None:
    numbers = Side(numbers=RNG.exponential(size=1000))
    assert np.bincount(binned(numbers, np.ones(1000, bool))).tolist() == [100] * 10
