"""Growing and pruning as frames: errors, order, endings."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from mlcore.learn.growth import MOST_FRAMES, Growth, _groups, course, split
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON


def chosen(seed: int = 0, cut: tuple[float, float] | None = None, **values: object) -> Chosen:
    base = LESSON.chosen()
    places = (("cut", (cut,)),) if cut else ()
    return replace(
        base, values=tuple({**dict(base.values), **values}.items()), seed=seed, places=places
    )


def run(asked: Chosen) -> Growth:
    return course(LESSON.toy(asked), asked)


def wrong(growth: Growth, at: int, held: bool) -> float:
    """Return the share answered wrong at a frame, by walking every row."""
    stage, parts = growth.frames[at], growth.parts
    X, y = (parts.X_held, parts.y_held) if held else (parts.X, parts.y)
    answers = np.array([growth.nodes[leaf].answer for leaf in growth.below(stage, X)])
    return float((answers != y).mean())


@pytest.mark.parametrize("part", ["grow", "prune"])
@pytest.mark.parametrize("points", ["moons", "petals"])
def test_errors_are_those_of_the_leaves(part: str, points: str) -> None:
    growth = run(chosen(part=part, points=points, depth=0, noise=0.4))
    for at, stage in enumerate(growth.frames):
        assert stage.wrong == pytest.approx(wrong(growth, at, held=False))
        assert stage.held_wrong == pytest.approx(wrong(growth, at, held=True))
        nodes = [growth.nodes[leaf] for leaf in stage.leaves]
        assert sum(node.rows for node in nodes) == len(growth.parts.y)
        impurity = sum(node.rows * node.impurity for node in nodes) / len(growth.parts.y)
        assert stage.impurity == pytest.approx(impurity)


def test_the_last_frame_is_the_tree_of_scikit_learn() -> None:
    growth = run(chosen(2, depth=4))
    parts = growth.parts
    tree = DecisionTreeClassifier(max_depth=4, random_state=2).fit(parts.X, parts.y)
    last = growth.frames[-1]
    assert len(last.leaves) == tree.get_n_leaves()
    assert last.held_wrong == pytest.approx(1 - tree.score(parts.X_held, parts.y_held))
    assert growth.below(last, parts.X_held).tolist() == tree.apply(parts.X_held).tolist()


def test_the_leaf_that_gains_most_is_cut_next() -> None:
    growth = run(chosen(depth=6))
    open_, order = {0}, [at for stage in growth.frames for at in stage.nodes]
    for at in order:
        assert growth.nodes[at].gain == max(growth.nodes[leaf].gain for leaf in open_)
        open_ = open_ - {at} | {growth.nodes[at].left, growth.nodes[at].right}
    assert all(b.impurity <= a.impurity + 1e-12 for a, b in pairwise(growth.frames))


def test_pruning_goes_from_the_whole_tree_to_the_root() -> None:
    growth = run(chosen(part="prune", depth=0, noise=0.4))
    leaves = [len(stage.leaves) for stage in growth.frames]
    assert leaves[0] == sum(node.cut is None for node in growth.nodes)
    assert leaves[-1] == 1
    assert all(b < a for a, b in pairwise(leaves))
    prices = [stage.price for stage in growth.frames]
    assert prices == sorted(prices)
    done = sum(len(stage.nodes) for stage in growth.frames)
    assert done == len(growth.pruned)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 900))
def test_groups_leave_no_step_out(steps: int) -> None:
    groups = _groups(steps)
    assert [at for first, last in groups for at in range(first, last)] == list(range(steps))
    assert len(groups) <= MOST_FRAMES
    assert all(last > first for first, last in groups)


def test_a_cut_by_hand_beats_the_greedy_tree_on_a_chessboard() -> None:
    greedy = run(LESSON.preset("chess"))
    hand = run(LESSON.preset("hand"))
    assert hand.nodes[0].cut.column == 0
    assert hand.nodes[0].cut.gain < greedy.nodes[0].cut.gain
    assert hand.frames[-1].wrong < greedy.frames[-1].wrong - 0.1
    assert hand.best == greedy.nodes[0].cut


def test_the_place_of_the_first_cut_is_where_it_was_put() -> None:
    growth = run(chosen(hand="y", cut=(0.1, 0.25)))
    assert (growth.nodes[0].cut.column, growth.nodes[0].cut.threshold) == (1, 0.25)
    outside = run(chosen(hand="x", cut=(99.0, 0.0)))
    assert len(outside.frames) >= 1
    assert outside.nodes[0].cut is None


def test_rows_are_held_back_as_the_code_says() -> None:
    points = LESSON.toy(chosen())
    parts = split(points, 5)
    order = np.random.default_rng(5).permutation(200)
    assert parts.X_held.tolist() == points.X[order[:60]].tolist()
    assert parts.y.tolist() == points.target[order[60:]].tolist()
