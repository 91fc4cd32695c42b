"""Ways through a tree: boxes, leaves further up, what comes by each node."""

from __future__ import annotations

import numpy as np
import pytest

from mlcore.learn.cart import grow
from mlcore.learn.planes import made
from mlcore.learn.tree import Node, Rule, branch, leaf_of, reached


def test_boxes_hold_the_rows_that_end_in_them() -> None:
    points = made("petals", 2, 150, 0.3)
    nodes = grow(points.X, points.target, 3, Rule(least=3))
    leaves = frozenset(at for at, node in enumerate(nodes) if node.cut is None)
    ends = leaf_of(nodes, points.X, leaves)
    for leaf in leaves:
        node, mine = nodes[leaf], points.X[ends == leaf].astype(np.float32)
        assert ((mine > node.low) & (mine <= node.high)).all()
        assert node.rows == len(mine)
    through = dict(reached(nodes, points.X))
    assert through[0].all()
    assert sum(through[leaf].sum() for leaf in leaves) == 150


def test_leaves_further_up_end_the_way_there() -> None:
    points = made("moons", 0, 80, 0.3)
    nodes = grow(points.X, points.target, 2, Rule())
    assert set(leaf_of(nodes, points.X, frozenset({0}))) == {0}
    assert sorted(branch(nodes, 0)) == list(range(len(nodes)))
    left = nodes[0].left
    assert branch(nodes, left)[0] == left
    assert len(branch(nodes, left)) + len(branch(nodes, nodes[0].right)) == len(nodes) - 1


def test_a_node_says_what_it_answers_and_what_its_cut_is_worth() -> None:
    points = made("petals", 2, 150, 0.3)
    nodes = grow(points.X, points.target, 3, Rule(depth=3))
    for node in nodes:
        assert node.rows == node.counts.sum()
        assert node.counts[node.answer] == node.counts.max()
        below = [nodes[child] for child in (node.left, node.right) if child >= 0]
        after = sum(child.rows * child.impurity for child in below)
        worth = node.rows * node.impurity - after if below else 0.0
        assert node.gain == pytest.approx(worth, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_ways_end_where_questions_lead(seed: int) -> None:
    points = made("moons", seed, 90, 0.3)
    nodes = grow(points.X, points.target, 2, Rule(least=2), seed)
    leaves = frozenset(at for at, node in enumerate(nodes) if node.cut is None)
    asked = np.random.default_rng(seed).normal(size=(20, 2)).astype(np.float32)

    def walked(row: np.ndarray) -> int:
        at = 0
        while (cut := nodes[at].cut) is not None:
            at = nodes[at].left if row[cut.column] <= cut.threshold else nodes[at].right
        return at

    assert leaf_of(nodes, asked, leaves).tolist() == [walked(row) for row in asked]


def test_every_child_comes_after_its_parent_and_names_it() -> None:
    points = made("corners", 0, 100, 0.2)
    nodes: tuple[Node, ...] = grow(points.X, points.target, 2, Rule())
    assert nodes[0].parent == -1
    for at, node in enumerate(nodes):
        for child in (node.left, node.right):
            if child >= 0:
                assert child > at
                assert nodes[child].parent == at
                assert nodes[child].depth == node.depth + 1
