import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import get_scorer

from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import (
    METRICS,
    default_metric,
    metric,
    most_likely,
    score,
    suitable,
)

CASES = [(m.name, task) for m in METRICS for task in m.tasks]


def _fitted(task, seed):
    random = np.random.default_rng(seed)
    X = random.normal(size=(90, 3))
    value = X[:, 0] + random.normal(size=90)
    if task == "regression":
        return LinearRegression().fit(X, np.exp(value)), X, np.exp(value)
    y = np.digitize(value, [0.2] if task == "binary" else [-0.8, 0.5])
    return LogisticRegression().fit(X[::2], y[::2]), X, y


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "task"), CASES)
def test_every_score_is_the_one_of_scikit_learn_s_scorer(name, task, seed):
    model, X, y = _fitted(task, seed)
    prediction = model.predict(X) if task == "regression" else model.predict_proba(X)
    if name == "neg_root_mean_squared_log_error":
        prediction = np.abs(prediction)
        model = _Says(prediction)
    assert score(name, y, prediction) == pytest.approx(get_scorer(name)(model, X, y), abs=1e-12)


@pytest.mark.parametrize(("name", "task"), CASES)
def test_no_score_lies_outside_the_metric_s_range(name, task):
    low, high = metric(name).scores
    for seed in range(5):
        model, X, y = _fitted(task, seed)
        shuffled = np.random.default_rng(seed).permutation(len(X))
        for rows in (np.arange(len(X)), shuffled):
            given = model.predict(X[rows]) if task == "regression" else model.predict_proba(X[rows])
            assert low <= score(name, y, given) <= high


def test_perfect_answers_reach_the_end_of_the_range():
    y, right = np.array([0, 1, 1]), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    for found in suitable("binary"):
        assert found.score(y, right) == pytest.approx(found.scores[1], abs=1e-12), found.name
    assert score("matthews_corrcoef", y, right[:, ::-1]) == metric("matthews_corrcoef").lowest


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "f1_macro", "neg_log_loss"])
def test_scores_agree_when_a_class_is_absent_from_the_rows(name):
    X = np.zeros((6, 1))
    model = DummyClassifier(strategy="prior").fit(np.zeros((5, 1)), [0, 0, 1, 2, 2])
    y = np.array([0, 0, 1, 0, 1, 0])
    if name == "neg_log_loss":
        expected = np.mean(np.log(model.predict_proba(X)[np.arange(6), y]))
    else:
        with np.testing.suppress_warnings() as quiet:
            quiet.filter(UserWarning)
            expected = get_scorer(name)(model, X, y)
    assert score(name, y, model.predict_proba(X)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("name", "y"), [("roc_auc", [1, 1, 1]), ("average_precision", [0, 0, 0])])
def test_a_ranking_without_both_classes_has_no_score(name, y):
    probability = np.array([[0.4, 0.6], [0.1, 0.9], [0.5, 0.5]])
    assert np.isnan(score(name, np.array(y), probability))


def test_one_against_the_rest_needs_every_class():
    probability = np.full((4, 3), 1 / 3)
    assert np.isnan(score("roc_auc_ovr", np.array([0, 1, 1, 0]), probability))


def test_errors_are_shown_positive_and_shares_as_they_are():
    assert metric("neg_root_mean_squared_error").display(-2.5) == 2.5
    assert metric("neg_root_mean_squared_error").unit_of_target
    assert metric("r2").display(0.4) == 0.4


@pytest.mark.parametrize("task", ["regression", "binary", "multiclass"])
def test_the_usual_metric_suits_its_task_and_stands_first(task):
    assert suitable(task)[0].name == default_metric(task)
    assert len(suitable(task)) >= 8


def test_an_unknown_metric_names_the_nearest_and_the_choices():
    with pytest.raises(LoupeError) as caught:
        metric("roc_acu", "binary")
    assert caught.value.code == "unknown_metric"
    assert "nearest: “roc_auc”" in caught.value.what
    assert "neg_log_loss" in caught.value.fix


def test_a_metric_of_another_task_is_unknown_there():
    with pytest.raises(LoupeError) as caught:
        metric("roc_auc", "multiclass")
    assert "roc_auc_ovr" in caught.value.what


def test_the_most_likely_class_is_the_first_of_equals():
    assert most_likely(np.array([[0.5, 0.5], [0.2, 0.8]])).tolist() == [0, 1]


class _Says(RegressorMixin, BaseEstimator):
    def __init__(self, answer=None):
        self.answer = answer
        self.fitted_ = True

    def predict(self, X):
        return self.answer
