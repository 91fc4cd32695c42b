"""Intervals cover what they promise, by simulation and by the finite-sample rule."""

from __future__ import annotations

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
    assert conformal.width_for(widths, 0.9) == dict(widths)[0.9]
    assert conformal.width_for(widths, 0.895) == dict(widths)[0.9]
    assert conformal.width_for(widths, 0.999) is None


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
