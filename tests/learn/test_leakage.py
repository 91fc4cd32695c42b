"""Leakage: the two scores are scikit-learn's, and only the wrong way climbs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import PredefinedSplit, cross_val_score
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.pipeline import make_pipeline

from mlcore.learn import leakage as lesson
from mlcore.learn.leakage import KNOWN, TESTED, TRAINED, UNUSED, leak
from mlcore.learn.lesson import Chosen
from mlcore.learn.lessons.leakage import LESSON


def chosen(seed: int = 0, **values: object) -> Chosen:
    base = LESSON.chosen()
    return replace(base, values=tuple({**dict(base.values), **values}.items()), seed=seed)


def run(asked: Chosen) -> lesson.Leakage:
    return leak(LESSON.toy(asked), asked)


@pytest.fixture(scope="module")
def climbed() -> lesson.Leakage:
    return run(chosen())


def test_noise_climbs_to_ninety_when_columns_are_picked_first_and_stays_when_inside(
    climbed: lesson.Leakage,
) -> None:
    first, last = climbed.frames[0], climbed.frames[-1]
    assert first.wrong.mean == pytest.approx(0.5, abs=0.12)
    assert last.wrong.mean > 0.9
    means = [frame.right.mean for frame in climbed.frames]
    assert max(abs(mean - 0.5) for mean in means) < 0.12
    assert climbed.ending == lesson.LEAK


def test_both_scores_are_those_of_scikit_learn_on_the_same_folds() -> None:
    asked = chosen(columns=500, keep=5)
    y0 = LESSON.toy(asked).target.astype(int)
    found = list(lesson._selection(y0, asked, np.random.default_rng([asked.seed, 0])))
    rng = np.random.default_rng([asked.seed, 0])
    y = rng.permutation(y0)
    X = rng.standard_normal((len(y), 500), np.float32)
    fold = np.argmax(found[-1].right_folds == TESTED, axis=0)
    split = PredefinedSplit(fold)
    pick = SelectKBest(f_classif, k=5)
    wrong = cross_val_score(NearestCentroid(), pick.fit_transform(X, y), y, cv=split)
    right = cross_val_score(make_pipeline(pick, NearestCentroid()), X, y, cv=split)
    sizes = np.bincount(fold)
    assert found[-1].wrong == pytest.approx(np.average(wrong, weights=sizes), abs=1e-12)
    assert found[-1].right == pytest.approx(np.average(right, weights=sizes), abs=1e-12)


def test_the_best_columns_are_those_of_the_f_test() -> None:
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(50, 80)), np.arange(50) % 2
    rows = np.vstack([np.ones(50, bool), np.arange(50) < 30])
    found = lesson.strengths(X, y, rows)
    for strengths, mine in zip(found, rows, strict=True):
        order = np.argsort(-f_classif(X[mine], y[mine])[0])
        assert lesson.best(strengths, 7).tolist() == order[:7].tolist()


def test_the_nearest_row_is_one_neighbour() -> None:
    rng = np.random.default_rng(2)
    X, y, asked = rng.normal(size=(40, 2)), rng.integers(0, 2, 40), rng.normal(size=(30, 2))
    expected = KNeighborsClassifier(1).fit(X, y).predict(asked)
    assert lesson.nearest_row(X, y, asked).tolist() == expected.tolist()


@pytest.mark.parametrize("kind", ["copies", "groups", "time"])
def test_what_belongs_together_leaks_until_it_is_kept_together(kind: str) -> None:
    found = run(chosen(kind=kind, rows=100))
    assert found.frames[0].wrong.mean == pytest.approx(0.5, abs=0.12)
    assert found.frames[-1].wrong.mean > 0.68
    assert abs(found.frames[-1].right.mean - 0.5) < 0.2
    assert found.ending == lesson.LEAK


@pytest.mark.parametrize("kind", list(lesson.KINDS))
def test_each_row_is_tested_once_and_never_trained_on_then(kind: str) -> None:
    found = run(chosen(kind=kind))
    for codes in (found.wrong_folds, found.right_folds):
        assert set(np.unique(codes)) <= {UNUSED, TRAINED, TESTED, KNOWN}
        tested = (codes >= TESTED).sum(axis=0)
        assert set(tested) <= ({0, 1} if kind == "time" else {1})
    assert (found.wrong_folds == KNOWN).any()
    assert not (found.right_folds == KNOWN).any()


def test_the_past_tests_the_future_only() -> None:
    for row in lesson.forward(60):
        assert np.flatnonzero(row == TRAINED).max() < np.flatnonzero(row == TESTED).min()


def test_groups_are_never_on_both_sides() -> None:
    asked = chosen(kind="groups", rows=100)
    found = run(asked)
    group = np.arange(100) // int(found.frames[-1].amount)
    for row in found.right_folds:
        assert not set(group[row == TRAINED]) & set(group[row >= TESTED])


def test_with_nothing_to_pick_nothing_leaks() -> None:
    assert run(LESSON.preset("nothing-to-pick")).ending == ""
