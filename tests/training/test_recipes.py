"""Recipe and training together: fitted in each fold, rows dropped only from training."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training.tables import mixed, only


def _numbers(rows=100):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(rows, 2)), columns=["a", "b"])
    frame["y"] = frame["a"] * 2 + random.normal(size=rows)
    frame.loc[random.random(rows) < 0.3, "a"] = np.nan
    return frame


def test_what_a_step_learns_comes_from_each_fold_s_training_rows(keep):
    frame = _numbers()
    frame.loc[7, "a"] = 1e4
    recipe = Recipe().impute("a", "mean")
    run = train(keep(frame), Plan("y", models=("ridge",)), recipe)
    oof = run.oof()
    for rows, test in run.splits.folds:
        fill = frame["a"].iloc[rows].mean()
        X = frame[["a", "b"]].fillna({"a": fill})
        mean, sd = X.iloc[rows].mean(), X.iloc[rows].std(ddof=0)
        model = Ridge(alpha=1.0).fit((X.iloc[rows] - mean) / sd, frame["y"].iloc[rows])
        expected = model.predict((X.iloc[test] - mean) / sd)
        np.testing.assert_allclose(oof.prediction[np.isin(oof.rows, test)], expected, rtol=1e-9)


@pytest.mark.parametrize("recipe", [Recipe().drop_missing_rows("a"), Recipe().drop_duplicates("b")])
def test_row_steps_drop_training_rows_only(keep, recipe):
    frame = _numbers()
    frame["b"] = np.round(frame["b"])
    data = keep(frame)
    run = train(data, Plan("y", models=("tree",)), recipe)
    np.testing.assert_array_equal(run.oof().rows, np.arange(100))
    fitted = run.fit(run.splits.folds[0][0])
    plain = train(data, Plan("y", models=("tree",))).fit(run.splits.folds[0][0])
    used = fitted.estimator.tree_.n_node_samples[0]
    assert 2 <= used < plain.estimator.tree_.n_node_samples[0] == 80


def test_a_renamed_and_converted_target_is_learnt(keep):
    frame = _numbers()
    text = frame.assign(y=frame["y"].map("{:.6f}".format).astype("str"))
    recipe = Recipe().rename({"y": "price"}).convert("price", "number")
    run = train(keep(text), Plan("price", models=("ridge",)), recipe)
    plain = train(keep(frame.round({"y": 6})), Plan("y", models=("ridge",)))
    assert run.problem.target.raw == "y"
    assert run.problem.inputs == ("a", "b")
    np.testing.assert_allclose(run.oof().prediction, plain.oof().prediction, rtol=1e-12)


def test_a_dropped_column_is_no_input_and_steps_may_still_name_it(keep):
    data = keep(only(mixed(), "price"))
    recipe = Recipe().drop("note", "since").impute("size")
    run = train(data, Plan("price", models=("ridge",)), recipe)
    assert run.problem.inputs == ("size", "age", "colour", "new")
    assert run.trials[0].failure == ""


@pytest.mark.parametrize(
    "recipe",
    [Recipe().impute("price"), Recipe().scale(["size", "price"]), Recipe().clip("price")],
)
def test_a_step_that_learns_from_the_target_is_refused(prices, recipe):
    with pytest.raises(LoupeError) as caught:
        pose(prices, Plan("price"), recipe)
    assert caught.value.code == "target_fitted"
    assert caught.value.where[0].step == recipe.steps[0].name


@pytest.mark.parametrize(
    "recipe", [Recipe().drop("price"), Recipe().keep("size"), Recipe().rename({"price": "cost"})]
)
def test_a_target_that_the_recipe_removes_is_refused(prices, recipe):
    with pytest.raises(LoupeError) as caught:
        pose(prices, Plan("price"), recipe)
    assert caught.value.code == "target_left_out"


def test_a_switched_off_step_plays_no_part(prices):
    from dataclasses import replace

    off = replace(Recipe().drop("price").steps[0], enabled=False)
    assert pose(prices, Plan("price"), Recipe((off,))).target.raw == "price"


def test_dropping_every_feature_leaves_nothing_to_learn_from(prices):
    with pytest.raises(LoupeError) as caught:
        pose(prices, Plan("price"), Recipe().keep("price"))
    assert caught.value.code == "nothing_to_learn_from"


def test_a_step_that_cannot_be_carried_out_is_told_in_its_own_words(keep):
    frame = only(mixed(), "price")
    frame["gone"] = np.nan
    run = train(keep(frame), Plan("price", models=("ridge",)), Recipe().impute("gone"))
    assert "gone" in run.trials[0].failure


def test_a_column_converted_to_numbers_is_treated_as_one(keep):
    frame = _numbers()
    frame["b"] = frame["b"].map("{:.3f}".format).astype("str")
    recipe = Recipe().convert("b", "number")
    run = train(keep(frame), Plan("y", models=("ridge",)), recipe)
    prepared = run.fit(run.splits.train_rows).preparation
    assert prepared.names_out == ["a", "a is missing", "b"]


@pytest.mark.usefixtures("small_models")
def test_encoded_and_scaled_columns_train(keep):
    recipe = Recipe().impute("colour", "mode").encode("colour").impute("size").scale("size")
    data = keep(only(mixed(), "yes"))
    run = train(data, Plan("yes", models=("all",), folds=3), recipe)
    assert [trial.failure for trial in run.trials] == [""] * len(run.trials)
    assert run.best.score > 0.8
