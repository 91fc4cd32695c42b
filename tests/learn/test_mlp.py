"""Backpropagation against finite differences."""

import numpy as np
import pytest

from mlcore.learn.mlp import Design, Network, backward, begin, forward, loss, penalty, stepped

TASKS = ("number", "two", "many")
STEP = 1e-6


def _case(task, hidden=(4, 3), seed=0, **rest):
    random = np.random.RandomState(seed)
    X, outputs = random.randn(9, 2), 3 if task == "many" else 1
    Y = {
        "number": random.randn(9, 1),
        "two": random.randint(0, 2, (9, 1)).astype(float),
        "many": np.eye(3)[random.randint(0, 3, 9)],
    }[task]
    design = Design(hidden, **rest)
    return begin(design, 2, outputs, random), X, Y, design


def _total(network, X, Y, design, task):
    answers = forward(network, X, design, task).outs[-1]
    return loss(answers, Y, task) + penalty(network, design)


def _moved(network, part, layer, place, by):
    arrays = {"weights": list(network.weights), "biases": list(network.biases)}
    changed = arrays[part][layer].copy()
    changed[place] += by
    arrays[part][layer] = changed
    return Network(tuple(arrays["weights"]), tuple(arrays["biases"]))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("activation", ["tanh", "relu", "logistic", "identity"])
@pytest.mark.parametrize("hidden", [(), (3,), (4, 3)])
def test_each_slope_is_the_finite_difference(task, activation, hidden):
    network, X, Y, design = _case(task, hidden, activation=activation, l1=0.01, l2=0.03)
    found = backward(network, forward(network, X, design, task), Y, design)
    for part in ("weights", "biases"):
        for layer, slopes in enumerate(getattr(found, part)):
            for place in np.ndindex(slopes.shape):
                ends = [
                    _total(_moved(network, part, layer, place, by), X, Y, design, task)
                    for by in (STEP, -STEP)
                ]
                assert slopes[place] == pytest.approx((ends[0] - ends[1]) / (2 * STEP), abs=1e-7)


def test_the_error_of_a_sum_is_what_moving_that_sum_changes():
    network, X, Y, design = _case("two")
    signals = forward(network, X, design, "two")
    found = backward(network, signals, Y, design)
    biases = [error.sum(axis=0) for error in found.errors]
    assert all(np.allclose(one, two) for one, two in zip(biases, found.biases, strict=True))
    assert [error.shape for error in found.errors] == [(9, 4), (9, 3), (9, 1)]


def test_a_small_step_downhill_goes_down():
    for task in TASKS:
        network, X, Y, design = _case(task, rate=0.01)
        found = backward(network, forward(network, X, design, task), Y, design)
        after = stepped(network, found, design.rate)
        assert _total(after, X, Y, design, task) < _total(network, X, Y, design, task)


def test_one_unit_by_hand():
    network = Network((np.array([[0.5], [-0.25]]),), (np.array([0.1]),))
    signals = forward(network, np.array([[2.0, 4.0]]), Design(()), "two")
    assert signals.sums[0][0, 0] == pytest.approx(0.1)
    answer = 1 / (1 + np.exp(-0.1))
    found = backward(network, signals, np.array([[1.0]]), Design(()))
    assert found.weights[0][:, 0] == pytest.approx([(answer - 1) * 2, (answer - 1) * 4])


def test_equal_weights_stay_equal_and_numbers_cannot_be_written_over():
    network, X, Y, design = _case("two", start="equal")
    after = stepped(network, backward(network, forward(network, X, design, "two"), Y, design), 0.5)
    assert np.ptp(after.weights[0], axis=1) == pytest.approx(0)
    with pytest.raises(ValueError, match="read-only"):
        after.weights[0][0, 0] = 1


def test_a_sure_and_wrong_answer_costs_much_but_not_everything():
    assert 20 < loss(np.array([[0.0]]), np.array([[1.0]]), "two") < 40
    assert loss(np.array([[0.0, 1.0]]), np.array([[0.0, 1.0]]), "many") == pytest.approx(0)
