"""Logistic and softmax regression against scikit-learn and finite differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from mlcore.learn import logistic
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.logistic import LESSON
from mlcore.learn.logistic import Task, regress


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


def run(asked: Chosen) -> logistic.Regression:
    return regress(LESSON.toy(asked), asked)


@pytest.mark.parametrize("points", ["two", "apart", "three"])
def test_let_run_it_ends_at_the_fit_of_scikit_learn(points: str) -> None:
    found = run(chosen(points=points, rate=3.0, steps=1500))
    strength = 1 / (0.01 * len(found.X))
    theirs = LogisticRegression(C=strength, tol=1e-10, max_iter=5000).fit(found.X, found.y)
    last = found.frames[-1]
    np.testing.assert_allclose(last.weights[:, :2], theirs.coef_, atol=1e-5)
    np.testing.assert_allclose(last.chances, theirs.predict_proba(found.X), atol=1e-5)
    assert last.loss == pytest.approx(found.lowest, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["two", "three"]), st.sampled_from([0.0, 0.1]))
def test_gradient_and_curvature_are_those_of_the_loss(seed: int, points: str, price: float) -> None:
    toy = LESSON.toy(chosen(seed, points=points))
    classes = len(toy.classes)
    task = Task(np.column_stack([toy.X, np.ones(toy.rows)]), np.eye(classes)[toy.target], price)
    weights = np.random.default_rng(seed).normal(size=(classes if classes > 2 else 1, 3))
    tiny, gradient = 1e-5, task.gradient(weights)
    curvature = task.curvature(weights)
    for at in range(weights.size):
        step = np.zeros(weights.size)
        step[at] = tiny
        more, less = weights + step.reshape(weights.shape), weights - step.reshape(weights.shape)
        slope = (task.loss(more) - task.loss(less)) / (2 * tiny)
        bend = (task.gradient(more) - task.gradient(less)).ravel() / (2 * tiny)
        assert gradient.ravel()[at] == pytest.approx(slope, abs=1e-6)
        np.testing.assert_allclose(curvature[at], bend, atol=1e-6)


def test_parted_classes_have_no_maximum_until_weights_have_a_price() -> None:
    free, priced = run(LESSON.preset("apart")), run(LESSON.preset("priced"))
    sizes = [np.linalg.norm(frame.weights[:, :2]) for frame in free.frames]
    assert sizes[-1] > sizes[len(sizes) // 2] > sizes[0]
    assert free.ending == logistic.NO_MAXIMUM
    assert priced.ending == ""
    assert np.linalg.norm(priced.frames[-1].weights) < sizes[-1]


def test_a_line_put_by_hand_is_where_it_begins() -> None:
    places = ((-1.0, 0.5), (2.0, -1.0))
    found = run(replace(chosen(), places=(("line", places),)))
    rows = np.column_stack([np.array(places), np.ones(2)])
    np.testing.assert_allclose(rows @ found.frames[0].weights[0], 0, atol=1e-12)
    three = run(replace(chosen(points="three"), places=(("line", places),)))
    assert three.frames[0].weights.shape == (3, 3)  # a line parts two classes only


def test_chances_sum_to_one_and_losses_are_theirs() -> None:
    found = run(chosen(points="three"))
    for frame in found.frames[::10]:
        np.testing.assert_allclose(frame.chances.sum(axis=1), 1)
        own = frame.chances[np.arange(len(found.y)), found.y]
        np.testing.assert_allclose(frame.losses, -np.log(own))
        price = 0.01 * (frame.weights[:, :2] ** 2).sum() / 2
        assert frame.loss == pytest.approx(frame.losses.mean() + price)


def test_far_logits_do_not_overflow() -> None:
    shares = logistic.softmax(np.array([[1e4, 0.0, -1e4]]))
    np.testing.assert_allclose(shares, [[1, 0, 0]])
