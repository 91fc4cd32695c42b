import numpy as np
import pandas as pd
import pytest
import skops.io

from mlcore.catalog.models import suitable
from mlcore.cleaning.fit import STORED
from mlcore.cleaning.recipe import Recipe
from mlcore.training.pipeline import CLASSES, fit_pipeline
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training.tables import mixed, only

RECIPE = Recipe().impute("age").rename({"size": "length"}).drop_duplicates()


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize(("target", "task"), [("price", "regression"), ("kind3", "multiclass")])
def test_a_fitted_model_gives_the_engine_s_answers(keep, target, task):
    """The fold's pipeline, fitted alone and asked with raw rows, says what the engine said."""
    data = keep(only(mixed(), target))
    run = train(data, Plan(target, task=task, models=("all",), folds=2), RECIPE)
    rows, test = run.splits.folds[1]
    raw = data.frame(list(run.problem.inputs), rows=test)
    for trial in run.trials:
        fitted = fit_pipeline(run.problem, rows, trial)
        oof = run.oof(trial.id)
        expected = oof.prediction[oof.fold == 1]
        if trial.members:  # its folds are answered with weights of their own
            assert np.isfinite(fitted.predict_raw(raw)).all()
        else:
            np.testing.assert_array_equal(fitted.predict_raw(raw), expected, trial.id)


@pytest.mark.parametrize("target", ["price", "yes"])
def test_one_row_is_answered_as_among_many(keep, target):
    data = keep(only(mixed(), target))
    run = train(data, Plan(target, models=("fast",), folds=2), RECIPE)
    raw = data.frame(list(run.problem.inputs), rows=slice(0, 20))
    for trial in run.trials:
        fitted = run.fit(run.splits.train_rows, trial.id)
        whole = fitted.predict_raw(raw)
        for row in range(20):
            one = fitted.predict_raw(raw.iloc[[row]])
            np.testing.assert_allclose(one[0], whole[row], rtol=1e-12, atol=1e-12)


@pytest.mark.usefixtures("small_models")
def test_unseen_and_missing_values_are_answered(keep):
    data = keep(only(mixed(), "yes"))
    run = train(data, Plan("yes", models=("all",), folds=2), RECIPE)
    raw = data.frame(list(run.problem.inputs), rows=slice(0, 3))
    raw["colour"] = pd.Series(["never seen", None, "red"], dtype="str")
    raw["size"] = [np.nan, np.inf, 1e300]
    raw["since"] = pd.NaT
    for trial in run.trials:
        answers = run.fit(run.splits.train_rows, trial.id).predict_raw(raw)
        assert np.isfinite(answers).all()
        np.testing.assert_allclose(answers.sum(axis=1), 1)


@pytest.mark.usefixtures("small_models")
@pytest.mark.parametrize("name", [m.name for m in suitable("multiclass")])
def test_a_stored_model_answers_the_same(keep, name):
    """Every model of the catalogue goes through skops with its recipe and preparation."""
    data = keep(only(mixed(), "kind3"))
    plan = Plan("kind3", task="multiclass", models=(name, "logistic", "tree"), folds=2)
    run = train(data, plan, RECIPE.drop_missing_rows("age"))
    fitted = run.fit(run.splits.train_rows, name)
    stored = skops.io.dumps(fitted)
    found = skops.io.get_untrusted_types(data=stored)
    ours = {f"{cls.__module__}.{cls.__qualname__}" for cls in (*CLASSES, *STORED)}
    foreign = [name for name in found if name not in ours]
    library = ("sklearn.", "numpy.", "functools.partial", "mlcore.catalog.")
    assert all(name.startswith(library) for name in foreign), foreign
    loaded = skops.io.loads(stored, trusted=found)
    raw = data.frame(list(run.problem.inputs))
    np.testing.assert_array_equal(loaded.predict_raw(raw), fitted.predict_raw(raw))
    assert loaded.classes == ("0", "1", "2")
