"""The forest against scikit-learn's: draws, trees, votes, out-of-bag error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from mlcore.learn.forest import Forest, drawn, plant, seeds
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.trees import LESSON


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    both = {**dict(base.values), "part": "forest", "depth": 0, "noise": 0.4, **values}
    return replace(base, values=tuple(both.items()), seed=seed)


def run(asked: Chosen) -> Forest:
    return plant(LESSON.toy(asked), asked)


@pytest.fixture(scope="module")
def forest() -> Forest:
    return run(chosen(3))


def theirs(forest: Forest, **looks: object) -> RandomForestClassifier:
    wanted = {"max_features": 1, "random_state": 3, "n_estimators": 60, **looks}
    model = RandomForestClassifier(oob_score=True, **wanted)
    return model.fit(forest.parts.X, forest.parts.y)


def test_every_tree_is_that_of_scikit_learn(forest: Forest) -> None:
    for vote, tree in zip(forest.frames, theirs(forest).estimators_, strict=True):
        assert vote.tree.threshold.tolist() == tree.tree_.threshold.tolist()
        assert vote.tree.left.tolist() == tree.tree_.children_left.tolist()


def test_the_out_of_bag_error_is_that_of_scikit_learn(forest: Forest) -> None:
    last, model = forest.frames[-1], theirs(forest)
    assert (last.judges > 0).all()
    assert last.oob == pytest.approx(1 - model.oob_score_)
    np.testing.assert_allclose(last.outside, model.oob_decision_function_, atol=1e-12)
    assert last.held_wrong == pytest.approx(
        1 - model.score(forest.parts.X_held, forest.parts.y_held)
    )


@pytest.mark.parametrize(("points", "look", "depth"), [("petals", 2, 4), ("moons", 2, 0)])
def test_bagging_and_three_classes(points: str, look: int, depth: int) -> None:
    forest = run(chosen(3, points=points, look=look, depth=depth))
    model = theirs(forest, max_features=look, max_depth=depth or None)
    assert forest.frames[-1].oob == pytest.approx(1 - model.oob_score_)


def test_votes_by_brute_force(forest: Forest) -> None:
    at, X, y = 6, forest.parts.X, forest.parts.y
    votes = forest.frames[: at + 1]
    for row in range(0, len(y), 7):
        unseen = [vote for vote in votes if vote.times[row] == 0]
        assert votes[-1].judges[row] == len(unseen)
        if unseen:
            mean = np.mean([vote.tree.chances(X[[row]])[0] for vote in unseen], axis=0)
            np.testing.assert_allclose(votes[-1].outside[row], mean)
    both = np.sum([vote.tree.chances(X) for vote in votes], axis=0)
    assert votes[-1].wrong == pytest.approx((both.argmax(axis=1) != y).mean())


def test_draws_are_with_putting_back_and_leave_a_third_out() -> None:
    times = np.array([drawn(seed, 500) for seed in seeds(0, 40)])
    assert (times.sum(axis=1) == 500).all()
    assert (times == 0).mean() == pytest.approx(np.exp(-1), abs=0.01)
    assert times.max() > 3


def test_few_trees_leave_rows_unjudged() -> None:
    few = run(chosen(trees=5))
    assert few.ending == "unjudged"
    assert (few.frames[-1].judges == 0).any()
    assert run(chosen(trees=60)).ending == ""


def test_the_followed_row_is_the_nearest() -> None:
    asked = replace(chosen(), places=(("probe", ((0.9, -0.4),)),))
    forest = run(asked)
    X = forest.parts.X
    spread = np.ptp(X, axis=0)
    assert forest.row == int((((X - [0.9, -0.4]) / spread) ** 2).sum(axis=1).argmin())
