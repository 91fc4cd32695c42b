"""One step of a cell, back and forth."""

import numpy as np
import pytest

from mlcore.learn.cells import CELLS, Lstm, Simple, begin, orthogonal

STEP = 1e-6


@pytest.mark.parametrize("name", CELLS)
def test_one_step_back_is_the_finite_difference(name):
    cell, random = CELLS[name], np.random.default_rng(0)
    numbers = begin(cell, 1, 3, 1.0, random)
    x = random.standard_normal((2, 1))
    before = tuple(random.standard_normal((2, 3)) for _ in range(cell.states))
    weigh = tuple(random.standard_normal((2, 3)) for _ in range(cell.states))

    def value():
        after = cell.step(numbers, x, before).after
        return sum(float((part * w).sum()) for part, w in zip(after, weigh, strict=True))

    slope, sums = cell.back(numbers, cell.step(numbers, x, before), weigh)
    pairs = [
        (numbers.inputs, x.T @ sums), (numbers.own, before[0].T @ sums),
        (numbers.bias, sums.sum(axis=0)), *zip(before, slope, strict=True),
    ]  # fmt: skip
    for array, found in pairs:
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + STEP
            up = value()
            array[place] = kept - STEP
            down = value()
            array[place] = kept
            assert found[place] == pytest.approx((up - down) / (2 * STEP), abs=1e-7)


def test_an_open_memory_hands_the_slope_on_untouched():
    cell, random = Lstm(), np.random.default_rng(1)
    numbers = begin(cell, 1, 2, 1.0, random)
    numbers.bias[2:4] = 50.0  # forget nothing
    before = (np.zeros((1, 2)), random.standard_normal((1, 2)))
    kept = cell.step(numbers, np.zeros((1, 1)), before)
    slope, _ = cell.back(numbers, kept, (np.zeros((1, 2)), np.ones((1, 2))))
    assert slope[1] == pytest.approx(1)


def test_a_simple_cell_by_hand():
    cell = Simple()
    numbers = begin(cell, 1, 1, 0.5, np.random.default_rng(0))
    w, u = numbers.inputs[0, 0], numbers.own[0, 0]
    kept = cell.step(numbers, np.array([[2.0]]), (np.array([[0.3]]),))
    assert abs(u) == pytest.approx(0.5)
    assert kept.after[0][0, 0] == pytest.approx(np.tanh(2 * w + 0.3 * u))


def test_own_weights_turn_and_lengthen_as_asked():
    random = np.random.default_rng(0)
    turn = orthogonal(5, random)
    assert turn @ turn.T == pytest.approx(np.eye(5), abs=1e-12)
    own = begin(Simple(), 1, 5, 1.7, random).own
    assert np.linalg.svd(own)[1] == pytest.approx(1.7)
    assert begin(Lstm(), 1, 5, 1.0, random).bias.reshape(4, 5)[1] == pytest.approx(1)
