"""What grows in the lesson, and what must hold on the way."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.polynomial.legendre import legvander

from mlcore.learn.capacity import GRID, weights_of
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.overfitting import LESSON
from mlcore.learn.overfitting import HIGHEST, PRICES, Fitting, fitting


def run(**values: object) -> Fitting:
    base = LESSON.chosen()
    asked = Chosen(tuple({**dict(base.values), **values}.items()))
    return fitting(LESSON.toy(asked), asked)


@pytest.fixture(scope="module")
def degrees() -> Fitting:
    return run()


@pytest.fixture(scope="module")
def rows() -> Fitting:
    return run(grows="rows", degree=9, rows=240)


@pytest.fixture(scope="module")
def prices() -> Fitting:
    return run(grows="price")


def test_a_frame_is_the_fit_to_the_rows_at_hand(degrees: Fitting) -> None:
    frame = degrees.frames[5]
    assert (frame.degree, frame.rows, frame.price) == (5, 30, 0.0)
    weights = weights_of(degrees.x[:30], degrees.y[:30], 5, 0.0)
    np.testing.assert_allclose(frame.curve, legvander(GRID, 5) @ weights)


def test_complexity_always_helps_on_own_rows_and_not_on_others(degrees: Fitting) -> None:
    train = [frame.errors.train[1] for frame in degrees.frames]
    test = [frame.errors.test[1] for frame in degrees.frames]
    assert all(b <= a * (1 + 1e-6) for a, b in pairwise(train))
    lowest = int(np.argmin(test))
    assert 2 <= lowest <= 9
    assert test[-1] > 2 * test[lowest]
    assert degrees.ending == "over"


def test_bias_falls_with_complexity_and_variance_with_rows(degrees: Fitting, rows: Fitting) -> None:
    bias = [frame.parts.bias for frame in degrees.frames]
    assert bias[1] > 20 * bias[6]
    spread = [frame.parts.variance for frame in rows.frames]
    assert spread[-1] < 0.2 * spread[len(spread) // 2]
    assert rows.ending == ""


def test_more_rows_do_not_cure_bias() -> None:
    line = run(grows="rows", degree=1, rows=240)
    assert line.frames[-1].parts.bias > 10 * line.frames[-1].parts.variance
    assert line.ending == "under"


def test_a_price_shrinks_the_weights_and_ends_in_bias(prices: Fitting) -> None:
    assert [frame.price for frame in prices.frames] == pytest.approx(PRICES)
    size = [float((frame.weights[1:] ** 2).sum()) for frame in prices.frames]
    assert all(b <= a * (1 + 1e-9) for a, b in pairwise(size))
    test = [frame.errors.test[1] for frame in prices.frames]
    assert 0 < int(np.argmin(test)) < len(test) - 1
    assert prices.ending == "under"


def test_both_ways_are_known_from_every_frame(degrees: Fitting, rows: Fitting) -> None:
    for path in (degrees, rows):
        assert path.degrees == tuple(range(HIGHEST + 1))
        for frame in path.frames:
            for size in path.sizes:
                assert (frame.degree, size) in path.beside
            assert path.beside[frame.degree, frame.rows].test == pytest.approx(frame.errors.test)


def test_a_table_with_few_rows_is_enough() -> None:
    base = LESSON.chosen()
    points = LESSON.toy(replace(base, values=(*base.values[:2], ("rows", 15), *base.values[3:])))
    own = replace(points, own=True)
    for grows in ("degree", "rows", "price"):
        asked = replace(base, values=(("grows", grows), *base.values[1:]))
        path = fitting(own, asked)
        assert path.frames[-1].rows == 15
        assert len(LESSON.told(path)) == len(path.frames)
