"""The network reads digits, its slopes are finite differences, and it repeats itself."""

import numpy as np
import pytest

from mlcore.learn.digits import (
    HELD,
    NETWORK,
    Pictures,
    layers,
    loss_and_slopes,
    loss_of,
    pictures,
    read_digits,
)

STEP = 1e-6


@pytest.fixture(scope="module")
def reading():
    return read_digits()


def test_slopes_are_finite_differences():
    own, _ = pictures()
    some = Pictures(own.X[:4], own.y[:4])
    random = np.random.default_rng(0)
    numbers = tuple(  # off the kinks: in a blank part of a picture every sum is the bias, 0
        tuple(part + 0.1 * random.standard_normal(part.shape) for part in layer)
        for layer in NETWORK.begin(random)
    )
    _, slopes = loss_and_slopes(numbers, some)
    for layer, found in zip(numbers, slopes, strict=True):
        for part, slope in zip(layer, found, strict=True):
            for flat in random.choice(part.size, min(part.size, 12), replace=False):
                place, kept = np.unravel_index(flat, part.shape), part.flat[flat]
                ends = []
                for by in (STEP, -STEP):
                    part[place] = kept + by
                    ends.append(loss_of(numbers, some))
                part[place] = kept
                assert slope[place] == pytest.approx((ends[0] - ends[1]) / (2 * STEP), abs=1e-6)


def test_it_learns_to_read_pictures_it_never_saw(reading):
    assert reading.frames[0].wrong > 0.8
    assert reading.frames[-1].wrong < 0.15
    assert len(reading.held.y) == HELD
    epochs = [frame.epoch for frame in reading.frames]
    assert epochs == sorted(set(epochs))
    assert (epochs[0], epochs[-1]) == (0, 5)
    assert 15 <= len(epochs) <= 61


def test_it_repeats_itself_to_the_bit():
    one, two = (read_digits.__wrapped__(epochs=1, rows=200, seed=5) for _ in range(2))
    for first, second in zip(one.frames, two.frames, strict=True):
        assert first.loss == second.loss
        for mine, yours in zip(first.numbers, second.numbers, strict=True):
            assert all(map(np.array_equal, mine, yours))


def test_frames_cannot_be_written_over(reading):
    with pytest.raises(ValueError, match="read-only"):
        reading.frames[-1].numbers[0][0][0, 0, 0, 0] = 1


def test_maps_stand_layer_by_layer_and_shares_last(reading):
    picture = reading.held.X[3, 0]
    found = layers(reading.frames[-1].numbers, picture)
    shapes = [(6, 8, 8), (6, 8, 8), (6, 4, 4), (12, 4, 4), (12, 4, 4), (12, 2, 2), (10,)]
    assert [part.shape for part in found] == shapes
    assert found[-1].sum() == pytest.approx(1)
    assert found[1].min() >= 0
    assert found[2][0, 0, 0] == found[1][0, :2, :2].max()


def test_too_high_a_rate_never_reads():
    burst = read_digits(rate=2.0, epochs=1, rows=300)
    assert burst.frames[-1].wrong > 0.7
