import numpy as np

from mlcore.learn.lessons.convolution import LESSON
from mlcore.plots.lessons.convolution import views


def _views(**query):
    chosen = LESSON.chosen(query)
    sliding = LESSON.trajectory(LESSON.toy(chosen), chosen)
    return sliding, views(sliding)


def test_the_ring_lies_on_the_window_and_the_products_stand_in_it():
    sliding, (picture, products, *_rest) = _views(stride="2", padding="1")
    frame = sliding.frames[5]
    ring = picture.frames[5][1]
    assert (min(ring["x"]), min(ring["y"])) == (2 * frame.column - 0.5, 2 * frame.row - 0.5)
    assert max(ring["x"]) - min(ring["x"]) == 3
    assert products.frames[5][0]["z"].sum() == sliding.convolution.sums[frame.row, frame.column]


def test_while_pooling_the_ring_holds_all_pixels_that_had_a_part():
    sliding, (picture, _products, made, _kernel) = _views()
    at = len(sliding.frames) - 1
    ring = picture.frames[at][1]
    assert max(ring["x"]) - min(ring["x"]) == 4
    assert np.isfinite(made.frames[at][1]["z"]).all()
    assert max(made.frames[at][2]["x"]) - min(made.frames[at][2]["x"]) == 2


def test_weights_can_be_dragged_and_show_what_they_do_to_the_sum():
    sliding, (*_rest, kernel) = _views()
    assert kernel.handle == "weights"
    assert list(kernel.plot.figure.data[1].y) == sliding.convolution.kernel.ravel().tolist()
    products = np.sign(sliding.convolution.products(sliding.frames[2])).ravel()
    colours = kernel.frames[2][1]["marker"]["color"]
    for sign in (-1, 0, 1):
        assert len({c for c, s in zip(colours, products, strict=True) if s == sign}) <= 1


def test_a_map_without_places_or_pooling_is_drawn():
    _sliding, found = _views(pool="none", stride="3", padding="2", relu="False")
    assert len(found) == 4
    assert "pooled" not in found[2].plot.lead
