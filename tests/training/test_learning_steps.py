"""Recipe steps that learn, also from the target, inside training: refitted in folds, no leak."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.types import Plan, Trial
from tests.training.tables import mixed, only

LEARNING = (
    Recipe()
    .step("drop_outliers", ("size",), rule="z", reach=2.5)
    .step("sort_rows", ("since",))
    .step("sample_rows", share=0.8)
    .step("fill_order", ("size",), by="since")
    .step("impute_knn", ("size", "age"))
    .step("cluster", ("size", "age"), to="group")
    .step("encode_target", ("colour", "group"), target="price")
    .step("formula", to="ratio", formula="size / age")
    .step("text_topics", ("note",), size=3)
    .step("bin", ("age",), write="number")
    .step("select_features", ("ratio", "age"), method="univariate", target="price", keep=1)
)


def test_they_train_and_answer_one_row_as_among_others(keep):
    data = keep(only(mixed(), "price"))
    problem = pose(data, Plan("price"), LEARNING)
    model = fit_pipeline(problem, problem.splits.train_rows, Trial("one", "ridge"))
    rows = data.frame().drop(columns="price")
    together = model.predict_raw(rows)
    assert np.isfinite(together).all()
    assert len(together) == len(rows)
    for number in (0, 7, 100):
        alone = model.predict_raw(rows.iloc[[number]])
        np.testing.assert_allclose(alone, together[[number]], rtol=1e-9)
    assert len(model.predict_raw(rows.iloc[:1])) == 1


def test_a_category_that_says_nothing_gains_nothing_from_the_target(keep):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "code": pd.Series(random.integers(0, 100, 300).astype(str), dtype="str"),
            "price": random.normal(size=300),
        }
    )
    recipe = Recipe().step("encode_target", ("code",), target="price")
    run = train(keep(frame), Plan("price", models=("ridge",), metric="r2"), recipe)
    assert run.trials[0].failure == ""
    assert run.trials[0].score < 0.05
    assert np.isfinite(run.trials[0].score)


@pytest.mark.parametrize(
    ("recipe", "column"),
    [
        (Recipe().step("formula", to="sum", formula="price * 2"), "sum"),
        (Recipe().step("interactions", ("price", "size")), "price × size"),
        (
            Recipe().rename({"price": "cost"}).step("formula", to="s", formula="cost + size"),
            "s",
        ),
    ],
)
def test_a_column_made_from_the_target_is_refused(keep, recipe, column):
    data = keep(only(mixed(), "price"))
    target = "cost" if len(recipe) > 1 else "price"
    with pytest.raises(LoupeError) as caught:
        pose(data, Plan(target), recipe)
    assert caught.value.code == "target_used"
    assert caught.value.where[0].column == column
