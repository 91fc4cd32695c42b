"""Tree and forest drawn: boxes fill the plane, nodes stand in order, votes are those counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.forest import Forest
from mlcore.learn.growth import Growth
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON
from mlcore.plots.lessons.forest import LEVELS, SIDE
from mlcore.plots.lessons.trees import STRONG, views
from mlcore.plots.lessons.trees_nodes import inner_of, places_of


def run(**values: object) -> Growth | Forest:
    base = LESSON.chosen()
    asked: Chosen = replace(base, values=tuple({**dict(base.values), **values}.items()))
    return LESSON.trajectory(LESSON.toy(asked), asked)


def areas(drawn: dict) -> list[float]:
    """Return the area of each box of a trace."""
    if drawn["x"][0] is None:
        return []
    corners = np.column_stack([drawn["x"], drawn["y"]]).reshape(-1, 6, 2)
    return [float(np.prod(np.ptp(box[:5], axis=0))) for box in corners]


@pytest.mark.parametrize("values", [{}, {"points": "petals", "depth": 0}, {"part": "prune"}])
def test_boxes_fill_the_plane_without_overlap(values: dict) -> None:
    growth = run(**values)
    plane = views(growth)[0]
    x, y = (plane.plot.figure.layout[axis].range for axis in ("xaxis", "yaxis"))
    total = (x[1] - x[0]) * (y[1] - y[0])
    kinds = len(growth.points.classes) * len(STRONG)
    for stage, drawn in zip(growth.frames, plane.frames, strict=True):
        found = [area for kind in range(kinds) for area in areas(drawn[kind])]
        assert len(found) == len(stage.leaves)
        assert sum(found) == pytest.approx(total)


def test_the_newest_cut_lies_in_the_box_it_cuts() -> None:
    growth = run()
    first = 2 * len(STRONG) + 4
    for stage, drawn in zip(growth.frames[1:], views(growth)[0].frames[1:], strict=True):
        cut = growth.nodes[stage.nodes[-1]].cut
        line, box = drawn[first + 2], drawn[first + 1]
        axis = "xy"[cut.column]
        assert line[axis] == [cut.threshold] * 2
        assert np.nanmin(box[axis]) < cut.threshold < np.nanmax(box[axis])


def test_nodes_stand_between_their_children_and_leaves_side_by_side() -> None:
    growth = run(depth=6)
    places = places_of(growth)
    for at, node in enumerate(growth.nodes):
        assert places[at, 1] == -node.depth
        if node.cut is not None:
            assert places[node.left, 0] < places[at, 0] < places[node.right, 0]
    leaves = [at for at, node in enumerate(growth.nodes) if node.cut is None]
    assert places[leaves, 0].tolist() == list(range(len(leaves)))


@pytest.mark.parametrize("part", ["grow", "prune"])
def test_each_frame_draws_its_leaves_and_questions(part: str) -> None:
    growth = run(part=part, depth=4)
    view = views(growth)[1]
    for stage, drawn in zip(growth.frames, view.frames, strict=True):
        inner = inner_of(growth, stage)
        assert len(inner) == len(stage.leaves) - 1
        shown = [x for at in (2, 3) for x in drawn[at]["x"] if x is not None]
        assert len(shown) == len(stage.leaves)
        edges = [x for x in drawn[0]["x"] if x is not None]
        assert np.isfinite(edges).sum() == 3 * (len(inner) + len(stage.leaves) - 1)


def test_the_diamond_stands_on_the_top_of_the_lines() -> None:
    growth = run()
    view = views(growth)[2]
    for stage, drawn in zip(growth.frames[1:], view.frames[1:], strict=True):
        node = growth.nodes[stage.nodes[-1]]
        (share,), (gain,) = drawn[2]["x"], drawn[2]["y"]
        assert gain == max(max(drawn[at]["y"]) for at in (0, 1))
        assert share * node.rows == pytest.approx(growth.nodes[node.left].rows)
    assert f"{growth.best.gain:.3g}" in view.plot.lead


def test_a_cut_by_hand_has_a_handle_on_it() -> None:
    growth = run(hand="x")
    plane = views(growth)[0]
    assert plane.handle == "cut"
    mark = plane.plot.figure.data[plane.handle_trace]
    assert mark.x[0] == pytest.approx(growth.nodes[0].cut.threshold)
    assert views(run())[0].handle == ""


def test_pruning_shows_the_path_of_prices() -> None:
    growth = run(part="prune", depth=0, noise=0.4)
    view = views(growth)[2]
    line = view.plot.figure.data[0]
    assert list(line.x) == [stage.price for stage in growth.frames]
    assert list(line.y) == [stage.impurity for stage in growth.frames]
    errors = views(growth)[3].plot.figure
    assert errors.layout.xaxis.range[0] > errors.layout.xaxis.range[1]


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
