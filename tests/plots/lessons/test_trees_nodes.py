"""The nodes of a tree drawn: where they stand, what each frame shows of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.learn.growth import Growth
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON
from mlcore.plots.lessons.trees import views
from mlcore.plots.lessons.trees_nodes import WORDS, inner_of, places_of


def run(**values: object) -> Growth:
    base = LESSON.chosen()
    asked: Chosen = replace(base, values=tuple({**dict(base.values), **values}.items()))
    return LESSON.trajectory(LESSON.toy(asked), asked)


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


def test_questions_stand_at_small_trees_only() -> None:
    small, large = run(depth=2), run(depth=0, noise=0.6)
    assert len(small.frames[-1].leaves) <= WORDS < len(large.frames[-1].leaves)
    shown = views(small)[1].frames[-1][1]
    assert all("≤" in text for text in shown["text"])
    assert set(views(large)[1].frames[-1][1]["text"]) == {""}
    assert all("≤" in text for text in views(large)[1].frames[-1][1]["customdata"])


def test_a_leaf_says_its_answer_and_is_as_large_as_its_rows() -> None:
    growth = run()
    last, drawn = growth.frames[-1], views(growth)[1].frames[-1]
    for answer in (0, 1):
        mine = [growth.nodes[at] for at in last.leaves if growth.nodes[at].answer == answer]
        sizes = drawn[2 + answer]["marker"]["size"]
        order = np.argsort([node.rows for node in mine], kind="stable")
        assert np.all(np.diff(np.array(sizes)[order]) >= 0)
        for node, words in zip(mine, drawn[2 + answer]["customdata"], strict=True):
            assert words.startswith(growth.points.classes[answer])
            assert f"{node.rows} rows" in words
