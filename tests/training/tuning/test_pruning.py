import numpy as np
import pytest
from scipy import stats

from mlcore.training.tuning.pruning import LEVEL, hopeless, margin, part_margin

QUANTILE = stats.norm.ppf(LEVEL)
BEST = (0.90, 0.92, 0.88, 0.91, 0.89)


def test_a_trial_far_below_is_hopeless_and_one_near_is_not():
    assert hopeless((0.7,), BEST, 0.01)
    assert not hopeless((0.9,), BEST, 0.01)
    assert not hopeless((0.89, 0.91), BEST, 0.02)


def test_what_is_whole_or_not_begun_is_never_given_up():
    assert not hopeless((), BEST, 0.01)
    assert not hopeless((0.1,) * 5, BEST, 0.01)


def test_the_spread_is_that_of_paired_differences():
    random = np.random.default_rng(0)
    hard = random.normal(0, 0.1, 5)
    best = hard + 1
    others = [best - 0.1 + random.normal(0, 0.01, 5) for _ in range(200)]
    assert margin(best, others) == pytest.approx(QUANTILE * 0.01, rel=0.1)
    alone = stats.t.ppf(LEVEL, 4) * np.std(best, ddof=1) / 2
    assert margin(best, []) == pytest.approx(alone)
    two = np.var(others[:2] - best, axis=1, ddof=1).mean() ** 0.5
    assert margin(best, others[:2]) == pytest.approx(stats.t.ppf(LEVEL, 8) * two)


def test_a_part_of_the_rows_is_trusted_as_far_as_it_was_right():
    assert part_margin([], 0.01) == part_margin([0.5, 0.5], 0.01) == pytest.approx(0.015)
    misses = [0.01, -0.02, 0.03, 0.0]
    expected = stats.t.ppf(LEVEL, 4) * np.sqrt(np.mean(np.square(misses)))
    assert part_margin(misses, 0.01) == pytest.approx(expected)


def test_of_trials_as_good_as_the_best_few_are_given_up():
    """Against drawing: differences without a true one, the spread known."""
    random = np.random.default_rng(2)
    spread = QUANTILE * 0.01
    given_up = won = 0
    for _ in range(8000):
        differences = random.normal(0, 0.01, 5)
        if hopeless(tuple(np.array(BEST) + differences)[:1], BEST, spread):
            given_up += 1
            won += differences.mean() > 0
    expected = stats.norm.cdf(-QUANTILE * np.sqrt(1 - 1 / 5))
    assert given_up / 8000 == pytest.approx(expected, abs=0.02)
    assert won / given_up < 0.4
