"""Every cut drawn, and the path of prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.growth import Growth
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON
from mlcore.plots.lessons.trees import views


def run(**values: object) -> Growth:
    base = LESSON.chosen()
    asked: Chosen = replace(base, values=tuple({**dict(base.values), **values}.items()))
    return LESSON.trajectory(LESSON.toy(asked), asked)


def test_the_diamond_stands_on_the_top_of_the_lines() -> None:
    growth = run()
    view = views(growth)[2]
    for stage, drawn in zip(growth.frames[1:], view.frames[1:], strict=True):
        node = growth.nodes[stage.nodes[-1]]
        (share,), (gain,) = drawn[2]["x"], drawn[2]["y"]
        assert gain == max(max(drawn[at]["y"]) for at in (0, 1))
        assert share * node.rows == pytest.approx(growth.nodes[node.left].rows)
    assert f"{growth.best.gain:.3g}" in view.plot.lead


def test_before_the_first_step_the_cuts_are_there_but_none_is_taken() -> None:
    growth = run()
    first = views(growth)[2].frames[0]
    assert first[2] == {"x": [None], "y": [None]}
    assert max(max(first[at]["y"]) for at in (0, 1)) == pytest.approx(growth.best.gain)
    one = growth.nodes[0].tried[0]
    assert len(first[one.column]["text"]) == len(one.gains)
    assert np.all(np.diff(first[one.column]["x"]) > 0)


def test_a_cut_by_hand_lies_on_its_line_below_the_top() -> None:
    growth = run(hand="x")
    drawn = views(growth)[2].frames[1]
    (share,), (gain,) = drawn[2]["x"], drawn[2]["y"]
    at = int(np.abs(np.array(drawn[0]["x"]) - share).argmin())
    assert gain == pytest.approx(drawn[0]["y"][at])
    assert gain < growth.best.gain


def test_pruning_shows_the_path_of_prices() -> None:
    growth = run(part="prune", depth=0, noise=0.4)
    view = views(growth)[2]
    line = view.plot.figure.data[0]
    assert list(line.x) == [stage.price for stage in growth.frames]
    assert list(line.y) == [stage.impurity for stage in growth.frames]
    errors = views(growth)[3].plot.figure
    assert errors.layout.xaxis.range[0] > errors.layout.xaxis.range[1]
