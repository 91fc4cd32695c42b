"""A quantile instead of the mean: the models that can, judged by the pinball loss, end to end."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import mean_pinball_loss

from mlcore.catalog.models import offered
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import metric
from mlcore.prediction.compiled.make import MAKERS
from mlcore.training.problem import pose
from mlcore.training.runs import plan_of
from mlcore.training.train import train
from mlcore.types import Plan, to_json


@pytest.fixture(scope="module")
def skewed():
    rng = np.random.default_rng(0)
    x = rng.normal(size=1_500)
    return pd.DataFrame({"x": x, "y": 3 * x + rng.exponential(2, 1_500)})


@pytest.mark.parametrize("level", [0.2, 0.9])
def test_every_model_that_can_puts_the_share_of_rows_below(keep, skewed, level):
    models = tuple(model.name for model in offered("quantile"))
    assert {"dummy", "linear", "hist_gradient_boosting", "lightgbm"} == set(models)
    plan = Plan("y", "regression", models=models, folds=3, quantile=level)
    run = train(keep(skewed), plan, threads=1)
    assert run.plan.metric == f"neg_mean_pinball_loss:{level}"
    assert not any(trial.failure for trial in run.trials)
    guess = run.trial("dummy").score
    for trial in run.trials:
        found = run.oof(trial.id)
        assert np.mean(found.y <= found.prediction) == pytest.approx(level, abs=0.06), trial.id
        whole = mean_pinball_loss(found.y, found.prediction, alpha=level)
        assert -trial.score == pytest.approx(whole, rel=0.02)
        assert trial.model == "dummy" or trial.score > guess


def test_a_search_keeps_the_quantile(keep, skewed):
    plan = Plan("y", "regression", models=("lightgbm",), folds=2, quantile=0.9, tune=True, trials=2)
    run = train(keep(skewed.head(300)), plan, threads=1)
    for trial in run.trials:
        fitted = run.fit(run.splits.train_rows, trial.id)
        assert fitted.estimator.quantile == 0.9
        assert "reg_lambda" not in dict(trial.params)


@pytest.mark.parametrize(("task", "level"), [("regression", 0.0), ("regression", 1.5)])
def test_what_is_no_quantile_is_refused_by_its_field(keep, skewed, task, level):
    with pytest.raises(LoupeError) as caught:
        pose(keep(skewed), Plan("y", task, quantile=level), Recipe())
    assert caught.value.code == "bad_quantile"
    assert caught.value.where[0].field == "quantile"


def test_classes_have_no_quantile_and_other_models_say_so(keep, skewed, answers):
    with pytest.raises(LoupeError, match="cannot be predicted"):
        pose(answers, Plan("yes", quantile=0.5), Recipe())
    with pytest.raises(LoupeError, match="quantiles"):
        pose(keep(skewed), Plan("y", quantile=0.5, models=("ridge",)), Recipe())


def test_the_metric_is_scikit_learn_s_and_bad_levels_are_refused():
    rng = np.random.default_rng(1)
    y, found = rng.normal(size=50), rng.normal(size=50)
    scorer = metric("neg_mean_pinball_loss:0.9", "regression")
    assert scorer.score(y, found) == -mean_pinball_loss(y, found, alpha=0.9)
    assert scorer.display(-2.0) == 2.0
    for name in ("neg_mean_pinball_loss:", "neg_mean_pinball_loss:x", "neg_mean_pinball_loss:1"):
        with pytest.raises(LoupeError) as caught:
            metric(name)
        assert caught.value.code == "bad_level"
    with pytest.raises(LoupeError):
        metric("neg_mean_pinball_loss:0.9", "binary")


def test_a_plan_with_a_quantile_comes_back_from_the_store_and_older_ones_have_none():
    plan = Plan("y", "regression", quantile=0.9)
    assert plan_of(to_json(plan)) == plan
    older = {name: value for name, value in to_json(plan).items() if name != "quantile"}
    assert plan_of(older).quantile is None


def test_their_quick_forms_are_known():
    assert {"LinearQuantile", "LightQuantile", "HistGradientBoostingRegressor"} <= set(MAKERS)
