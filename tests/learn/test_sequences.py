import numpy as np
import pytest

from mlcore.learn.sequences import recall, wave, windows


def test_the_first_number_is_wanted_back():
    data = recall(12, seed=3, rows=100)
    assert data.x.shape == (100, 12)
    assert set(data.y) == {-1.0, 1.0}
    assert np.array_equal(data.x[:, 0], data.y)
    assert (data.own, data.steps) == (70, 12)
    assert np.array_equal(data.x, recall(12, seed=3, rows=100).x)


def test_windows_are_stretches_with_the_number_that_follows():
    series = wave(1, 80)
    data = windows(series, 10)
    assert data.x.shape == (70, 10)
    assert np.array_equal(data.x[1:, :-1], data.x[:-1, 1:])
    assert np.array_equal(data.y[:-1], data.x[1:, -1])


def test_what_is_held_back_has_no_part_in_the_scaling():
    series = wave(1, 80)
    later = series.copy()
    later[-15:] += 100
    one, two = windows(series, 10), windows(later, 10)
    assert np.array_equal(one.x[: one.own], two.x[: two.own])
    assert np.array_equal(one.y[: one.own], two.y[: two.own])
    seen = np.r_[one.x[0], one.y[: one.own]]
    assert (seen.mean(), seen.std()) == pytest.approx((0, 1))


def test_a_series_that_never_moves_does_no_harm():
    assert np.isfinite(windows(np.ones(30), 5).x).all()
