"""The optimiser against scikit-learn's SVC, and the conditions it must keep at every step."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import polynomial_kernel, rbf_kernel
from sklearn.svm import SVC

from mlcore.learn.margins import KEPT, TOLERANCE, Kernel, Problem, optimise, warm
from mlcore.learn.planes import made
from mlcore.learn.points import scaled

KERNELS = {
    "linear": (Kernel("linear"), {"kernel": "linear"}),
    "poly": (Kernel("poly", degree=2), {"kernel": "poly", "degree": 2, "gamma": 1, "coef0": 1}),
    "rbf": (Kernel("rbf", gamma=1.0), {"kernel": "rbf", "gamma": 1.0}),
}


def problem_of(
    name: str = "moons", kernel: Kernel | None = None, C: float = 1.0, rows: int = 80, seed: int = 0
) -> tuple[np.ndarray, Problem]:
    """Return scaled points and the problem on them."""
    points = made(name, seed, rows, 0.2)
    X, y = scaled(points.X), np.where(points.target == 1, 1.0, -1.0)
    return X, Problem((kernel or Kernel())(X, X), y, C, np.zeros(rows, bool))


def test_kernels_are_those_of_scikit_learn() -> None:
    first, second = np.random.default_rng(0).normal(size=(2, 7, 2))
    np.testing.assert_allclose(Kernel("linear")(first, second), first @ second.T)
    np.testing.assert_allclose(
        Kernel("poly", degree=3)(first, second),
        polynomial_kernel(first, second, degree=3, gamma=1, coef0=1),
    )
    np.testing.assert_allclose(
        Kernel("rbf", gamma=0.7)(first, second), rbf_kernel(first, second, gamma=0.7)
    )


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("C", [0.1, 1.0, 10.0])
def test_it_ends_where_scikit_learn_ends(name: str, C: float) -> None:
    kernel, theirs = KERNELS[name]
    X, problem = problem_of(kernel=kernel, C=C)
    way = optimise(problem, np.zeros(len(X)))
    assert way.rested
    model = SVC(C=C, tol=1e-6, **theirs).fit(X, problem.y)
    signed = np.zeros(len(X))
    signed[model.support_] = model.dual_coef_[0]
    values = problem.K @ way.signed + problem.bias(way.signed)
    np.testing.assert_allclose(values, model.decision_function(X), atol=2e-3)
    assert problem.dual(way.signed) == pytest.approx(problem.dual(signed), rel=1e-4)
    if name != "poly":  # there many multipliers make the same border
        np.testing.assert_allclose(way.signed, signed, atol=0.02 * C)
        assert set(np.flatnonzero(np.abs(way.signed) > 1e-3 * C)) == set(
            np.flatnonzero(np.abs(signed) > 1e-3 * C)
        )


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 300), st.sampled_from(sorted(KERNELS)), st.sampled_from([0.05, 1.0, 20.0]),
    st.integers(4, 30),
)  # fmt: skip
def test_every_step_keeps_the_bounds_and_raises_the_dual(
    seed: int, name: str, C: float, rows: int
) -> None:
    _X, problem = problem_of("circles", KERNELS[name][0], C, rows, seed)
    way = optimise(problem, np.zeros(rows))
    before = 0.0
    for stop in way.stops:
        assert (stop.signed >= problem.low).all()
        assert (stop.signed <= problem.high).all()
        assert stop.signed.sum() == pytest.approx(0, abs=1e-9 * C * rows)
        dual = problem.dual(stop.signed)
        assert dual >= before - 1e-9 * max(1, abs(dual))
        assert problem.primal(stop.signed) >= dual - 1e-6 * max(1, abs(dual))
        before = dual
    if way.rested:
        assert problem.broken(way.signed) < TOLERANCE + 1e-6


def test_the_first_pair_gains_most_of_all_with_its_first() -> None:
    _X, problem = problem_of(kernel=KERNELS["rbf"][0])
    stop = optimise(problem, np.zeros(80), most=1).stops[0]
    first = stop.move.first
    pulls = problem.pulls(np.zeros(80))
    assert pulls[first] == pulls.max()
    gains = {}
    for second in np.flatnonzero(problem.y < 0):
        for size in np.linspace(0, problem.C, 2001):  # by brute force along the pair
            signed = np.zeros(80)
            signed[[first, second]] = size, -size
            gains[second] = max(gains.get(second, 0), problem.dual(signed))
        if second > 20:
            break
    assert problem.dual(stop.signed) >= max(gains.values()) - 1e-6


def test_kept_steps_are_the_first_ones_and_then_fewer() -> None:
    steps = sorted(KEPT)
    assert steps[:15] == list(range(1, 16))
    assert len(steps) < 45
    assert all(b / a < 1.35 for a, b in pairwise(steps[14:]))


def test_a_limit_ends_it_unrested() -> None:
    _X, problem = problem_of(C=10.0)
    way = optimise(problem, np.zeros(80), most=4)
    assert not way.rested
    assert [stop.step for stop in way.stops] == [1, 2, 3, 4]
    assert way.stops[-1].signed.tolist() == way.signed.tolist()


def test_points_that_are_gone_hold_nothing() -> None:
    X, problem = problem_of()
    gone = np.arange(80) < 20
    without = Problem(problem.K, problem.y, 1.0, gone)
    way = optimise(without, np.zeros(80))
    assert not way.signed[gone].any()
    model = SVC(kernel="linear", tol=1e-6).fit(X[~gone], problem.y[~gone])
    values = problem.K @ way.signed + without.bias(way.signed)
    np.testing.assert_allclose(values[~gone], model.decision_function(X[~gone]), atol=2e-3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 200), st.integers(0, 79))
def test_a_warm_start_balances_and_stays_in_bounds(seed: int, out: int) -> None:
    _X, problem = problem_of(seed=seed)
    signed = optimise(problem, np.zeros(80)).signed
    gone = np.arange(80) == out
    start = warm(signed, gone)
    assert start[out] == 0
    assert start.sum() == pytest.approx(0, abs=1e-9)
    assert (start >= problem.low - 1e-12).all()
    assert (start <= problem.high + 1e-12).all()
    if abs(signed[out]) < 1e-12:
        np.testing.assert_allclose(start, signed, atol=1e-12)


def test_one_class_alone_is_at_rest() -> None:
    problem = Problem(np.eye(3), np.ones(3), 1.0, np.zeros(3, bool))
    way = optimise(problem, np.zeros(3))
    assert way.rested
    assert way.stops == ()
    assert problem.bias(way.signed) == 0.0
    assert problem.broken(way.signed) == 0.0
