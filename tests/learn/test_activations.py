import numpy as np
import pytest

from mlcore.learn.activations import ACTIVATIONS, logistic, softmax

Z = np.linspace(-4, 4, 41) + 0.013  # not at the kink of relu


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_the_differences_of_the_values(name):
    one, step = ACTIVATIONS[name], 1e-6
    differences = (one.of(Z + step) - one.of(Z - step)) / (2 * step)
    assert one.slope(one.of(Z)) == pytest.approx(differences, abs=1e-8)


def test_shares_sum_to_one_and_nothing_overflows():
    far = np.array([[-1e4, 0.0, 1e4], [1, 2, 3]])
    with np.errstate(over="raise"):
        shares, chances = softmax(far), logistic(far)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert chances[0].tolist() == [0, 0.5, 1]
    assert chances[1] == pytest.approx(1 / (1 + np.exp([-1, -2, -3])))
    assert shares[1] == pytest.approx(np.exp([1, 2, 3]) / np.exp([1, 2, 3]).sum())
