"""The course ends where scikit-learn's ends, and says what went wrong."""

import warnings

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from mlcore.learn.mlp import Design
from mlcore.learn.mlp_course import MOST_FRAMES, fault, look, maps, train
from mlcore.learn.planes import made, split


def _reference(rows, design, seed):
    make = MLPRegressor if rows.task == "number" else MLPClassifier
    taken = min(design.batch or len(rows.X), len(rows.X))
    model = make(
        hidden_layer_sizes=design.hidden, activation=design.activation, solver="sgd", momentum=0,
        learning_rate_init=design.rate, alpha=design.l2 * taken, batch_size=taken,
        max_iter=design.epochs, tol=0, n_iter_no_change=design.epochs, random_state=seed,
    )  # fmt: skip
    y = rows.Y.argmax(axis=1) if rows.task == "many" else rows.Y[:, 0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(rows.X, y)


@pytest.mark.parametrize(
    ("plane", "design"),
    [
        ("circles", Design((4,), "tanh", epochs=40)),
        ("moons", Design((5, 3), "relu", rate=0.1, l2=0.01, epochs=40)),
        ("petals", Design((3,), "logistic", rate=0.5, epochs=40)),
        ("hill", Design((4,), "tanh", rate=0.05, epochs=40)),
    ],
)
def test_the_last_frame_is_scikit_learns_network(plane, design):
    rows = split(made(plane, rows=90))
    last = train(rows, design, seed=4).frames[-1].network
    model = _reference(rows, design, 4)
    for ours, theirs in zip(last.weights, model.coefs_, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-9)
    for ours, theirs in zip(last.biases, model.intercepts_, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-9)


def test_rows_in_batches_end_there_too_when_they_divide():
    rows, design = split(made("moons", rows=100)), Design((4,), "tanh", epochs=15, batch=10)
    last = train(rows, design, seed=2).frames[-1].network
    model = _reference(rows, design, 2)
    assert last.weights[0] == pytest.approx(model.coefs_[0], abs=1e-9)


def test_a_course_repeats_itself_to_the_bit_and_every_frame_can_be_made_again():
    rows, design = split(made("circles")), Design(epochs=80)
    one, two = train(rows, design, seed=1), train(rows, design, seed=1)
    assert [frame.epoch for frame in one.frames] == [frame.epoch for frame in two.frames]
    for first, second in zip(one.frames, two.frames, strict=True):
        assert all(map(np.array_equal, first.network.weights, second.network.weights))
    for frame in (one.frames[3], one.frames[0], one.frames[-1]):
        short = train(rows, Design(epochs=frame.epoch), seed=1) if frame.epoch else one
        same = short.frames[-1] if frame.epoch else one.frames[0]
        assert all(map(np.array_equal, frame.network.weights, same.network.weights))
        assert look(frame.network, rows, design, frame.epoch).loss == frame.loss


def test_frames_are_few_and_begin_and_end_where_the_course_does():
    course = train(split(made("moons")), Design((2,), epochs=500))
    epochs = [frame.epoch for frame in course.frames]
    assert epochs[:2] == [0, 1]
    assert epochs[-1] == 500
    assert epochs == sorted(set(epochs))
    assert len(epochs) <= MOST_FRAMES + 1
    assert len(course.losses) == 501
    assert course.losses[epochs] == pytest.approx([frame.loss for frame in course.frames])


def test_a_plane_that_a_line_cannot_part_is_learned_by_units():
    rows = split(made("circles", seed=1))
    curved = train(rows, Design((4,), "tanh", rate=1.0, epochs=400), seed=1)
    straight = train(rows, Design((), rate=1.0, epochs=400), seed=1)
    assert curved.frames[-1].held_wrong < 0.1
    assert fault(curved) is None
    assert straight.frames[-1].held_wrong > 0.3
    assert fault(straight) == "linear"


def test_faults_are_told_from_the_numbers():
    rows = split(made("circles"))
    assert fault(train(rows, Design((4,), start="equal", epochs=60))) == "twins"
    deep = Design((4, 4, 4, 4), "logistic", rate=0.5, epochs=30)
    assert fault(train(rows, deep)) == "vanishing"
    hill = split(made("hill"))
    assert fault(train(hill, Design((6, 6), "relu", rate=3.0, epochs=60))) in {"burst", "dead"}
    few = split(made("moons", rows=30, noise=0.35))
    assert fault(train(few, Design((8, 8), "tanh", rate=0.5, epochs=1500))) == "overfit"


def test_a_course_that_bursts_ends_early_with_a_last_frame():
    hill = split(made("hill"))
    course = train(hill, Design((6,), "identity", rate=8.0, epochs=200))
    assert course.burst
    assert fault(course) == "burst"
    assert course.frames[-1].epoch == len(course.losses) - 1 < 200


def test_maps_are_the_units_answers():
    rows, design = split(made("petals")), Design((4, 3), epochs=5)
    network = train(rows, design).frames[-1].network
    found = maps(network, design, rows.task, rows.X[:7])
    assert [part.shape for part in found] == [(4, 7), (3, 7), (3, 7)]
    by_hand = np.tanh(rows.X[:7] @ network.weights[0] + network.biases[0])
    assert found[0] == pytest.approx(by_hand.T)
    assert found[-1].sum(axis=0) == pytest.approx(1)
