"""One convolution against SciPy, and against doing it by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from scipy.signal import correlate2d

from mlcore.learn.convolution import KERNELS, Slide, convolve, side


def _picture(seed=0, size=8):
    return np.random.default_rng(seed).integers(0, 17, (size, size)) / 16


@limits(max_examples=25, deadline=None)
@given(
    st.integers(4, 9), st.sampled_from([1, 2, 3, 5]), st.integers(1, 3), st.integers(0, 2),
    st.integers(0, 99),
)  # fmt: skip
def test_sums_are_scipys_correlation(size, k, stride, padding, seed):
    random = np.random.default_rng(seed)
    picture, kernel = random.standard_normal((size, size)), random.standard_normal((k, k))
    made = convolve(picture, kernel, Slide(stride, padding, "none", relu=False))
    places = side(size, k, stride, padding)
    if not places:
        assert made.frames == ()
        return
    full = correlate2d(np.pad(picture, padding), kernel, mode="valid")[::stride, ::stride]
    assert made.sums == pytest.approx(full)
    assert made.sums.shape == (places, places)
    assert len(made.frames) == places**2


@pytest.mark.parametrize("kernel", KERNELS)
def test_products_of_every_frame_sum_to_its_cell(kernel):
    made = convolve(_picture(), np.array(KERNELS[kernel]), Slide(padding=1))
    for frame in made.frames:
        if frame.stage == "product":
            assert made.products(frame).sum() == pytest.approx(made.value(frame))
            assert made.window(frame).shape == (3, 3)


@pytest.mark.parametrize(("pool", "keep"), [("max", np.max), ("mean", np.mean)])
def test_pooling_keeps_one_of_four(pool, keep):
    made = convolve(_picture(), np.array(KERNELS["outline"]), Slide(padding=1, pool=pool))
    frames = [frame for frame in made.frames if frame.stage == "pool"]
    assert len(frames) == 16
    for frame in frames:
        assert made.window(frame).shape == (2, 2)
        assert made.value(frame) == pytest.approx(keep(made.window(frame)))


def test_relu_stops_what_is_negative():
    bare, cut = (
        convolve(_picture(), np.array(KERNELS["upright"]), Slide(relu=relu)) for relu in (0, 1)
    )
    assert bare.answers.min() < 0
    assert np.array_equal(cut.answers, np.maximum(bare.answers, 0))
    assert np.array_equal(cut.sums, bare.sums)


def test_known_kernels_do_what_they_are_called():
    picture = _picture()
    same = convolve(picture, np.array(KERNELS["nothing"]), Slide(padding=1, relu=False))
    assert np.array_equal(same.answers, picture)
    moved = convolve(picture, np.array(KERNELS["shift"]), Slide(padding=1, relu=False)).answers
    assert np.array_equal(moved[:, 1:], picture[:, :-1])
    flat = np.full((8, 8), 0.5)
    for edge in ("upright", "level", "outline"):
        assert convolve(flat, np.array(KERNELS[edge])).answers == pytest.approx(0)
    assert convolve(flat, np.array(KERNELS["blur"])).answers == pytest.approx(0.5)


@pytest.mark.parametrize(("stride", "padding", "unseen"), [(1, 0, 0), (3, 0, 28), (3, 1, 0)])
def test_pixels_that_no_window_sees_are_counted(stride, padding, unseen):
    made = convolve(_picture(), np.array(KERNELS["blur"]), Slide(stride, padding))
    assert made.unseen == unseen


def test_maps_fill_cell_by_cell_and_going_back_gives_the_same_bits():
    made = convolve(_picture(), np.array(KERNELS["upright"]), Slide())
    for place in (0, 7, len(made.frames) - 1, 7):
        frame = made.frames[place]
        answers, pooled = made.made(frame)
        if frame.stage == "product":
            assert np.isfinite(answers).sum() == place + 1
            assert not np.isfinite(pooled).any()
        else:
            assert np.array_equal(answers, made.answers)
            assert np.isfinite(pooled).sum() == frame.done
    first, again = (made.made(made.frames[9])[0] for _ in range(2))
    assert np.array_equal(first, again, equal_nan=True)
    assert np.array_equal(made.made(made.frames[-1])[1], made.pooled)
    with pytest.raises(ValueError, match="read-only"):
        made.sums[0, 0] = 1
