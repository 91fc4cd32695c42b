"""Ranges around answers: fold by fold, against a loop and against what is known of the errors."""

import math

import numpy as np
import pytest

from mlcore.evaluation.ranges import FEWEST, ranges


def _made(rows=3_000, grows=False, seed=0):
    random = np.random.default_rng(seed)
    predicted = random.uniform(1, 10, rows)
    error = random.normal(size=rows) * (predicted if grows else 3)
    return predicted + error, predicted, np.arange(rows) % 5


def test_the_shares_are_those_of_a_slow_loop():
    y, predicted, fold = _made(400)
    found = ranges(y, predicted, fold, (0.7, 0.9))
    for one in found.held:
        inside = []
        for row in range(400):
            others = sorted(abs(y - predicted)[fold != fold[row]])
            width = others[math.ceil((len(others) + 1) * one.level) - 1]
            inside.append(abs(y[row] - predicted[row]) <= width)
        assert one.share == pytest.approx(np.mean(inside))
        thirds = np.array_split(np.argsort(predicted, kind="stable"), 3)
        assert one.parts == pytest.approx(
            [np.mean(np.array(inside)[part]) for part in thirds], abs=0.01
        )
        assert one.low < one.share < one.high


def test_honest_ranges_hold_as_often_as_they_should():
    found = ranges(*_made())
    assert [one.level for one in found.held] == [0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    for one in found.held:
        assert one.share == pytest.approx(one.level, abs=0.03)
    widths = [one.width for one in found.held]
    assert widths == sorted(widths)
    assert widths[4] == pytest.approx(3 * 1.645, rel=0.1)  # the normal's own 90 %
    assert found.uneven < 0.1


def test_one_width_does_not_suit_errors_that_grow_with_the_answer():
    found = ranges(*_made(grows=True))
    assert found.uneven > 0.15
    ninety = next(one for one in found.held if one.level == 0.9)
    assert ninety.parts[0] > ninety.parts[2]
    assert ninety.kept, "on average it is right all the same"


def test_folds_that_differ_are_told():
    """The last fold has errors that the others know nothing of."""
    y, predicted, fold = _made(1_000)
    y = np.where(fold == 4, predicted + 30, y)
    ninety = next(one for one in ranges(y, predicted, fold).held if one.level == 0.9)
    assert ninety.share < 0.85
    assert not ninety.kept


@pytest.mark.parametrize("rows", [0, FEWEST - 1])
def test_too_few_rows_or_one_fold_say_nothing(rows):
    y, predicted, fold = _made(rows)
    assert ranges(y, predicted, fold).held == ()
    y, predicted, fold = _made(200)
    assert ranges(y, predicted, fold * 0).held == ()


def test_a_level_that_the_rows_cannot_give_is_left_out():
    y, predicted, fold = _made(30)
    assert [one.level for one in ranges(y, predicted, fold, (0.9, 0.99)).held] == [0.9]
