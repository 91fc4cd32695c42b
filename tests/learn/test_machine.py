"""The course of a machine: taking points away, endings, conditions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.svm import SVC

from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.svm import LESSON
from mlcore.learn.machine import Machine, condition, learn


def chosen(seed: int = 0, probe: tuple[float, float] | None = None, **values: object) -> Chosen:
    base = LESSON.chosen()
    places = (("probe", (probe,)),) if probe else ()
    return replace(
        base, values=tuple({**dict(base.values), **values}.items()), seed=seed, places=places
    )


def run(asked: Chosen) -> Machine:
    return learn(LESSON.toy(asked), asked)


def test_stages_follow_each_other() -> None:
    machine = run(chosen(leave="support"))
    stages = [frame.stage for frame in machine.frames]
    assert stages[0] == "start"
    assert stages.count("taken") == 1
    assert stages.count("rest") == 2
    assert stages[-1] == "rest"
    steps = [frame.step for frame in machine.frames]
    assert steps == sorted(steps)
    assert machine.before.stage == "rest"
    assert not machine.before.gone.any()


@pytest.mark.parametrize("kernel", ["linear", "rbf"])
@pytest.mark.parametrize("leave", ["ringed", "others"])
def test_what_holds_nothing_can_go_and_nothing_moves(kernel: str, leave: str) -> None:
    machine = run(chosen(kernel=kernel, leave=leave))
    last, before = machine.frames[-1], machine.before
    assert last.gone.any()
    assert not before.held[last.gone].any()
    assert last.signed.tobytes() == before.signed.tobytes()  # to the bit
    assert last.step == before.step
    places = np.random.default_rng(0).normal(size=(50, 2))
    assert machine.seen(last, places).tolist() == machine.seen(before, places).tolist()


@pytest.mark.parametrize("kernel", ["linear", "rbf", "poly"])
def test_without_a_support_vector_it_ends_where_scikit_learn_does(kernel: str) -> None:
    machine = run(chosen(kernel=kernel, leave="support"))
    last = machine.frames[-1]
    there = ~last.gone
    assert (~there).sum() == 1
    model = SVC(C=1.0, kernel=kernel, gamma=1.0, coef0=1.0, degree=2, tol=1e-6)
    model.fit(machine.X[there], machine.y[there])
    np.testing.assert_allclose(last.values, model.decision_function(machine.X), atol=3e-3)
    assert np.abs(last.values - machine.before.values).max() > 0.01


def test_the_ring_is_the_nearest_point_and_by_default_one_that_holds_nothing() -> None:
    machine = run(chosen())
    assert not machine.before.held[machine.ring]
    far = machine.X[7]
    put = run(chosen(probe=(float(far[0]), float(far[1])), leave="ringed"))
    assert put.ring == 7
    assert put.frames[-1].gone.nonzero()[0].tolist() == [7]


def test_at_rest_the_conditions_hold_at_every_point() -> None:
    machine = run(chosen(kernel="rbf", points="moons"))
    first, last = machine.frames[0], machine.frames[-1]
    met = [condition(last, at, machine.y, machine.C) for at in range(len(machine.X))]
    assert all(each.met for each in met)
    assert {each.kind for each in met} == {0, 1, 2}
    assert not all(condition(first, at, machine.y, machine.C).met for at in range(100))
    edge = next(each for each in met if each.kind == 1)
    assert edge.margin == pytest.approx(1, abs=1e-3)


def test_numbers_of_a_frame_belong_together() -> None:
    machine = run(chosen(kernel="poly", points="corners"))
    for frame in machine.frames:
        assert frame.dual == pytest.approx(np.abs(frame.signed).sum() - frame.slope / 2)
        assert frame.values == pytest.approx(machine.seen(frame, machine.X), abs=1e-9)
        assert frame.primal >= frame.dual - 1e-9
    assert machine.frames[-1].primal == pytest.approx(machine.frames[-1].dual, rel=1e-3)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("points", ["apart", "overlap", "circles", "moons", "corners"])
def test_usual_choices_come_to_rest(points: str, seed: int) -> None:
    for kernel in ("linear", "rbf"):
        assert run(chosen(seed, points=points, kernel=kernel)).ending != "restless"
