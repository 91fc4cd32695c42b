"""LightGBM as text: the answers of the library, and nothing in it that leads astray."""

import pickle
from functools import cache

import lightgbm
import numpy as np
import pytest

from mlcore.catalog.lightgbm import LightTreesClassifier, LightTreesRegressor
from mlcore.catalog.lighttext import kept, trees_of
from mlcore.catalog.stopping import ROWS_TO_STOP, TREES

RNG = np.random.default_rng(0)
X = RNG.normal(size=(400, 3))
X[:, 2] = RNG.integers(0, 40, 400)
X[RNG.random(X.shape) < 0.05] = np.nan
CODES = np.array([False, False, True])
VALUE = np.nan_to_num(X[:, 0]) + 2 * (X[:, 2] % 3 == 0) + 0.1 * RNG.normal(size=400)


@cache
def _fitted(classes=0):
    if not classes:
        return LightTreesRegressor(categorical_features=CODES, random_state=1).fit(X, VALUE)
    y = np.digitize(VALUE, [0.0, 1.5][: classes - 1])
    return LightTreesClassifier(categorical_features=CODES, random_state=1).fit(X, y)


def test_the_numbers_are_those_of_the_library():
    made = _fitted()
    theirs = lightgbm.train(
        made._params() | {"objective": "regression"},
        lightgbm.Dataset(X, VALUE, categorical_feature=[2]),
        TREES,
    )
    np.testing.assert_allclose(made.predict(X), theirs.predict(X), rtol=1e-12)


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_a_stored_one_answers_the_same(classes):
    made = _fitted(classes)
    before = made.predict_proba(X) if classes else made.predict(X)
    again = pickle.loads(pickle.dumps(made))
    assert "_live" not in again.__dict__
    np.testing.assert_array_equal(again.predict_proba(X) if classes else again.predict(X), before)
    if classes:
        np.testing.assert_allclose(before.sum(axis=1), 1)


def test_categories_are_split_by_sets():
    assert any("num_cat=1" in made._text() for made in [_fitted()])
    plain = LightTreesRegressor(random_state=1).fit(X, VALUE)
    assert "num_cat=1" not in plain._text()


def test_it_stops_on_rows_it_does_not_learn_from():
    noise = RNG.normal(size=(ROWS_TO_STOP, 3))
    y = RNG.normal(size=ROWS_TO_STOP)
    assert len(LightTreesRegressor(random_state=0).fit(noise, y).trees()) < 50
    assert len(LightTreesRegressor(random_state=0).fit(noise[:200], y[:200]).trees()) == TREES


def test_the_kept_text_has_no_offsets_and_nothing_after_the_trees():
    text = _fitted()._text()
    assert "tree_sizes" not in text
    assert text.endswith("end of trees\n")
    assert kept(text) == text


def test_its_own_trees_are_read_back():
    made = _fitted(3)
    found = made.trees()
    assert len(found) % 3 == 0
    left, right, feature, columns = found[0]
    assert columns == 3
    inner = len(feature)
    assert len(left) == len(right) == 2 * inner + 1
    assert set(np.concatenate([left[:inner], right[:inner]])) == set(range(1, 2 * inner + 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("num_leaves=", "num_leaves=9"),
        ("max_feature_idx=2", "max_feature_idx=7"),
        ("num_cat=1", "num_cat=3"),
        ("cat_boundaries=0 ", "cat_boundaries=0 900 "),
        ("objective=regression", "objective=custom"),
        ("num_class=1", "num_class=4"),
        ("is_linear=0", "is_linear=1"),
        ("end of trees", "end"),
        ("version=v4", "version=v4\ntree_sizes=1"),
        ("leaf_value=", "leaf_value=nan "),
        ("split_feature=", "split_feature=0\nsplit_feature="),
    ],
)
def test_a_text_that_does_not_fit_together_is_refused(old, new):
    text = _fitted()._text()
    assert old in text
    with pytest.raises(ValueError, match=r"."):
        trees_of(text.replace(old, new, 1), 3)


def test_a_link_past_the_leaves_is_refused():
    text = _fitted()._text()
    first = text[text.index("left_child=") :].split("\n")[0]
    worse = "left_child=" + " ".join(["-999"] * len(first.split(" ")))
    with pytest.raises(ValueError, match="not a model"):
        trees_of(text.replace(first, worse, 1), 3)
