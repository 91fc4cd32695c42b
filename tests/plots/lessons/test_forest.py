"""A forest drawn: votes, draws, crosses, errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.forest import Forest
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON
from mlcore.plots.lessons.forest import LEVELS, SIDE, ground
from mlcore.plots.lessons.trees import views


def run(**values: object) -> Forest:
    base = LESSON.chosen()
    asked: Chosen = replace(base, values=tuple({**dict(base.values), **values}.items()))
    return LESSON.trajectory(LESSON.toy(asked), asked)


@pytest.mark.parametrize(("points", "top"), [("moons", LEVELS), ("petals", 2)])
def test_the_ground_of_a_forest_is_the_mean_of_its_trees(points: str, top: int) -> None:
    forest = run(part="forest", points=points, trees=5)
    everybody, newest, errors = views(forest)
    ground = everybody.plot.figure.data[0]
    grid = np.column_stack([part.ravel() for part in np.meshgrid(ground.x, ground.y)])
    mean = np.mean([vote.tree.chances(grid) for vote in forest.frames], axis=0)
    wanted = np.round(LEVELS * mean[:, 1]) if top == LEVELS else mean.argmax(axis=1)
    assert np.array_equal(np.ravel(everybody.frames[-1][0]["z"]), wanted)
    assert np.shape(newest.frames[0][0]["z"]) == (SIDE, SIDE)
    assert ground.zmax == top
    assert len(errors.grown) == 4


def test_rows_drawn_are_filled_and_larger_the_more_often() -> None:
    forest = run(part="forest", trees=5)
    vote, drawn = forest.frames[2], views(forest)[1].frames[2]
    for at in (0, 1):
        mine = forest.parts.y == at
        assert len(drawn[2 + 2 * at]["x"]) == (mine & (vote.times == 0)).sum()
        sizes = np.array(drawn[1 + 2 * at]["marker"]["size"])
        times = vote.times[mine & (vote.times > 0)]
        assert (sizes[times == times.max()] == sizes.max()).all()


def test_crosses_are_rows_that_their_judges_answer_wrong() -> None:
    forest = run(part="forest", trees=20, depth=0, noise=0.4)
    for vote, drawn in zip(forest.frames, views(forest)[0].frames, strict=True):
        judged = (vote.judges > 0).sum()
        shown = 0 if drawn[1]["x"][0] is None else len(drawn[1]["x"])
        assert shown == round(vote.oob * judged)


def test_errors_are_those_of_the_frames() -> None:
    forest = run(part="forest", trees=20)
    view = views(forest)[2]
    oob, held, learned, alone = (list(trace.y) for trace in view.plot.figure.data)
    assert oob == [vote.oob for vote in forest.frames]
    assert held == [vote.held_wrong for vote in forest.frames]
    assert learned == [vote.wrong for vote in forest.frames]
    assert alone == [vote.alone for vote in forest.frames]
    assert view.plot.table["Trees"].tolist() == list(range(1, 21))
    assert view.wide


def test_the_ground_is_a_level_for_two_classes_and_a_class_for_more() -> None:
    chances = np.tile([[0.25, 0.75]], (SIDE * SIDE, 1))
    assert set(ground(chances).ravel()) == {30}
    three = np.tile([[0.2, 0.3, 0.5]], (SIDE * SIDE, 1))
    assert set(ground(three).ravel()) == {2}


def test_the_ring_is_the_followed_row() -> None:
    forest = run(part="forest", trees=5)
    everybody = views(forest)[0]
    mark = everybody.plot.figure.data[everybody.handle_trace]
    assert (mark.x[0], mark.y[0]) == tuple(forest.parts.X[forest.row])
    assert everybody.handle == "probe"
