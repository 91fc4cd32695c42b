import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.training.problem import pose
from mlcore.types import Plan
from tests.training.tables import mixed, only


def test_everything_in_the_plan_becomes_definite(answers):
    problem = pose(answers, Plan(target="yes"), Recipe())
    plan = problem.plan
    assert (plan.task, plan.metric, plan.split, plan.holdout) == (
        "binary", "roc_auc", "stratified", 0.2
    )  # fmt: skip
    assert plan.models[0] == "dummy"
    assert len(plan.models) >= 5
    assert "yes" not in problem.inputs
    assert pose(answers, plan, Recipe()).plan == plan
    assert pose(answers, plan, Recipe()).splits.fingerprint == problem.splits.fingerprint


def test_the_hold_out_is_a_fifth_and_in_no_fold(prices):
    splits = pose(prices, Plan(target="price"), Recipe()).splits
    assert len(splits.holdout_rows) == 48
    held = set(splits.holdout_rows)
    assert all(not held & {*train, *test} for train, test in splits.folds)


def test_few_rows_have_no_hold_out_and_are_told_why(keep):
    problem = pose(keep(only(mixed(120), "price")), Plan(target="price"), Recipe())
    assert problem.plan.holdout == 0
    assert "200 rows" in problem.splits.holdout_reason
    asked = pose(keep(only(mixed(120), "price")), Plan(target="price", holdout=0.3), Recipe())
    assert len(asked.splits.holdout_rows) == 36
    none = pose(keep(only(mixed(300), "price")), Plan(target="price", holdout=0), Recipe())
    assert none.splits.holdout_reason == "the plan asks for none."


def test_rows_without_a_target_are_left_out_with_a_note(keep):
    frame = only(mixed(), "price")
    frame.loc[3:9, "price"] = np.nan
    problem = pose(keep(frame), Plan(target="price"), Recipe())
    used = {*problem.splits.train_rows, *problem.splits.holdout_rows}
    assert used == set(range(240)) - set(range(3, 10))
    assert problem.notes[0].code == "target_rows_dropped"
    assert problem.notes[0].message.endswith("left out: 7.")


def test_folds_are_reduced_to_the_smallest_class_and_told(keep):
    frame = pd.DataFrame({"x": np.arange(63.0), "y": ["a"] * 40 + ["b"] * 20 + ["rare"] * 3})
    problem = pose(keep(frame.astype({"y": "str"})), Plan(target="y", folds=5), Recipe())
    assert problem.plan.folds == len(problem.splits.folds) == 3
    assert problem.notes[0].code == "folds_reduced"
    assert "“rare” has few rows to train on: 3." in problem.notes[0].message


def test_the_smallest_possible_class_still_makes_two_folds_with_a_hold_out(keep):
    frame = pd.DataFrame({"x": np.arange(302.0), "y": ["a"] * 150 + ["b"] * 150 + ["c"] * 2})
    problem = pose(keep(frame.astype({"y": "str"})), Plan(target="y"), Recipe())
    assert problem.plan.folds == 2
    for train, test in problem.splits.folds:
        assert set(problem.y[train]) == set(problem.y[test]) == {0, 1, 2}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"folds": 1}, "bad_folds"),
        ({"folds": 500, "split": "random"}, "bad_folds"),
        ({"holdout": 0.9}, "bad_holdout"),
        ({"holdout": float("nan")}, "bad_holdout"),
        ({"split": "sideways"}, "bad_split"),
        ({"split": "group:nobody"}, "bad_split_column"),
        ({"split": "group:yes"}, "bad_split_column"),
        ({"split": "time:colour"}, "bad_split_column"),
        ({"split": "folds:size"}, "bad_split_column"),
        ({"split": "time:"}, "bad_split"),
        ({"split": "time:since", "gap": 400}, "too_few_parts"),
        ({"repeats": 0}, "bad_plan"),
        ({"weight": "colour"}, "bad_weight"),
        ({"weight": "size"}, "bad_weight"),
        ({"weight": "yes"}, "bad_weight"),
        ({"metric": "rmse"}, "unknown_metric"),
        ({"metric": "r2"}, "unknown_metric"),
        ({"models": ("forests",)}, "model_not_offered"),
        ({"models": ("linear",)}, "unsuitable_model"),
        ({"models": ()}, "no_model"),
        ({"trials": -1}, "bad_plan"),
        ({"seconds": -1.0}, "bad_plan"),
        ({"seconds": float("nan")}, "bad_plan"),
        ({"seed": -1}, "bad_plan"),
        ({"target": "Yes"}, "no_target"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(answers, changes, code):
    with pytest.raises(LoupeError) as caught:
        pose(answers, Plan(**{"target": "yes", **changes}), Recipe())
    assert caught.value.code == code
    assert caught.value.fix


def test_regression_is_stratified_by_quantiles(prices):
    problem = pose(prices, Plan(target="price", split="stratified"), Recipe())
    middle = [np.median(problem.y[test]) for _, test in problem.splits.folds]
    assert np.ptp(middle) < 0.35 * problem.y.std()


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"y": [0, 1] * 20}),
        pd.DataFrame({"y": [0, 1] * 20, "same": 3, "gone": pd.Series([None] * 40, dtype="str")}),
    ],
)
def test_a_table_with_nothing_to_learn_from_is_refused(keep, frame):
    with pytest.raises(LoupeError) as caught:
        pose(keep(frame), Plan(target="y"), Recipe())
    assert caught.value.code == "nothing_to_learn_from"


def test_d18_more_columns_than_rows_is_told(keep):
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(30, 60))).add_prefix("c")
    problem = pose(keep(frame), Plan(target="c0"), Recipe())
    assert [note.code for note in problem.notes] == ["more_columns_than_rows"]
