"""Effects that do not grow from few rows, and p-values that keep their word."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mlcore.monitoring.difference import apart, chance, homogeneity, shares_apart


def test_the_test_is_pearsons() -> None:
    before, now = np.array([400, 300, 300]), np.array([30, 40, 50])
    wanted = stats.chi2_contingency([before, now], correction=False)
    statistic, free = homogeneity(before, now)
    assert (statistic, free) == (pytest.approx(wanted.statistic), wanted.dof)
    assert chance(statistic, free) == pytest.approx(wanted.pvalue)
    assert apart(before, now).p == pytest.approx(wanted.pvalue)


def test_shares_are_compared_exactly() -> None:
    before, now = np.array([3, 0, 50]), np.array([9, 4, 5])
    n, m = np.array([200, 100, 100]), np.array([100, 100, 10])
    found = shares_apart(before, n, now, m, both=False)
    for at in range(3):
        table = [[now[at], m[at] - now[at]], [before[at], n[at] - before[at]]]
        wanted = stats.fisher_exact(table, alternative="greater").pvalue
        assert found[at] == pytest.approx(wanted)
    assert (shares_apart(before, n, now, m, both=True) >= found).all()


def test_m10_a_million_rows_make_no_effect_of_nothing() -> None:
    before = np.full(10, 100_000)
    now = before + np.array([4000, -4000] * 5)
    found = apart(before, now)
    assert found.p is not None
    assert found.p < 1e-6
    assert found.effect < 0.002


def test_the_effect_of_nothing_is_about_nothing_whatever_the_rows() -> None:
    rng = np.random.default_rng(1)
    for rows in (100, 500, 5000):
        effects = [
            apart(rng.multinomial(2000, [0.1] * 10), rng.multinomial(rows, [0.1] * 10)).effect
            for _ in range(200)
        ]
        uncorrected = 9 * (1 / rows + 1 / 2000)
        assert np.mean(effects) < 0.35 * uncorrected


def test_p_values_are_uniform_where_nothing_moved() -> None:
    rng = np.random.default_rng(2)
    shares = np.array([0.5, 0.3, 0.1, 0.05, 0.03, 0.01, 0.005, 0.005])
    found = [
        apart(rng.multinomial(3000, shares), rng.multinomial(200, shares)).p for _ in range(800)
    ]
    below = np.mean([p < 0.05 for p in found if p is not None])
    assert 0.02 < below < 0.08


@pytest.mark.parametrize(
    ("before", "now"), [([0, 0], [5, 5]), ([5, 5], [0, 0]), ([], []), ([7], [9]), ([0, 7], [0, 9])]
)
def test_m04_constants_and_nothing_are_no_nan(before: list[int], now: list[int]) -> None:
    found = apart(np.array(before), np.array(now))
    assert found.effect == 0.0
    assert found.p is None
