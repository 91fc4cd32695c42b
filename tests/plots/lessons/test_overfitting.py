"""Errors side by side: what grows appears step by step, the other is known from every frame."""

import numpy as np
import pytest

from mlcore.learn.lessons.overfitting import LESSON
from mlcore.plots.lessons.overfitting import CURVE, HERE, OTHERS, TEST, views


def drawn(own=False, **query):
    from dataclasses import replace

    chosen = LESSON.chosen(query)
    path = LESSON.trajectory(replace(LESSON.toy(chosen), own=own), chosen)
    return path, views(path)


@pytest.fixture(scope="module")
def degrees():
    return drawn(degree="9")


def test_complexity_grows_while_rows_are_seen_from_each_degree(degrees):
    path, (_fits, by_degree, by_rows, parts) = degrees
    lengths = [len(frame[TEST]["x"]) for frame in by_degree.frames]
    assert lengths == list(range(1, 11))
    assert {len(frame[TEST]["x"]) for frame in by_rows.frames} == {len(path.sizes)}
    assert by_degree.dial == (HERE,)
    assert by_rows.dial == ()
    assert parts.grown == (0, 1, 2, 3)
    here = [frame[HERE]["x"][0] for frame in by_degree.frames]
    assert here == [frame.degree for frame in path.frames]


def test_a_point_of_both_pictures_is_one_number(degrees):
    path, (_fits, by_degree, by_rows, _parts) = degrees
    for at in (3, 9):
        both = [view.frames[at][HERE]["y"] for view in (by_degree, by_rows)]
        assert np.allclose(*both)
        assert by_rows.frames[at][TEST]["y"][-1] == pytest.approx(both[0][1])
    assert path.degrees[-1] == 15


def test_fits_to_other_rows_are_thin_lines_of_their_own(degrees):
    path, (fits, *_rest) = degrees
    frame = fits.frames[5]
    gaps = np.isnan(frame[OTHERS]["y"]).sum()
    assert gaps == len(path.frames[5].others)
    assert len(frame[OTHERS]["x"]) == len(frame[OTHERS]["y"])
    low, high = fits.plot.figure.layout.yaxis.range
    reach = high - low
    for frame in fits.frames:
        assert np.abs(frame[CURVE]["y"]).max() <= max(abs(low), abs(high)) + reach


def test_a_price_shows_weights_and_no_rows():
    path, (_fits, by_price, weights, _parts) = drawn(grows="price", degree="5")
    assert len(weights.plot.figure.data) == 5 + 1
    assert by_price.plot.figure.layout.xaxis.type == "log"
    assert weights.frames[3][5]["x"] == [path.frames[3].price] * 2


def test_without_a_truth_bias_is_not_drawn():
    _path, (fits, *_two, parts) = drawn(own=True, degree="3")
    names = [trace.name for trace in parts.plot.figure.data]
    assert names == ["variance", "bias² and noise", "together"]
    assert "not known" in parts.plot.sentence
    assert fits.plot.figure.data[2].showlegend is False
