"""Trees against scikit-learn: the same nodes in the same order, ties and constants included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from mlcore.learn.cart import grow, impurities
from mlcore.learn.planes import made
from mlcore.learn.tree import Cut, Rule


def theirs(X: np.ndarray, y: np.ndarray, rule: Rule, seed: int) -> DecisionTreeClassifier:
    return DecisionTreeClassifier(
        criterion=rule.criterion, max_depth=rule.depth, min_samples_leaf=rule.least,
        random_state=seed,
    ).fit(X, y)  # fmt: skip


def agree(X: np.ndarray, y: np.ndarray, classes: int, rule: Rule, seed: int) -> None:
    """Assert that both trees have the same nodes."""
    nodes, tree = grow(X, y, classes, rule, seed), theirs(X, y, rule, seed).tree_
    assert len(nodes) == tree.node_count
    for at, node in enumerate(nodes):
        assert (node.left, node.right) == (tree.children_left[at], tree.children_right[at])
        assert node.rows == tree.n_node_samples[at]
        assert node.impurity == tree.impurity[at]
        if node.cut is not None:
            assert node.cut.column == tree.feature[at]
            assert node.cut.threshold == tree.threshold[at]
    shares = np.array([node.counts / node.rows for node in nodes])
    np.testing.assert_allclose(shares[:, np.unique(y)], tree.value[:, 0, :], atol=1e-12)


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
@pytest.mark.parametrize("rule", [(None, 1), (3, 1), (None, 5), (6, 10)])
@pytest.mark.parametrize("name", ["moons", "corners", "petals"])
def test_it_is_the_tree_of_scikit_learn(name: str, rule: tuple, criterion: str) -> None:
    points = made(name, 4, 200, 0.4)
    for seed in range(3):
        agree(points.X, points.target, len(points.classes), Rule(criterion, *rule), seed)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000), st.integers(2, 60), st.integers(1, 4), st.integers(1, 6),
    st.sampled_from(["gini", "entropy"]), st.integers(0, 50),
)  # fmt: skip
def test_ties_and_constants_fall_as_in_scikit_learn(
    draw: int, rows: int, columns: int, values: int, criterion: str, seed: int
) -> None:
    random = np.random.default_rng(draw)
    X = random.integers(0, values, (rows, columns)).astype(float)  # few values: many ties
    y = np.r_[0, 1, random.integers(0, 3, rows)][:rows]
    agree(X, y, 3, Rule(criterion), seed)


def test_impurity_of_known_counts() -> None:
    counts = np.array([[2.0, 2.0], [4.0, 0.0], [1.0, 3.0]])
    assert impurities(counts, "gini").tolist() == [0.5, 0.0, 0.375]
    assert impurities(counts, "entropy") == pytest.approx([1.0, 0.0, 0.811278], abs=1e-6)


def test_all_cuts_are_compared_and_the_best_is_taken() -> None:
    points = made("moons", 0, 60, 0.2)
    root = grow(points.X, points.target, 2, Rule(depth=1))[0]
    assert {one.column for one in root.tried} == {0, 1}
    for one in root.tried:
        for edge, gain, left in zip(one.thresholds, one.gains, one.left, strict=True):
            goes = points.X[:, one.column] <= edge
            assert goes.sum() == left
            brute = root.impurity - sum(
                side.mean() * (1 - sum((points.target[side] == k).mean() ** 2 for k in (0, 1)))
                for side in (goes, ~goes)
            )
            assert gain == pytest.approx(brute, abs=1e-9)
    assert root.cut is not None
    assert root.cut.gain == max(float(one.gains.max()) for one in root.tried)


def test_a_first_cut_by_hand_is_kept_and_both_sides_are_grown() -> None:
    points = made("corners", 0, 120, 0.05)
    nodes = grow(points.X, points.target, 2, Rule(depth=2), hand=Cut(0, 0.0))
    assert nodes[0].cut is not None
    assert (nodes[0].cut.column, nodes[0].cut.threshold) == (0, 0.0)
    for child, goes in ((nodes[0].left, points.X[:, 0] <= 0), (nodes[0].right, points.X[:, 0] > 0)):
        tree = theirs(points.X[goes], points.target[goes], Rule(depth=1), 0).tree_
        cut = nodes[child].cut
        assert cut is not None
        assert (cut.column, cut.threshold) == (tree.feature[0], tree.threshold[0])
    wrong = sum(node.rows - node.counts.max() for node in nodes if node.cut is None)
    assert wrong < 0.15 * 120  # what the greedy tree of this depth does not reach


def test_a_cut_by_hand_outside_leaves_one_leaf() -> None:
    points = made("moons", 0, 30, 0.2)
    assert len(grow(points.X, points.target, 2, Rule(), hand=Cut(1, 99.0))) == 1
