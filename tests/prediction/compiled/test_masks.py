"""Trees read in whole columns answer as they do one branch after the other."""

from __future__ import annotations

from functools import cache
from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.prediction.compiled import masks as module
from mlcore.prediction.compiled.booster import RawScores
from mlcore.prediction.compiled.forms import Trees
from mlcore.prediction.compiled.masks import MANY, Masks, masks
from mlcore.prediction.compiled.text import model_text, nodes_of
from tests.prediction.making import CASES, model

ROWS, COLUMNS = 300, 5
PLAIN = {"verbosity": -1, "num_threads": 1, "min_data_in_leaf": 5, "min_data_per_group": 5,
         "cat_smooth": 1.0}  # fmt: skip


def booster(classes: int = 0, gaps: bool = True, trees: int = 12, **more: Any) -> lightgbm.Booster:
    """Return trees on three numbers, a code and a column that tells nothing."""
    rng = np.random.default_rng(classes)
    X = rng.normal(size=(ROWS, COLUMNS)).round(2)
    X[:, 3] = rng.integers(0, 40, ROWS)
    X[:, 4] = 1.0
    y = X[:, 0] + (X[:, 1] > 0) * 2 + np.sin(X[:, 3] * 7)
    if gaps:
        X[rng.random(X.shape) < 0.1] = np.nan
    params = PLAIN | {"objective": "regression"} | more
    if classes:
        y = np.digitize(y, [0.0, 1.5])
        params = PLAIN | {"objective": "multiclass", "num_class": classes} | more
    data = lightgbm.Dataset(X, y, categorical_feature=[3])
    return lightgbm.train(params, data, trees)


def asked(rows: int, seed: int = 7) -> np.ndarray:
    """Return rows with missing values, codes never seen, and values far away."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, COLUMNS)).round(2)
    X[:, 3] = rng.integers(-1, 45, rows)
    X[rng.random(X.shape) < 0.15] = np.nan
    X[rng.random(X.shape) < 0.02] = 1e38
    X[rng.random(X.shape) < 0.02] = -9e-36
    return X


TREES = ("hist_gradient_boosting", "lightgbm", "forest", "tree")


def tables_of(trees: lightgbm.Booster) -> Masks:
    found = masks(trees, RawScores(trees))
    assert found is not None
    return found


@pytest.mark.parametrize("gaps", [True, False])
@pytest.mark.parametrize("classes", [0, 3])
@pytest.mark.parametrize("leaves", [2, 7, 31, 50])
def test_the_same_scores_as_the_library(classes: int, leaves: int, gaps: bool) -> None:
    trees = booster(classes, gaps, num_leaves=leaves)
    X = asked(2_500)
    own = np.asarray(trees.predict(X, raw_score=True)).reshape(len(X), -1)
    np.testing.assert_allclose(tables_of(trees).of(X), own, rtol=1e-12, atol=1e-12)


@cache
def kept() -> tuple[Masks, RawScores]:
    scores = RawScores(booster(num_leaves=31))
    return tables_of(scores._booster), scores


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-3, 3) | st.just(np.nan), min_size=3, max_size=3), st.integers(-2, 60))
def test_any_row_has_the_score_of_the_library(numbers: list[float], code: int) -> None:
    X = np.array([[*numbers, float(code), 1.0]])
    tables, scores = kept()
    assert tables.of(X)[0, 0] == pytest.approx(scores.of(X)[0, 0], rel=1e-12, abs=1e-12)


def test_trees_written_by_us_are_read_as_they_were() -> None:
    trees = nodes_of(booster(num_leaves=9).model_to_string())
    again = nodes_of(model_text(trees, COLUMNS, 1))
    for one, two in zip(trees, again, strict=True):
        assert one.sets == two.sets
        for name in ("left", "right", "feature", "value"):
            np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
        plain = [at for at in range(len(one.left)) if at not in one.sets]
        np.testing.assert_array_equal(one.threshold[plain], two.threshold[plain])
        np.testing.assert_array_equal(one.missing_left, two.missing_left)


def test_large_trees_keep_their_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    trees = booster(num_leaves=70, min_data_in_leaf=1)
    assert masks(trees, RawScores(trees)) is None
    small = booster()
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    assert masks(small, RawScores(small)) is None


def test_trees_that_ask_for_something_else_keep_their_own_way() -> None:
    for odd in (
        booster(zero_as_missing=True),
        booster(linear_tree=True, gaps=False),
        booster(boosting="rf", bagging_fraction=0.5, bagging_freq=1),
    ):
        assert masks(odd, RawScores(odd)) is None
    nothing = booster(min_data_in_leaf=ROWS)
    assert masks(nothing, RawScores(nothing)) is None


def test_tables_that_answer_differently_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    true = module._order

    def swapped(tree: Any) -> Any:
        order, left = true(tree)
        return order[::-1], left

    monkeypatch.setattr(module, "_order", swapped)
    trees = booster(num_leaves=7)
    assert masks(trees, RawScores(trees)) is None


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case][2] in TREES])
def test_many_rows_are_answered_as_each_alone(case: str) -> None:
    fitted = model(case)
    assert fitted.compiled is not None
    form = fitted.compiled.form
    X = np.repeat(fitted.compiled.prepared(fitted.sample), 4, axis=0)[: 5 * MANY]
    each = np.concatenate([form.answers(row[None]) for row in X])
    np.testing.assert_allclose(form.answers(X), each, rtol=1e-12, atol=1e-12)
    assert isinstance(form, Trees)
    assert form._tables is not None
