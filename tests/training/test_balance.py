import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_sample_weight

from mlcore.cleaning.recipe import Recipe
from mlcore.training.balance import balanced, class_weights, resampled
from mlcore.training.folds import Folds
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training.tables import mixed, only

Y = np.repeat([0, 1, 2], [60, 30, 5])


def test_class_weights_are_those_of_scikit_learn():
    np.testing.assert_allclose(class_weights(Y), compute_sample_weight("balanced", Y))


def test_repeating_keeps_every_row_and_makes_classes_equal():
    rows = resampled(Y, "over", 0)
    assert np.bincount(Y[rows]).tolist() == [60, 60, 60]
    assert set(rows) == set(range(len(Y)))
    np.testing.assert_array_equal(rows, resampled(Y, "over", 0))


def test_leaving_out_takes_each_row_at_most_once():
    rows = resampled(Y, "under", 0)
    assert np.bincount(Y[rows]).tolist() == [5, 5, 5]
    assert len(set(rows)) == 15


def test_weights_of_a_column_follow_the_rows_and_multiply_with_the_classes():
    weight = np.arange(95.0)
    rows, found = balanced(Plan("y", "multiclass", balance="over"), Y, weight)
    np.testing.assert_array_equal(found, weight[rows])
    assert balanced(Plan("y", "multiclass", balance="none"), Y, weight) == (None, weight)
    rows, found = balanced(Plan("y", "multiclass", balance="weights"), Y, weight)
    np.testing.assert_allclose(found, weight * class_weights(Y))
    assert balanced(Plan("y", "regression", balance="over"), Y, None) == (None, None)


@pytest.fixture
def weighed(keep):
    frame = only(mixed(), "yes")
    frame["counts"] = np.random.default_rng(1).integers(0, 5, len(frame))
    return keep(frame)


def test_each_fold_is_fitted_with_its_rows_weights(weighed):
    plan = Plan("yes", models=("logistic",), folds=3, weight="counts", balance="weights")
    problem = pose(weighed, plan, Recipe())
    run = train(weighed, plan, threads=1)
    assert "counts" not in problem.inputs
    counts = weighed.frame()["counts"].to_numpy()
    for fold, (rows, test) in enumerate(problem.splits.folds):
        arrays = Folds(problem).arrays("linear", fold)
        y = problem.y[rows]
        theirs = LogisticRegression(C=1.0, max_iter=1000)
        theirs.fit(arrays.X_train, y, counts[rows] * compute_sample_weight("balanced", y))
        oof = run.oof("logistic")
        ours = oof.prediction[np.isin(oof.rows, test)]
        np.testing.assert_allclose(ours, theirs.predict_proba(arrays.X_test), atol=1e-9)


def test_a_model_that_cannot_weigh_says_so_and_others_go_on(weighed):
    plan = Plan("yes", models=("knn", "tree", "dummy"), folds=2, weight="counts")
    board = train(weighed, plan, threads=1).leaderboard.set_index("model")
    assert board.loc["knn", "failure"] == "Nearest neighbours cannot weigh rows."
    assert board.loc["tree", "failure"] == ""
    balanced_rows = Plan("yes", models=("knn", "dummy"), folds=2, balance="over")
    assert not train(weighed, balanced_rows, threads=1).leaderboard["failure"].any()
