import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mlcore.evaluation.ties import interval, tied

SCORES = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=10)


def test_the_interval_is_nadeau_and_bengio_s():
    scores = [0.81, 0.79, 0.84, 0.80, 0.77]
    found = interval(scores)
    variance = np.var(scores, ddof=1) * (1 / 5 + 1 / 4)
    margin = stats.t.ppf(0.975, 4) * math.sqrt(variance)
    assert found.mean == pytest.approx(np.mean(scores))
    assert found.high - found.mean == pytest.approx(margin)
    assert found.mean - found.low == pytest.approx(margin)


def test_it_is_wider_than_the_ordinary_t_interval():
    scores = [0.81, 0.79, 0.84, 0.80, 0.77]
    low, high = stats.t.interval(0.95, 4, np.mean(scores), stats.sem(scores))
    assert interval(scores).low < low
    assert interval(scores).high > high


@given(SCORES)
def test_the_mean_lies_inside(scores):
    found = interval(scores)
    assert found.low <= found.mean <= found.high


@given(st.lists(st.floats(0, 1), min_size=2, max_size=10))
def test_no_bound_is_a_score_that_cannot_be(scores):
    free, found = interval(scores), interval(scores, within=(0.0, 1.0))
    assert 0 <= found.low <= found.mean <= found.high <= 1
    assert found.low == max(free.low, 0)
    assert found.high == min(free.high, 1)


@given(SCORES)
def test_a_model_is_tied_with_itself(scores):
    assert tied(scores, scores)


def test_a_constant_lead_is_no_tie_however_small():
    other = [0.1, 0.9, 0.3, 0.6, 0.5]
    assert not tied([score + 1e-3 for score in other], other)


def test_a_lead_that_comes_and_goes_is_a_tie():
    assert tied([0.8, 0.7, 0.9, 0.6, 0.8], [0.7, 0.8, 0.8, 0.7, 0.75])


def test_a_single_fold_has_no_interval():
    assert math.isnan(interval([0.5]).low)


def test_the_interval_of_folds_of_one_sample_covers_less_often_without_the_correction():
    """The reason for the correction: shared training rows make fold scores alike."""
    random = np.random.default_rng(0)
    covered = plain = 0
    for _ in range(300):
        shared, own = random.normal(size=1), random.normal(size=5)
        scores = 0.6 * shared + own
        found = interval(scores)
        covered += found.low <= 0 <= found.high
        low, high = stats.t.interval(0.95, 4, scores.mean(), stats.sem(scores))
        plain += low <= 0 <= high
    assert covered > plain
    assert covered / 300 > 0.9
