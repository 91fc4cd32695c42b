"""The bootstrap against scipy's, against theory, and on rows that are too few."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from mlcore.evaluation.bootstrap import bootstrap, paired
from mlcore.evaluation.metrics import score


def numbers(rows: int = 300) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    y = rng.normal(size=rows)
    return y, y + 0.4 * rng.normal(size=rows)


def test_it_agrees_with_scipy() -> None:
    y, found = numbers()
    ours = bootstrap("neg_mean_absolute_error", y, found, draws=2000)
    theirs = stats.bootstrap(
        (np.abs(y - found),), np.mean, method="percentile", n_resamples=2000, random_state=0
    ).confidence_interval
    assert ours.mean == -np.abs(y - found).mean()
    assert (-ours.high, -ours.low) == pytest.approx((theirs.low, theirs.high), rel=0.01)


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    rng = np.random.default_rng(2)
    y = rng.integers(0, 2, 400)
    right = rng.random(400) < 0.8
    answer = np.where(right, y, 1 - y)
    probability = np.column_stack([1 - answer, answer]).astype(float)
    found = bootstrap("accuracy", y, probability, draws=2000)
    error = 1.96 * math.sqrt(found.mean * (1 - found.mean) / 400)
    assert found.low == pytest.approx(found.mean - error, abs=0.006)
    assert found.high == pytest.approx(found.mean + error, abs=0.006)


def test_the_same_seed_gives_the_same_interval() -> None:
    y, found = numbers()
    assert bootstrap("r2", y, found) == bootstrap("r2", y, found)
    assert bootstrap("r2", y, found, seed=1) != bootstrap("r2", y, found)


def test_more_rows_give_a_narrower_interval() -> None:
    few, many = (bootstrap("r2", *numbers(rows)) for rows in (100, 1600))
    assert many.high - many.low < 0.5 * (few.high - few.low)


def test_too_few_rows_or_classes_have_no_bounds() -> None:
    y, found = numbers(9)
    assert math.isnan(bootstrap("r2", y, found).low)
    codes = np.r_[1, np.zeros(40, int)]
    probability = np.column_stack([1 - codes, codes]) * 0.5 + 0.25
    rare = bootstrap("roc_auc", codes, probability, draws=20)
    assert rare.mean == 1.0
    assert math.isnan(bootstrap("roc_auc", np.zeros(40, int), probability[1:]).low)


def test_pairs_are_told_apart_where_two_intervals_overlap() -> None:
    y, first = numbers()
    second = y + 0.85 * (first - y)
    alone = [bootstrap("neg_mean_absolute_error", y, answer) for answer in (first, second)]
    both = paired("neg_mean_absolute_error", y, first, second)
    assert alone[0].high > alone[1].low
    assert both.low > 0
    gap = score("neg_mean_absolute_error", y, second) - score("neg_mean_absolute_error", y, first)
    assert both.mean == pytest.approx(gap)
    same = paired("r2", y, first, first)
    assert (same.low, same.mean, same.high) == (0, 0, 0)
