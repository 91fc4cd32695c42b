"""Gradient descent against finite differences, scikit-learn and its own theory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression

from mlcore.learn.descent import DIVERGED, RULES, SLOW, Descent, Task, descend
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.descent import LESSON

POINTS = LESSON.toy(LESSON.chosen())


def chosen(seed: int = 0, **values: object) -> Chosen:
    """Return the default choice with some values changed."""
    base = LESSON.chosen()
    known = {**dict(base.values), **values}
    return replace(base, values=tuple(known.items()), seed=seed)


def last(descent: Descent, rule: str = "plain") -> np.ndarray:
    return descent.frames[-1].steps[rule].weights


@pytest.mark.parametrize("standardise", [False, True])
def test_let_run_it_ends_where_least_squares_ends(standardise: bool) -> None:
    descent = descend(POINTS, chosen(rate=0.2, steps=2000, standardise=standardise))
    exact = LinearRegression().fit(descent.x[:, None], descent.y)
    np.testing.assert_allclose(last(descent), [exact.coef_[0], exact.intercept_], atol=1e-8)
    np.testing.assert_allclose(descent.optimum, last(descent), atol=1e-8)
    assert descent.ending == ""


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_comes_near_the_bottom(rule: str) -> None:
    descent = descend(POINTS, chosen(rule=rule, rate=0.02, steps=2000))
    assert descent.frames[-1].steps[rule].loss < 1.02 * descent.lowest


@settings(max_examples=20, deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(1, 60))
def test_the_gradient_is_the_slope_of_the_loss(w: float, b: float, size: int) -> None:
    descent = descend(POINTS, chosen(steps=10))
    task = Task(np.column_stack([descent.x, np.ones_like(descent.x)]), descent.y)
    batch, weights, tiny = np.arange(size), np.array([w, b]), 1e-6
    part = Task(task.design[batch], task.y[batch])
    slopes = [
        (part.loss(weights + tiny * e) - part.loss(weights - tiny * e)) / (2 * tiny)
        for e in np.eye(2)
    ]
    np.testing.assert_allclose(task.gradient(weights, batch), slopes, atol=1e-5)


def test_below_the_limit_it_arrives_and_above_it_diverges() -> None:
    limit = descend(POINTS, chosen()).limit
    below = descend(POINTS, chosen(rate=0.99 * limit, steps=2000))
    above = descend(POINTS, chosen(rate=1.01 * limit, steps=2000))
    assert below.ending == ""
    assert above.ending == DIVERGED
    assert len(above.frames) < 2000  # called off, not computed to infinity
    assert np.isfinite(last(above)).all()


def test_the_same_seed_replays_bit_by_bit_and_another_does_not() -> None:
    runs = [descend(POINTS, chosen(seed=seed, batch=1)) for seed in (3, 3, 4)]
    paths = [np.array([f.steps["plain"].weights for f in run.frames]) for run in runs]
    assert paths[0].tobytes() == paths[1].tobytes()
    assert paths[0].tobytes() != paths[2].tobytes()


def test_the_frame_before_is_the_same_value_whichever_way_one_comes() -> None:
    descent = descend(POINTS, chosen(batch=16))
    there = [frame.steps["plain"].weights.copy() for frame in descent.frames]
    back = [frame.steps["plain"].weights for frame in reversed(descent.frames)]
    assert all(a.tobytes() == b.tobytes() for a, b in zip(there, reversed(back), strict=True))


def test_each_round_of_small_batches_sees_every_point_once() -> None:
    descent = descend(POINTS, chosen(batch=1, steps=120, rate=0.01))
    batches = [int(f.steps["plain"].batch[0]) for f in descent.frames[1:]]
    assert sorted(batches[:60]) == sorted(batches[60:]) == list(range(60))
    assert batches[:60] != batches[60:]


def test_a_start_by_hand_is_where_it_starts() -> None:
    asked = replace(chosen(), places=(("start", ((0.5, -1.25),)),))
    assert descend(POINTS, asked).frames[0].steps["plain"].weights.tolist() == [0.5, -1.25]


def test_too_short_steps_are_named() -> None:
    assert descend(POINTS, chosen(rate=0.001, steps=10)).ending == SLOW


def test_standardising_makes_the_bowl_round() -> None:
    round_, long = (descend(POINTS, chosen(standardise=flag)) for flag in (True, False))
    for descent, least in ((round_, 1.0), (long, 5.0)):
        design = np.column_stack([descent.x, np.ones_like(descent.x)])
        values = np.linalg.eigvalsh(design.T @ design)
        assert values[1] / values[0] == pytest.approx(1) if least == 1 else values[1] > least
