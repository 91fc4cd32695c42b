"""XGBoost and CatBoost against themselves: our walk of their trees, where they are installed."""

import numpy as np
import pytest
import skops.io

from mlcore.catalog import catboosted, xgboosted
from mlcore.catalog.models import build, chosen, entry, suitable
from mlcore.catalog.stopping import ROWS_TO_STOP, TREES
from mlcore.errors import LoupeError
from mlcore.prediction.archive import unpacked

NAMES = ("xgboost", "catboost")
TASKS = ("regression", "binary", "multiclass")
RANDOM = np.random.default_rng(0)


def _rows(task, rows=240):
    X = RANDOM.normal(size=(rows, 4)).astype(np.float32)
    X[RANDOM.random(X.shape) < 0.1] = np.nan
    value = np.nan_to_num(X[:, 0]) + np.isnan(X[:, 1]) + 0.2 * RANDOM.normal(size=rows)
    cuts = {"regression": [], "binary": [0.2], "multiclass": [-0.3, 0.6]}[task]
    return X, np.digitize(value, cuts) if cuts else value


def _kept(monkeypatch, place, name):
    """Return a list that takes what the library grows from now on."""
    grown, make = [], getattr(place, name)

    def keep(*args, **words):
        grown.append(make(*args, **words))
        return grown[-1]

    monkeypatch.setattr(place, name, keep)
    return grown


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("rows", [240, 2 * ROWS_TO_STOP])
def test_xgboost_answers_the_same(monkeypatch, task, rows):
    library = pytest.importorskip("xgboost")
    X, y = _rows(task, rows)
    grown = _kept(monkeypatch, library, "train")
    model = build("xgboost", task, seed=1).fit(X, y)
    found = model.predict(X) if task == "regression" else model.predict_proba(X)
    best = grown[0].best_iteration + 1 if rows > ROWS_TO_STOP else 0
    expected = grown[0].predict(library.DMatrix(X), iteration_range=(0, best))
    expected = np.column_stack([1 - expected, expected]) if task == "binary" else expected
    np.testing.assert_allclose(found, expected, atol=2e-5)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("rows", [240, 2 * ROWS_TO_STOP])
def test_catboost_answers_the_same(monkeypatch, task, rows):
    library = pytest.importorskip("catboost")
    X, y = _rows(task, rows)
    grown = _kept(monkeypatch, library, "CatBoost")
    model = build("catboost", task, seed=1).fit(X, y)
    if task == "regression":
        np.testing.assert_allclose(model.predict(X), grown[0].predict(X), rtol=1e-9, atol=1e-9)
        return
    expected = grown[0].predict(X, prediction_type="Probability")
    np.testing.assert_allclose(model.predict_proba(X), expected, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("task", TASKS)
def test_they_are_kept_and_looked_through_without_their_library(name, task):
    pytest.importorskip(entry(name).library)
    X, y = _rows(task)
    model = build(name, task, seed=1).fit(X, y)
    ask = "predict" if task == "regression" else "predict_proba"
    again = unpacked(skops.io.dumps(model), "model.skops")
    np.testing.assert_array_equal(getattr(again, ask)(X), getattr(model, ask)(X))
    model.flat_.left[0] = 10**6
    with pytest.raises(LoupeError) as caught:
        unpacked(skops.io.dumps(model), "model.skops")
    assert caught.value.code == "damaged_model"


@pytest.mark.parametrize("name", NAMES)
def test_they_stop_by_themselves_on_noise(name):
    pytest.importorskip(entry(name).library)
    noise, y = RANDOM.normal(size=(2 * ROWS_TO_STOP, 3)), RANDOM.normal(size=2 * ROWS_TO_STOP)
    model = build(name, "regression", seed=1).fit(noise, y)
    assert len(model.flat_.roots) < TREES


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_used(name):
    pytest.importorskip(entry(name).library)
    X, y = _rows("regression")
    heavy = (y > 0) * 1.0 + 1e-6
    low, even = (build(name, "regression").fit(X, y, sample_weight=w) for w in (heavy, None))
    assert low.predict(X).mean() > even.predict(X).mean()


@pytest.mark.parametrize("name", NAMES)
def test_without_their_library_they_are_refused_by_name_and_left_out_of_all(monkeypatch, name):
    monkeypatch.setattr("mlcore.catalog.entry.find_spec", lambda module: None)
    assert name not in {model.name for model in suitable("binary")}
    assert name not in {model.name for model in chosen(("all",), "binary")}
    for ask in (lambda: chosen((name,), "binary"), lambda: build(name, "binary")):
        with pytest.raises(LoupeError) as caught:
            ask()
        assert caught.value.code == "model_not_installed"
        assert entry(name).package in caught.value.fix


def test_xgboost_s_json_as_documented():
    """A tree written by hand: x0 < 1 gives 2 (gaps too), else 3; on top of 0.5."""
    tree = {
        "left_children": [1, -1, -1], "right_children": [2, -1, -1],
        "split_indices": [0, 0, 0], "split_conditions": [1.0, 2.0, 3.0], "default_left": [1, 0, 0],
    }  # fmt: skip
    learner = {
        "gradient_booster": {"model": {"trees": [tree, tree], "tree_info": [0, 0]}},
        "learner_model_param": {"base_score": "[5E-1]", "num_class": "0"},
        "objective": {"name": "reg:squarederror"},
    }
    made = xgboosted.flat_of({"learner": learner}).checked(1)
    found = made.margins(np.array([[0.0], [1.0], [np.nan]]))[:, 0]
    np.testing.assert_allclose(found, [4.5, 6.5, 4.5])


def test_catboost_s_json_as_documented():
    """Two questions: bit 0 is x0 > 1, bit 1 is x1 > 5; leaves 10, 20, 30, 40."""
    splits = [
        {"float_feature_index": 0, "border": 1.0, "split_type": "FloatFeature"},
        {"float_feature_index": 1, "border": 5.0, "split_type": "FloatFeature"},
    ]
    features = [
        {"flat_feature_index": 0, "nan_value_treatment": "AsFalse"},
        {"flat_feature_index": 1, "nan_value_treatment": "AsTrue"},
    ]
    model = {
        "oblivious_trees": [{"splits": splits, "leaf_values": [10, 20, 30, 40]}],
        "scale_and_bias": [2.0, [0.5]],
        "features_info": {"float_features": features},
    }
    made = catboosted.flat_of(model).checked(2)
    rows = np.array([[1, 5], [1.1, 5], [1, 5.1], [2, 6], [np.nan, 5], [1, np.nan]])
    np.testing.assert_allclose(made.margins(rows)[:, 0], [20.5, 40.5, 60.5, 80.5, 20.5, 60.5])
