"""Measures of drift against independent references."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import jensenshannon

from mlcore.profiling.drift import drift, jensen_shannon, psi

RNG = np.random.default_rng(0)
COUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=12)


@given(first=COUNTS, seed=st.integers(0, 99))
def test_divergence_is_scipys(first: list[int], seed: int) -> None:
    second = np.random.default_rng(seed).integers(1, 100, len(first))
    a = np.array(first)
    a[0] += 1
    assert jensen_shannon(a, second) == pytest.approx(jensenshannon(a, second, base=2), abs=1e-7)


@given(first=COUNTS)
def test_what_is_alike_does_not_drift(first: list[int]) -> None:
    a = np.array(first)
    a[0] += 1
    assert psi(a, a) == 0
    assert jensen_shannon(a, 3 * a) == pytest.approx(0, abs=1e-7)


def test_the_stability_index_by_hand() -> None:
    a, b = np.array([50, 50]), np.array([80, 20])
    shares = (50.5 / 101, 50.5 / 101), (80.5 / 101, 20.5 / 101)
    by_hand = sum((y - x) * np.log(y / x) for x, y in zip(*shares, strict=True))
    assert psi(a, b) == pytest.approx(by_hand)


def test_numbers_that_moved() -> None:
    a, b = RNG.normal(0, 1, 3000), RNG.normal(1, 1, 2000)
    found = drift(pl.Series(a), pl.Series(b), "number")
    reference = stats.ks_2samp(a, b, method="asymp")
    assert found.test == "Kolmogorov–Smirnov"
    assert (found.statistic, found.p_value) == pytest.approx(
        (reference.statistic, reference.pvalue)
    )
    assert found.shift == pytest.approx(stats.wasserstein_distance(a, b) / a.std())
    assert found.size == "large"
    # deciles of the first sample hold a tenth of it each
    assert [round(part.first, 2) for part in found.parts] == [0.1] * 10
    assert sum(part.second for part in found.parts) == pytest.approx(1)


def test_numbers_that_stayed() -> None:
    found = drift(pl.Series(RNG.normal(size=5000)), pl.Series(RNG.normal(size=5000)), "number")
    assert found.size == "none"
    assert found.p_value is not None
    assert found.p_value > 0.001


def test_few_different_numbers_are_parts_of_their_own() -> None:
    a, b = pl.Series([0] * 50 + [1] * 50), pl.Series([0] * 90 + [1] * 10)
    found = drift(a, b, "integer")
    assert [(p.first, p.second) for p in found.parts] == [(0.5, 0.9), (0.5, 0.1)]
    assert found.size == "large"


def test_gaps_are_a_part() -> None:
    found = drift(pl.Series([1.0, 2.0] * 50), pl.Series([1.0, None] * 50), "number")
    assert found.parts[-1].part == "missing"
    assert (found.parts[-1].first, found.parts[-1].second) == (0, 0.5)


def test_words_that_moved() -> None:
    a, b = pl.Series(["x"] * 60 + ["y"] * 40), pl.Series(["x"] * 20 + ["y"] * 60 + ["new"] * 20)
    found = drift(a, b, "category")
    reference = stats.chi2_contingency([[60, 40, 0], [20, 60, 20]], correction=False)
    assert found.test == "chi²"
    assert (found.statistic, found.p_value) == pytest.approx(
        (reference.statistic, reference.pvalue)
    )
    assert {p.label: (p.first, p.second) for p in found.parts}["new"] == (0, 0.2)


def test_rare_words_are_one_part() -> None:
    a = pl.Series([f"w{i % 40}" for i in range(400)])
    found = drift(a, a, "category")
    assert found.parts[-1].part == "other"
    assert found.parts[-1].first == pytest.approx(0.5)
    assert found.psi == 0


@pytest.mark.parametrize("kind", ["number", "category"])
def test_nothing_on_one_side(kind: str) -> None:
    full = pl.Series([1.0, 2.0, 3.0]).cast(pl.Float64 if kind == "number" else pl.String)
    for pair in ((full, full.clear()), (full.clear(), full)):
        found = drift(*pair, kind)  # type: ignore[arg-type]
        assert found.p_value is None
        assert np.isfinite(found.psi)


def test_only_gaps_on_one_side() -> None:
    found = drift(pl.Series([1.0, 2.0]), pl.Series([None, None], dtype=pl.Float64), "number")
    assert found.p_value is None
    assert found.size == "large"
