"""Tree and forest drawn: boxes fill the plane, nodes stand in order, votes are those counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.forest import Forest
from mlcore.learn.growth import Growth
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON
from mlcore.plots.lessons.trees import STRONG, views


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


def test_a_cut_by_hand_has_a_handle_on_it() -> None:
    growth = run(hand="x")
    plane = views(growth)[0]
    assert plane.handle == "cut"
    mark = plane.plot.figure.data[plane.handle_trace]
    assert mark.x[0] == pytest.approx(growth.nodes[0].cut.threshold)
    assert views(run())[0].handle == ""


def test_errors_are_drawn_over_leaves_and_told() -> None:
    growth = run(depth=6)
    view = views(growth)[3]
    learned, held = view.plot.figure.data
    assert list(learned.x) == [len(stage.leaves) for stage in growth.frames]
    assert list(held.y) == [stage.held_wrong for stage in growth.frames]
    best = min(stage.held_wrong for stage in growth.frames)
    assert f"{100 * best:.1f}".rstrip("0").rstrip(".") in view.plot.lead
    table = view.plot.table
    assert len(table) == len(growth.frames)
    assert table["Leaves"].tolist() == list(learned.x)
    assert "≤" in table["Last question"].iloc[-1]


def test_purer_boxes_are_drawn_stronger() -> None:
    growth = run()
    last, drawn = growth.frames[-1], views(growth)[0].frames[-1]
    pure = [at for at in last.leaves if growth.nodes[at].impurity == 0]
    strongest = sum(len(areas(drawn[kind])) for kind in (2, 5))
    assert strongest >= len(pure) > 0


def test_names_of_columns_and_classes_are_shown_plainly() -> None:
    growth = run()
    named = replace(
        growth, points=replace(growth.points, names=("<b>x</b>", "y"), classes=("<i>", "B"))
    )
    text = str([view.plot.figure.to_plotly_json() for view in views(named)])
    assert "<b>" not in text.replace("<br>", "")
    assert "<i>" not in text
