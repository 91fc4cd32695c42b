import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax as reference

from mlcore.training.ensembles.combiner import Combiner, softmax


def _probabilities(random, members=3, rows=20, classes=3):
    return list(random.dirichlet(np.ones(classes), (members, rows)))


def test_without_a_bias_it_is_the_weighted_mean():
    answers = [np.array([1.0, 2.0]), np.array([4.0, 8.0])]
    joint = Combiner(np.array([3.0, 1.0])).answer(answers)
    np.testing.assert_allclose(joint, [1.75, 3.5])


@given(st.integers(0, 10_000), st.booleans())
def test_probabilities_stay_probabilities(seed, stacked):
    random = np.random.default_rng(seed)
    answers = _probabilities(random)
    answers[0][0] = [1.0, 0.0, 0.0]
    weights = random.random(3) + 0.01
    joint = Combiner(weights, random.normal(size=3) if stacked else None).answer(answers)
    np.testing.assert_allclose(joint.sum(axis=1), 1)
    assert (joint >= 0).all()


def test_stacked_values_add_up():
    answers = [np.array([1.0, 2.0]), np.array([4.0, 8.0])]
    joint = Combiner(np.array([0.5, 0.25]), np.array([10.0])).answer(answers)
    np.testing.assert_allclose(joint, [11.5, 13.0])


def test_stacked_probabilities_are_a_softmax_of_logarithms():
    answers = _probabilities(np.random.default_rng(0))
    weights, bias = np.array([0.2, 0.7, 0.4]), np.array([0.1, -0.2, 0.3])
    expected = reference(np.tensordot(weights, np.log(np.stack(answers)), 1) + bias, axis=1)
    np.testing.assert_allclose(Combiner(weights, bias).answer(answers), expected)


def test_one_row_is_answered_as_among_others():
    answers = _probabilities(np.random.default_rng(1))
    combiner = Combiner(np.array([0.2, 0.7, 0.4]), np.array([0.1, -0.2, 0.3]))
    together = combiner.answer(answers)
    for row in range(20):
        alone = combiner.answer([answer[[row]] for answer in answers])
        np.testing.assert_array_equal(alone[0], together[row])


@pytest.mark.parametrize("scale", [1.0, 700.0])
def test_softmax_is_scipy_s_also_far_out(scale):
    scores = np.random.default_rng(2).normal(size=(30, 4)) * scale
    np.testing.assert_allclose(softmax(scores), reference(scores, axis=1), atol=1e-15)
