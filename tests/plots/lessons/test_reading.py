import numpy as np
import pytest

from mlcore.learn.digits import layers
from mlcore.learn.lessons.convolution import LESSON
from mlcore.plots.lessons.reading import LEVELS, mosaic, views


def test_maps_stand_side_by_side_with_gaps():
    made = mosaic(np.arange(12.0).reshape(3, 2, 2))
    assert made.shape == (2, 8)
    assert np.isnan(made[:, [2, 5]]).all()
    assert made[:, 3:5].tolist() == [[4, 5], [6, 7]]


@pytest.fixture(scope="module")
def reading():
    chosen = LESSON.preset("network")
    return LESSON.trajectory(LESSON.toy(chosen), chosen)


def test_each_row_shows_one_layer_and_bars_are_its_answer(reading):
    stack, answer, mistakes = views(reading)
    widths = [len(stack.frames[-1][row]["z"][0]) for row in range(5)]
    assert widths == [6 * 4 - 1, 6 * 9 - 1, 6 * 5 - 1, 12 * 5 - 1, 12 * 3 - 1]
    every = [value for row in stack.frames[-1][1]["z"] for value in row if value is not None]
    assert 0 <= min(every) <= max(every) <= LEVELS
    shares = layers(reading.frames[-1].numbers, reading.picture)[-1]
    assert answer.frames[-1][0]["y"] == pytest.approx(shares)
    assert list(mistakes.plot.figure.data[0].y) == [frame.wrong for frame in reading.frames]
