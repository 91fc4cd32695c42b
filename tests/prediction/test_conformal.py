"""Intervals cover what they promise, by simulation and by the finite-sample rule."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from mlcore.prediction import conformal


def test_the_half_width_is_the_finite_sample_quantile() -> None:
    residuals = np.arange(1, 100.0)  # 99 residuals: rank ceil(100 × 0.9) = 90
    assert conformal.half_width(residuals, 0.9) == 90.0
    assert conformal.half_width(-residuals, 0.9) == 90.0


def test_too_few_residuals_give_no_interval() -> None:
    assert conformal.half_width(np.ones(19), 0.5) is None
    assert conformal.half_width(np.ones(50), 0.99) is None
    assert conformal.half_width(np.ones(99), 0.99) == 1.0


def test_widths_grow_with_coverage_and_are_looked_up_conservatively() -> None:
    widths = conformal.half_widths(np.random.default_rng(0).normal(size=500))
    values = [width for _, width in widths]
    assert values == sorted(values)
    assert len(widths) == 50
    assert conformal.limit_for(widths, 0.9) == dict(widths)[0.9]
    assert conformal.limit_for(widths, 0.895) == dict(widths)[0.9]
    assert conformal.limit_for(widths, 0.999) is None


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9, 0.95])
def test_exchangeable_rows_are_covered_as_often_as_promised(coverage: float) -> None:
    """The mean over many draws is within [1 − α, 1 − α + 1/(n + 1)], up to sampling error."""
    rng = np.random.default_rng(7)
    n, draws = 60, 4000
    hits = 0
    for _ in range(draws):
        residuals = rng.standard_t(3, size=n + 1)
        width = conformal.half_width(residuals[:n], coverage)
        assert width is not None
        hits += abs(residuals[n]) <= width
    error = 4 * np.sqrt(0.25 / draws)
    assert coverage - error <= hits / draws <= coverage + 1 / (n + 1) + error


def test_measured_coverage_is_the_share_inside() -> None:
    actual, predicted = np.array([0.0, 1, 2, 3]), np.array([0.0, 0, 0, 0])
    assert conformal.coverage_of(actual, predicted, 1.5) == 0.5


def simulated(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return true classes and the overconfident probabilities of three of them."""
    scores = rng.normal(0, 1.5, (rows, 3))
    true = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    y = (rng.random((rows, 1)) > true.cumsum(axis=1)).sum(axis=1).clip(0, 2)
    said = np.exp(2 * scores) / np.exp(2 * scores).sum(axis=1, keepdims=True)
    return y, said


@pytest.mark.parametrize("coverage", conformal.LEVELS)
def test_sets_hold_the_truth_as_often_as_promised(coverage: float) -> None:
    """Whatever the probabilities are worth; by the same finite-sample rule as intervals."""
    rng = np.random.default_rng(3)
    n, new, draws = 100, 50, 400
    held = []
    for _ in range(draws):
        y, said = simulated(rng, n + new)
        least = conformal.limit_for(conformal.least_shares(y[:n], said[:n]), coverage)
        assert least is not None
        held.append(conformal.covered_by_sets(y[n:], said[n:], least))
    error = 4 * float(np.std(held)) / np.sqrt(draws)
    assert coverage - error <= np.mean(held) <= coverage + 1 / (n + 1) + error


def test_the_least_share_is_the_finite_sample_quantile() -> None:
    shares = np.arange(1, 100) / 100  # 99 rows: the ninetieth largest is 0.10
    probability = np.column_stack([shares, 1 - shares])
    pairs = dict(conformal.least_shares(np.zeros(99), probability))
    assert pairs[0.9] == pytest.approx(0.10)
    assert pairs[0.5] == pytest.approx(0.50)
    assert conformal.least_shares(np.zeros(19), probability[:19]) == ()


@pytest.mark.parametrize(("folds", "scales"), [((5, 2), (1.25, 2.0)), ((10, 5), (10 / 9, 1.25))])
def test_limits_are_carried_on_to_fits_on_all_rows(
    folds: tuple[int, int], scales: tuple[float, float]
) -> None:
    """Log-odds a + b / rows: with five folds 1.25 / n, with two 2 / n, for all 1 / n."""
    odds = np.linspace(-2, 4, 999)
    shares = {scale: 1 / (1 + np.exp(-(odds - 0.4 * scale))) for scale in (1.0, *scales)}
    said = {scale: np.column_stack([share, 1 - share]) for scale, share in shares.items()}
    truth = np.zeros(999)
    aim = conformal.least_shares(truth, said[1.0])
    found = conformal.extended(truth, *(said[scale] for scale in scales), folds)
    assert [level for level, _ in found] == [level for level, _ in aim]
    for (_, share), (_, wanted) in zip(found, aim, strict=True):
        assert wanted - 0.003 <= share <= wanted  # the next probability of a row below it


def test_a_probability_that_many_rows_share_is_not_passed() -> None:
    shares = np.repeat([0.2, 0.6, 0.8], 40)
    said = np.column_stack([shares, 1 - shares])
    halves = np.column_stack([shares - 0.1, 1.1 - shares])
    found = conformal.extended(np.zeros(120), said, halves, (5, 2))
    assert found == conformal.least_shares(np.zeros(120), said)


def test_a_set_may_hold_several_classes_or_none() -> None:
    probability = np.array([[0.5, 0.45, 0.05], [0.36, 0.33, 0.31], [0.9, 0.1, 0.0]])
    inside = conformal.members(probability, 0.4)
    assert inside.tolist() == [[True, True, False], [False, False, False], [True, False, False]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "model"), [("tips", "ridge"), ("titanic", "logistic"), ("penguins", "logistic")]
)
def test_coverage_on_real_tables_over_twenty_splits(
    monkeypatch: pytest.MonkeyPatch, table: str, model: str
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    measured = import_module("coverage_levels")
    asked = measured.TABLES[table]
    found = np.mean([measured.covered(asked, model, seed) for seed in range(20)], axis=0)
    assert np.abs(found - measured.LEVELS).max() <= 0.03
