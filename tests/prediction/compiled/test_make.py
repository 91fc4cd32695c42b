"""Every quick form answers as its estimator does, with gaps and levels never seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlcore.catalog.models import MODELS, build, entry
from mlcore.prediction.compiled import make
from mlcore.prediction.compiled.forms import LINKS, Sums, Trees
from mlcore.training.pipeline import answers
from mlcore.types import Task

ROWS, COLUMNS, LEVELS = 400, 6, 9
CODES = np.array([False, True, False, False, True, False])
RNG = np.random.default_rng(0)
TASKS: dict[Task, int] = {"regression": 0, "binary": 2, "multiclass": 3}


def numbers(rows: int, gaps: bool, unseen: bool = False) -> np.ndarray:
    X = RNG.normal(size=(rows, COLUMNS))
    X[:, CODES] = RNG.integers(0, LEVELS + 5 * unseen, (rows, 2))
    if gaps:
        X[RNG.random(X.shape) < 0.15] = np.nan
    return X


def target(X: np.ndarray, task: Task) -> np.ndarray:
    Z = np.nan_to_num(X)
    y = Z[:, 0] + (Z[:, 1] % 3 == 1) * 2 - (Z[:, 4] > 6) + RNG.normal(size=len(X)) / 5
    return y if task == "regression" else np.digitize(y, [0.5] if task == "binary" else [-0.3, 1])


def fitted(name: str, task: Task, gaps: bool) -> Any:
    estimator = build(name, task, seed=0)
    if entry(name).preparation == "native":
        estimator.set_params(categorical_features=CODES)
    X = numbers(ROWS, gaps)
    return estimator.fit(X, target(X, task))


HERE = [m for m in MODELS if m.installed and not m.ensemble and not m.baseline]
TREES = [m.name for m in HERE if m.preparation in ("tree", "native")]
SUMS = ("linear", "ridge", "logistic", "lasso", "elastic_net", "huber", "linear_svm")


@pytest.mark.parametrize("task", list(TASKS))
@pytest.mark.parametrize("name", TREES)
def test_trees_answer_as_the_estimator(name: str, task: Task) -> None:
    if task not in entry(name).tasks:
        return
    estimator = fitted(name, task, gaps=True)
    quick = next(make.forms(estimator, TASKS[task]))
    if type(estimator).__name__ not in make.MAKERS:
        assert quick.name == "whole"
        return
    assert isinstance(quick, Trees)
    X = numbers(200, gaps=True, unseen=True)
    np.testing.assert_allclose(
        quick.answers(X), answers(estimator, X, TASKS[task]), rtol=1e-12, atol=1e-12
    )
    parts, start = quick.parts(X)
    summed = LINKS[quick.scale](parts.sum(axis=2) + start)
    np.testing.assert_allclose(summed, quick.answers(X), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("task", list(TASKS))
@pytest.mark.parametrize("name", [m.name for m in MODELS if m.name in SUMS])
def test_sums_answer_as_the_estimator(name: str, task: Task) -> None:
    if task not in entry(name).tasks:
        return
    estimator = fitted(name, task, gaps=False)
    quick = next(make.forms(estimator, TASKS[task]))
    X = numbers(200, gaps=False)
    np.testing.assert_allclose(
        quick.answers(X), answers(estimator, X, TASKS[task]), rtol=1e-12, atol=1e-12
    )
    if task == "regression":
        assert isinstance(quick, Sums)


def test_whole_stands_for_what_has_no_other_form() -> None:
    estimator = fitted("knn", "binary", gaps=False)
    assert [form.name for form in make.forms(estimator, 2)] == ["whole"]


def test_an_estimator_that_lacks_a_class_stays_whole() -> None:
    estimator = fitted("forest", "binary", gaps=False)
    (form,) = make.forms(estimator, 3)
    X = numbers(5, gaps=False)
    assert form.name == "whole"
    assert form.answers(X).shape == (5, 3)


def test_too_many_leaves_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    estimator = fitted("forest", "regression", gaps=False)
    monkeypatch.setattr(make, "MOST_LEAVES", 10)
    assert [form.name for form in make.forms(estimator, 0)] == ["whole"]


def test_a_boosting_that_is_not_linked_the_usual_way_stays_whole() -> None:
    X = numbers(200, gaps=False)
    estimator = build("hist_gradient_boosting", "regression", {"loss": "poisson"})
    estimator.fit(X, np.exp(X[:, 0] / 3))
    assert [form.name for form in make.forms(estimator, 0)] == ["whole"]


def test_what_cannot_be_written_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    estimator = fitted("tree", "regression", gaps=False)
    monkeypatch.setattr(make, "model_text", lambda *_: "no model")
    assert [form.name for form in make.forms(estimator, 0)] == ["whole"]
