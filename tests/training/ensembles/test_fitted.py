"""The fitted ensemble: what its members would say, combined; kept and looked through like any."""

import numpy as np
import pytest
import skops.io

from mlcore.errors import LoupeError
from mlcore.prediction.archive import unpacked
from mlcore.training.ensembles.crossfit import combiner_of
from mlcore.training.ensembles.methods import WAYS
from mlcore.training.pipeline import fit_pipeline
from mlcore.training.train import train
from mlcore.types import Plan
from tests.training.tables import mixed, only

MODELS = ("ridge", "knn", "tree", "hist_gradient_boosting", "lightgbm")
TARGETS = {"price": "regression", "yes": "binary", "kind3": "multiclass"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    from mlcore.store.objects import Objects
    from tests.training.tables import dataset

    objects = Objects(tmp_path_factory.mktemp("objects"))
    return {
        target: train(
            dataset(only(mixed(260, seed=4), target), objects),
            Plan(target, task=task, models=(*MODELS, *WAYS), folds=3),
        )
        for target, task in TARGETS.items()
    }


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", WAYS)
def test_it_answers_what_its_members_say_together(runs, target, name):
    run = runs[target]
    trial, rows = run.trial(name), run.splits.train_rows
    frame = run.problem.frame()
    together = run.fit(rows, name).predict_raw(frame)
    alone = [fit_pipeline(run.problem, rows, member).predict_raw(frame) for member in trial.members]
    np.testing.assert_allclose(together, combiner_of(trial).answer(alone), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", WAYS)
def test_kept_without_code_it_answers_the_same(runs, target, name):
    run = runs[target]
    fitted = run.fit(run.splits.train_rows, name)
    frame = run.problem.frame()
    again = unpacked(skops.io.dumps(fitted), "model.skops")
    np.testing.assert_array_equal(again.predict_raw(frame), fitted.predict_raw(frame))


def test_a_broken_tree_in_a_member_is_found(runs):
    run = runs["price"]
    fitted = run.fit(run.splits.train_rows, "voting")
    tree = next(one for one in fitted.estimator.members if hasattr(one, "tree_"))
    tree.tree_.children_left[0] = 10**6
    with pytest.raises(LoupeError) as caught:
        unpacked(skops.io.dumps(fitted), "model.skops")
    assert caught.value.code == "damaged_model"


def test_columns_stand_beside_each_other_with_their_names(runs):
    run = runs["price"]
    prepared = run.fit(run.splits.train_rows, "voting").preparation
    width = prepared.encode(run.problem.frame()).shape[1]
    assert len(prepared.names_out) == len(prepared.sources) == len(prepared.categorical) == width


def test_the_most_likely_class_is_what_it_predicts(runs):
    run = runs["kind3"]
    fitted = run.fit(run.splits.train_rows, "greedy")
    X = fitted.preparation.encode(run.problem.frame())
    found = fitted.estimator.predict(X)
    np.testing.assert_array_equal(found, fitted.estimator.predict_proba(X).argmax(axis=1))
