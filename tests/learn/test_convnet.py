"""Every layer's backward pass against finite differences."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from mlcore.learn.convnet import Conv, Dense, MaxPool, Relu, Stack

STEP = 1e-6
LAYERS = {
    "conv": (Conv(2, 3), (2, 2, 4, 4)),
    "relu": (Relu(), (2, 2, 4, 4)),
    "pool": (MaxPool(), (2, 2, 4, 4)),
    "dense": (Dense(32, 5), (2, 2, 4, 4)),
}


def _differences(array, value):
    """Return ∂value/∂array, moving one number at a time."""
    found = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + STEP
        up = value()
        array[place] = kept - STEP
        found[place] = (up - value()) / (2 * STEP)
        array[place] = kept
    return found


@pytest.mark.parametrize("name", LAYERS)
def test_slopes_are_finite_differences(name):
    layer, shape = LAYERS[name]
    random = np.random.default_rng(1)
    x, numbers = random.standard_normal(shape), layer.begin(random)
    weigh = random.standard_normal(layer.forward(numbers, x)[0].shape)

    def value():
        return float((layer.forward(numbers, x)[0] * weigh).sum())

    back, slopes = layer.backward(numbers, layer.forward(numbers, x)[1], weigh)
    assert back == pytest.approx(_differences(x, value), abs=1e-7)
    assert len(slopes) == len(numbers)
    for part, slope in zip(numbers, slopes, strict=True):
        assert slope == pytest.approx(_differences(part, value), abs=1e-7)


def test_a_stack_carries_slopes_through_all_its_layers():
    stack = Stack((Conv(1, 2), Relu(), MaxPool(), Dense(8, 3)))
    random = np.random.default_rng(2)
    x, numbers = random.standard_normal((3, 1, 4, 4)), stack.begin(random)
    weigh = random.standard_normal((3, 3))

    def value():
        return float((stack.forward(numbers, x)[0][-1] * weigh).sum())

    slopes = stack.backward(numbers, stack.forward(numbers, x)[1], weigh)
    for layer, own in zip(numbers, slopes, strict=True):
        for part, slope in zip(layer, own, strict=True):
            assert slope == pytest.approx(_differences(part, value), abs=1e-7)


def test_a_map_is_the_sum_of_its_kernels_correlations():
    layer, random = Conv(2, 3), np.random.default_rng(3)
    x, numbers = random.standard_normal((2, 2, 6, 6)), layer.begin(random)
    made, _ = layer.forward(numbers, x)
    for picture in range(2):
        for each in range(3):
            sums = [
                correlate2d(x[picture, channel], numbers[0][each, channel], mode="same")
                for channel in range(2)
            ]
            assert made[picture, each] == pytest.approx(sum(sums) + numbers[1][each])
