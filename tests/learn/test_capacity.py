"""Fits, and what their errors are made of, against scikit-learn and against plain loops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial.legendre import legvander
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.preprocessing import PolynomialFeatures

from mlcore.learn import capacity
from mlcore.learn.capacity import GRID, REPEATS, TRUTHS, draws, left_out, rows_of, weights_of
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.overfitting import LESSON


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99), st.integers(1, 9), st.sampled_from([0.0, 0.01, 1.0, 100.0]))
def test_a_fit_is_scikit_learns_ridge(seed: int, degree: int, price: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1, 1, 40), rng.normal(size=40)
    ours = legvander(GRID, degree) @ weights_of(x, y, degree, price)
    model = Ridge(price, solver="svd").fit(legvander(x, degree)[:, 1:], y)
    np.testing.assert_allclose(ours, model.predict(legvander(GRID, degree)[:, 1:]), atol=1e-7)


def test_without_a_price_it_is_the_fit_of_plain_powers() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, 60), rng.normal(size=60)
    powers = PolynomialFeatures(7, include_bias=False)
    model = LinearRegression().fit(powers.fit_transform(x[:, None]), y)
    theirs = model.predict(powers.transform(GRID[:, None]))
    np.testing.assert_allclose(legvander(GRID, 7) @ weights_of(x, y, 7, 0.0), theirs, atol=1e-8)


@pytest.mark.parametrize("again", ["new", "bootstrap"])
def test_repetitions_are_fits_to_the_rows_drawn(again: str) -> None:
    asked = chosen(again=again, rows=60)
    rows = rows_of(LESSON.toy(asked), asked)
    drawn = draws(rows, 4)
    found = drawn.fits(drawn.sums(25), 25, 4, 0.1)
    assert found.curves.shape == (REPEATS, len(GRID))
    for repeat in (0, 7, 59):
        x, y = rows.again_x[repeat, :25], rows.again_y[repeat, :25]
        weights = weights_of(x, y, 4, 0.1)
        np.testing.assert_allclose(found.curves[repeat], legvander(GRID, 4) @ weights, atol=1e-6)
        own = np.mean((legvander(x, 4) @ weights - y) ** 2)
        assert found.train[repeat] == pytest.approx(own, rel=1e-5)


def test_bias_variance_and_noise_sum_to_the_expected_error() -> None:
    asked = chosen(truth="wave", noise=0.3)
    rows = rows_of(LESSON.toy(asked), asked)
    drawn = draws(rows, 5)
    found = drawn.fits(drawn.sums(rows.most), rows.most, 5, 0.0)
    assert found.parts.total == pytest.approx(found.test.mean(), rel=1e-9)
    assert found.parts.noise == pytest.approx(0.09)
    truth = TRUTHS["wave"](GRID)
    rng = np.random.default_rng(1)
    asked_again = [
        np.mean((curve - (truth + 0.3 * rng.normal(size=len(GRID)))) ** 2)
        for curve in found.curves for _ in range(40)
    ]  # fmt: skip
    assert np.mean(asked_again) == pytest.approx(found.parts.total, rel=0.03)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999))
def test_rows_left_out_are_those_not_drawn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    answers, y = rng.normal(size=(6, 9)), rng.normal(size=9)
    drawn = rng.integers(0, 9, (6, 7))
    test, parts = left_out(answers, y, drawn)
    for repeat in range(6):
        out = [row for row in range(9) if row not in drawn[repeat]]
        assert test[repeat] == pytest.approx(np.mean((answers[repeat, out] - y[out]) ** 2))
    spread, off = [], []
    for row in range(9):
        seen = answers[[r for r in range(6) if row not in drawn[r]], row]
        if len(seen) > 1:
            spread.append(seen.var())
            off.append((seen.mean() - y[row]) ** 2)
    assert parts.variance == pytest.approx(np.mean(spread))
    assert parts.noise == pytest.approx(np.mean(off))
    assert np.isnan(parts.bias)
    assert parts.total == pytest.approx(parts.variance + parts.noise)


def test_fewer_rows_than_columns_take_the_shortest_solution() -> None:
    asked = chosen(rows=15)
    rows = rows_of(LESSON.toy(asked), asked)
    drawn = draws(rows, 15)
    found = drawn.fits(drawn.sums(6), 6, 15, 0.0)
    assert np.isfinite(found.curves).all()
    assert np.median(found.train) < 1e-6


def test_own_numbers_are_brought_to_one_measure() -> None:
    asked = chosen()
    points = LESSON.toy(asked)
    own = replace(points, own=True, X=1000 + 50 * points.X, y=1e6 * points.target)
    rows = rows_of(own, asked)
    assert (rows.x.min(), rows.x.max()) == pytest.approx((-1, 1))
    assert (rows.y.mean(), rows.y.std()) == pytest.approx((0, 1), abs=1e-12)
    assert rows.truth is None
    assert rows.drawn is not None
    assert np.array_equal(rows.y[rows.drawn], rows.again_y)
    assert capacity.made(asked).rows == asked["rows"]
