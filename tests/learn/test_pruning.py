"""The path of prices against scikit-learn's, and the trees along it."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from mlcore.learn.cart import grow
from mlcore.learn.planes import made
from mlcore.learn.pruning import weakest_first
from mlcore.learn.tree import Rule, branch


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
@pytest.mark.parametrize("name", ["moons", "petals"])
@pytest.mark.parametrize("seed", [0, 3])
def test_the_path_is_that_of_scikit_learn(name: str, criterion: str, seed: int) -> None:
    points = made(name, seed, 200, 0.35)
    nodes = grow(points.X, points.target, len(points.classes), Rule(criterion), seed)
    pruned = weakest_first(nodes)
    path = DecisionTreeClassifier(
        criterion=criterion, random_state=seed
    ).cost_complexity_pruning_path(points.X, points.target)
    np.testing.assert_allclose([0.0, *(one.price for one in pruned)], path.ccp_alphas, atol=1e-12)
    np.testing.assert_allclose([one.left for one in pruned], path.impurities[1:], atol=1e-12)


def test_trees_along_the_path_have_the_leaves_of_scikit_learn() -> None:
    points = made("moons", 1, 200, 0.35)
    nodes = grow(points.X, points.target, 2, Rule(), 1)
    leaves = {at for at, node in enumerate(nodes) if node.cut is None}
    pruned = weakest_first(nodes)
    for one, after in zip(pruned, [*pruned[1:], None], strict=True):
        leaves = leaves - set(branch(nodes, one.node)) | {one.node}
        if after is not None and after.price <= one.price * (1 + 1e-9):
            continue  # several go at the same price
        price = one.price * (1 + 1e-9) if after is None else (one.price + after.price) / 2
        tree = DecisionTreeClassifier(random_state=1, ccp_alpha=price)
        assert tree.fit(points.X, points.target).get_n_leaves() == len(leaves)
    assert leaves == {0}


def test_the_price_is_what_each_leaf_takes_away() -> None:
    points = made("petals", 0, 120, 0.3)
    nodes = grow(points.X, points.target, 3, Rule(least=2))
    pruned = weakest_first(nodes)
    for one in pruned:
        assert one.price == pytest.approx((one.alone - one.kept) / (one.leaves - 1))
    prices = [one.price for one in pruned]
    assert prices == sorted(prices)
    assert pruned[-1].left == pytest.approx(nodes[0].impurity)


def test_a_leaf_alone_has_nothing_to_prune() -> None:
    X, y = np.zeros((5, 2)), np.zeros(5, int)
    assert weakest_first(grow(X, y, 2, Rule())) == ()
