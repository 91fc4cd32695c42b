"""Tests of two columns against scipy and statsmodels; intervals against what they promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.profiling.hypotheses import effects
from mlcore.profiling.hypotheses.catalogue import TESTS
from mlcore.profiling.hypotheses.given import given
from mlcore.profiling.hypotheses.outcome import corrected, examine, examine_all, fitting
from mlcore.profiling.multiple import adjusted
from tests.profiling.tables import dataset

N = 240


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    two, three = rng.choice(["a", "b"], N), rng.choice(["x", "y", "z"], N)
    return pd.DataFrame(
        {
            "bell": rng.normal(0, 1, N) + 0.6 * (two == "a"),
            "tail": np.exp(2 * rng.normal(0, 1, N)) * (1 + (two == "a")),
            "grade": rng.normal(0, 1, N) + 0.5 * (three == "x"),
            "gaps": np.where(rng.random(N) < 0.1, np.nan, rng.normal(0, 1, N)),
            "two": two,
            "three": three,
            "tied": np.where(rng.random(N) < 0.6, three, "x"),
            "flag": rng.random(N) < 0.5,
            "same": 1.0,
        }
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(frame(), tmp_path_factory.mktemp("tests"))


def groups(number: str, by: str) -> list[np.ndarray]:
    table = frame()
    order = (
        table[by].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    )
    return [table.loc[table[by] == name, number].dropna().to_numpy() for name in order.index]


def test_welch_is_that_of_statsmodels(data: Dataset) -> None:
    found = examine(data, "bell", "two", "welch")
    first, second = groups("bell", "two")
    means = CompareMeans(DescrStatsW(first), DescrStatsW(second))
    t, p, df = means.ttest_ind(usevar="unequal")
    assert (found.answer.statistic, found.answer.p_value) == pytest.approx((t, p))
    assert found.answer.df == pytest.approx((df,))
    assert found.answer.estimate[1:] == pytest.approx(means.tconfint_diff(usevar="unequal"))
    # Hedges' g by its definition
    pooled = means.std_meandiff_pooledvar / np.sqrt(1 / len(first) + 1 / len(second))
    g = (first.mean() - second.mean()) / pooled * (1 - 3 / (4 * N - 9))
    assert found.answer.size == pytest.approx(g)


def test_student_is_that_of_statsmodels(data: Dataset) -> None:
    means = CompareMeans(*(DescrStatsW(values) for values in groups("bell", "two")))
    t, p, _df = means.ttest_ind(usevar="pooled")
    found = examine(data, "bell", "two", "student").answer
    assert (found.statistic, found.p_value) == pytest.approx((t, p))
    assert found.estimate[1:] == pytest.approx(means.tconfint_diff(usevar="pooled"))


def test_ranks_of_two_groups(data: Dataset) -> None:
    first, second = groups("tail", "two")
    found = examine(data, "tail", "two", "mann_whitney").answer
    u, p = stats.mannwhitneyu(first, second)
    assert (found.statistic, found.p_value) == pytest.approx((u, p))
    # the chance that the first is larger is U over all pairs
    assert found.estimate[0] == pytest.approx(u / len(first) / len(second))
    assert found.size == pytest.approx(2 * found.estimate[0] - 1)


def test_variance_between_groups(data: Dataset) -> None:
    samples = groups("grade", "three")
    found = examine(data, "grade", "three", "anova").answer
    reference = anova_oneway(samples, use_var="equal")
    assert (found.statistic, found.p_value) == pytest.approx(
        (reference.statistic, reference.pvalue)
    )
    everything = np.concatenate(samples)
    between = sum(len(s) * (s.mean() - everything.mean()) ** 2 for s in samples)
    eta = between / ((everything - everything.mean()) ** 2).sum()
    assert found.estimate[0] == pytest.approx(eta)
    assert found.estimate[1] < eta < found.estimate[2]


def test_ranks_of_groups(data: Dataset) -> None:
    found = examine(data, "tail", "three", "kruskal").answer
    h, p = stats.kruskal(*groups("tail", "three"))
    assert (found.statistic, found.p_value) == pytest.approx((h, p))
    assert found.estimate[0] == pytest.approx(max(0, (h - 2) / (N - 3)), abs=1e-9)


def test_a_table(data: Dataset) -> None:
    found = examine(data, "three", "tied").answer
    table = pd.crosstab(frame()["three"], frame()["tied"]).to_numpy()
    reference = stats.chi2_contingency(table, correction=False)
    assert (found.statistic, found.p_value) == pytest.approx(
        (reference.statistic, reference.pvalue)
    )
    assert found.estimate[0] == pytest.approx(stats.contingency.association(table, "cramer"))
    assert found.estimate[1] < found.estimate[0] < found.estimate[2]


def test_distributions(data: Dataset) -> None:
    found = examine(data, "bell", "two", "kolmogorov_smirnov").answer
    reference = stats.ks_2samp(*groups("bell", "two"))
    assert (found.statistic, found.p_value) == pytest.approx(
        (reference.statistic, reference.pvalue)
    )


@pytest.mark.parametrize(
    ("name", "reference"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr)]
)
def test_correlations(data: Dataset, name: str, reference: object) -> None:
    table = frame()[["bell", "gaps"]].dropna()
    found = examine(data, "bell", "gaps", name)
    expected = reference(table["bell"], table["gaps"])  # type: ignore[operator]
    assert found.answer.statistic == pytest.approx(expected.statistic)
    assert found.answer.p_value == pytest.approx(expected.pvalue)
    assert found.rows == len(table)
    if name == "pearson":
        ends = expected.confidence_interval()
        assert found.answer.estimate[1:] == pytest.approx((ends.low, ends.high))


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("bell", "two", "welch"), ("two", "bell", "welch"), ("tail", "two", "mann_whitney"),
        ("grade", "three", "anova"), ("tail", "three", "kruskal"), ("two", "three", "chi_squared"),
        ("bell", "gaps", "spearman"), ("bell", "flag", "welch"), ("flag", "two", "chi_squared"),
    ],
)  # fmt: skip
def test_the_fitting_test_is_taken(data: Dataset, first: str, second: str, name: str) -> None:
    found = examine(data, first, second)
    assert found.test == name
    assert found.test == fitting(given(data, first, second))[0]
    if name in ("welch", "mann_whitney", "anova", "kruskal"):
        assert found.columns[1] in ("two", "three", "flag")


def test_few_or_skewed_rows_are_cautioned(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    made = pd.DataFrame({"x": rng.normal(size=40), "g": ["a", "b"] * 20})
    small = examine(dataset(made, tmp_path), "x", "g", "welch")
    assert small.cautions == ("few_rows",)
    assert examine(dataset(made, tmp_path), "x", "g").test == "mann_whitney"


def test_sparse_tables_are_cautioned(tmp_path: Path) -> None:
    made = pd.DataFrame({"a": ["x", "y", "z", "w"] * 4, "b": ["1 a", "1 b", "1 b", "1 a"] * 4})
    assert examine(dataset(made, tmp_path), "a", "b").cautions == ("small_cells",)


def test_what_cannot_be_tested_is_said(data: Dataset) -> None:
    for pair in (("two", "same"), ("bell", "two", "chi_squared")):
        with pytest.raises(LoupeError) as caught:
            examine(data, *pair)
        assert caught.value.code == "no_test_fits"


def test_several_tests_are_corrected_and_ranked(data: Dataset) -> None:
    names = ["bell", "tail", "grade", "gaps", "three", "same"]
    found = corrected(examine_all(data, "two", names))
    assert "same" not in {o.columns[0] for o in found}
    plain = {o.columns: o.answer.p_value for o in found}
    expected = dict(zip(plain, adjusted(list(plain.values())), strict=True))
    assert {o.columns: o.p_adjusted for o in found} == pytest.approx(expected)
    assert [o.p_adjusted for o in found] == sorted(expected.values())
    false = corrected(examine_all(data, "two", names), "bh")
    assert all(a.p_adjusted >= b.p_adjusted - 1e-12 for a, b in zip(  # type: ignore[operator]
        sorted(found, key=lambda o: o.columns), sorted(false, key=lambda o: o.columns), strict=True
    ))  # fmt: skip


@pytest.mark.parametrize("name", TESTS)
def test_the_same_in_both_groups_is_no_effect(tmp_path: Path, name: str) -> None:
    values = np.random.default_rng(0).normal(size=60)
    made = pd.DataFrame({"x": np.tile(values, 2), "z": np.repeat([1.5, 2.5, 3.5, 4.5], 30),
                         "g": np.repeat(["a", "b"], 60), "h": ["u", "v", "w"] * 40})  # fmt: skip
    pair = {"table": ("g", "h"), "numbers": ("x", "z")}.get(TESTS[name].shapes[0], ("x", "g"))
    found = examine(dataset(made, tmp_path), *pair, name)
    if TESTS[name].shapes != ("numbers",):
        assert found.answer.p_value > 0.9
        assert found.strength == "negligible"
    low, high = found.answer.estimate[1:]
    assert low <= found.answer.estimate[0] <= high


def test_intervals_hold_nineteen_times_in_twenty() -> None:
    rng, inside = np.random.default_rng(1), {"share": 0, "eta": 0, "v": 0, "r": 0}
    times, labels = 200, np.repeat([0, 1, 2], 60)
    truth = stats.norm.cdf(0.5 / np.sqrt(2))
    for _ in range(times):
        a, b = rng.normal(0.5, 1, 60), rng.normal(0, 1, 60)
        low, high = effects.superiority(a, b)[1:]
        inside["share"] += low <= truth <= high
        y = rng.normal(size=180) + 0.5 * (labels == 0)
        f = stats.f_oneway(*(y[labels == g] for g in range(3))).statistic
        # λ/(λ + n) with λ = Σ nᵢ(μᵢ − μ)²
        nc = 60 * ((0.5 - 1 / 6) ** 2 + 2 * (1 / 6) ** 2)
        low, high = effects.eta_squared(float(f), 2, 177)[1:]
        inside["eta"] += low <= nc / (nc + 180) <= high
        table = rng.multinomial(300, [0.35, 0.15, 0.15, 0.35]).reshape(2, 2)
        chi2 = stats.chi2_contingency(table, correction=False).statistic
        low, high = effects.cramers_v(float(chi2), 300, 2, 1)[1:]
        inside["v"] += low <= 0.4 <= high
        x = rng.normal(size=80)
        r = float(np.corrcoef(x, 0.6 * x + 0.8 * rng.normal(size=80))[0, 1])
        low, high = effects.correlation(r, 80, False)[1:]
        inside["r"] += low <= 0.6 <= high
    assert all(0.9 <= count / times <= 0.99 for count in inside.values()), inside
