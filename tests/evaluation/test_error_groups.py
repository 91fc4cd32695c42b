import numpy as np
import pandas as pd
import pytest
from statsmodels.api import add_constant
from statsmodels.stats.diagnostic import het_breuschpagan

from mlcore.evaluation.error_groups import breusch_pagan, error_groups

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("growth", [0.0, 1.0])
def test_breusch_pagan_is_statsmodels_s(seed, growth):
    random = np.random.default_rng(seed)
    x = random.uniform(0, 5, 300)
    residual = random.normal(size=300) * (1 + growth * x)
    statistic, p, _f, _fp = het_breuschpagan(residual, add_constant(x))
    found = breusch_pagan(residual, x)
    assert (found.statistic, found.p) == pytest.approx((statistic, p))
    if growth:
        assert found.p < 0.001
        assert found.rising


def test_the_test_keeps_its_level():
    rejected = 0
    for seed in range(300):
        random = np.random.default_rng(seed)
        rejected += breusch_pagan(random.normal(size=120), random.random(120)).p < 0.05
    assert 4 <= rejected <= 28  # 15 expected; beyond 99.9 % of binomial draws either way


@pytest.mark.parametrize("values", [np.ones(50), np.full(50, np.nan)])
def test_what_does_not_vary_has_no_test(values):
    assert np.isnan(breusch_pagan(RANDOM.normal(size=50), values).p)


def test_a_number_is_grouped_by_tenths():
    values = pd.Series(RANDOM.normal(size=500), name="size")
    residual = RANDOM.normal(size=500)
    found = error_groups(residual, values)
    assert len(found.groups) == 10
    assert sum(group.rows for group in found.groups) == 500
    order = np.argsort(values.to_numpy())
    for place, group in enumerate(found.groups):
        rows = order[50 * place : 50 * (place + 1)]
        assert group.bias == pytest.approx(residual[rows].mean())
        assert group.size == pytest.approx(np.abs(residual[rows]).mean())
        assert group.quantiles[2] == pytest.approx(np.median(residual[rows]))


def test_levels_stand_by_frequency_and_missing_ones_last():
    levels = ["b"] * 60 + ["a"] * 30 + [f"rare{i}" for i in range(12)] + [None] * 8
    values = pd.Series(levels, name="kind").astype("str")
    found = error_groups(RANDOM.normal(size=len(levels)), values)
    assert [group.name for group in found.groups][:2] == ["b", "a"]
    assert found.groups[-1].name == "missing"
    assert found.groups[-1].rows == 8
    assert sum(group.rows for group in found.groups) + found.left_out == len(levels)


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(pd.date_range("2024-01-01", periods=100), name="day"),
        pd.Series([True, False] * 50, name="flag"),
        pd.Series(RANDOM.integers(0, 3, 100), name="rooms", dtype="Int64").mask(
            RANDOM.random(100) < 0.2
        ),
        pd.Series([f"id{i}" for i in range(100)], name="id"),
        pd.Series([np.nan] * 100, name="empty"),
    ],
    ids=lambda values: values.name,
)
def test_any_column_can_be_asked_for(values):
    found = error_groups(RANDOM.normal(size=100), values)
    assert sum(group.rows for group in found.groups) + found.left_out == 100
    assert found.column == values.name
    assert len(found.groups) <= 11
