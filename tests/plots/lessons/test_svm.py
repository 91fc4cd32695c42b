"""The machine drawn: heights, slack, conditions, other choices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.svm import SVC

from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.svm import LESSON
from mlcore.learn.machine import Machine
from mlcore.plots.lessons.svm import (
    BEFORE,
    BORDER,
    EDGE,
    EDGES,
    GONE,
    GROUND,
    GROUPS,
    MOST,
    PAIR,
    RINGS,
    SIDE,
    SLACK,
    views,
)


def run(**values: object) -> Machine:
    base = LESSON.chosen()
    asked: Chosen = replace(base, values=tuple({**dict(base.values), **values}.items()))
    return LESSON.trajectory(LESSON.toy(asked), asked)


@pytest.mark.parametrize("kernel", ["linear", "rbf"])
def test_the_ground_is_what_scikit_learn_says(kernel: str) -> None:
    machine = run(kernel=kernel, points="moons")
    plane = views(machine)[0]
    ground = plane.plot.figure.data[0]
    places = np.column_stack([part.ravel() for part in np.meshgrid(ground.x, ground.y)])
    model = SVC(kernel=kernel, gamma=1.0, tol=1e-6).fit(machine.X, machine.y)
    wanted = np.clip(EDGE * model.decision_function(places), -MOST, MOST)
    shown = np.array(plane.frames[-1][GROUND]["z"])
    assert shown.shape == (SIDE, SIDE)
    np.testing.assert_allclose(shown.ravel(), wanted, atol=1.0)


@pytest.mark.parametrize("kernel", ["linear", "rbf"])
def test_lines_lie_where_the_border_and_the_edges_are(kernel: str) -> None:
    machine = run(kernel=kernel, points="moons")
    plane = views(machine)[0]
    assert plane.frames[0][BORDER] == {"x": [None], "y": [None]}  # nothing is learned yet
    for trace, height in ((BORDER, 0), (EDGES, 1)):
        line = plane.frames[-1][trace]
        places = np.column_stack([line["x"], line["y"]])
        places = places[np.isfinite(places).all(axis=1)]
        assert len(places) > 10
        found = np.abs(machine.seen(machine.frames[-1], places))
        np.testing.assert_allclose(found, height, atol=0.05)


def test_slack_goes_from_a_point_to_the_edge_of_its_side() -> None:
    machine = run()
    last = machine.frames[-1]
    lines = views(machine)[0].frames[-1][SLACK]
    ends = np.column_stack([lines["x"], lines["y"]]).reshape(-1, 3, 2)
    slack = np.maximum(1 - machine.y * last.values, 0)
    assert len(ends) == (slack > 1e-3).sum() > 3
    at_edge = machine.seen(last, ends[:, 1])
    np.testing.assert_allclose(np.abs(at_edge), 1, atol=1e-6)
    curved = views(run(kernel="rbf"))[0]
    assert curved.frames[-1][SLACK] == {"x": [None], "y": [None]}


def test_rings_are_the_support_vectors_and_the_pair_is_joined() -> None:
    machine = run()
    frames = views(machine)[0].frames
    for frame, drawn in zip(machine.frames[1:], frames[1:], strict=True):
        assert len(drawn[RINGS]["x"]) == frame.held.sum()
        pair = [] if frame.move is None else [frame.move.first, frame.move.second]
        wanted = machine.X[pair][:, 0].tolist() if pair else [None]
        assert list(drawn[PAIR]["x"]) == wanted


def test_what_is_taken_is_crossed_out_and_the_border_before_stays() -> None:
    machine = run(leave="support")
    plane = views(machine)[0]
    assert plane.frames[0][BEFORE] == {"x": [None], "y": [None]}  # no line yet
    before = machine.seen(machine.before, np.column_stack(
        [plane.frames[-1][BEFORE][axis][:-1] for axis in "xy"]))  # fmt: skip
    np.testing.assert_allclose(before, 0, atol=0.01)
    gone = machine.X[machine.frames[-1].gone][0]
    assert plane.frames[-1][GONE]["x"].tolist() == [gone[0]]
    assert plane.frames[0][GONE] == {"x": [None], "y": [None]}
    assert sum(0 in plane.frames[-1][at]["marker"]["size"] for at in (GROUPS, GROUPS + 1)) == 1
    assert BEFORE not in views(run())[0].frames[-1]


def test_points_lie_on_the_path_of_the_conditions_at_rest() -> None:
    machine = run(kernel="rbf", points="moons")
    last = views(machine)[1].frames[-1]
    for at in (1, 2):
        for x, y in zip(last[at]["x"], last[at]["y"], strict=True):
            near = (y < 1e-6 and x > 0.998) or abs(x - 1) < 2e-3 or (y > 0.999 and x < 1.002)
            assert near, (x, y)


def test_objectives_meet() -> None:
    view = views(run())[2]
    primal, dual = (np.array(trace.y, float) for trace in view.plot.figure.data)
    assert np.nanmax(dual) <= np.nanmin(primal) * (1 + 1e-3)
    assert primal[-1] == pytest.approx(dual[-1], rel=1e-3)
