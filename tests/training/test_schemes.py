"""Every way to split against scikit-learn's own splitters, and no leak in any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold, TimeSeriesSplit

from mlcore.training.schemes import Keys, Shape, bins, make
from mlcore.training.splits import HELD_OUT, from_assignment

RNG = np.random.default_rng(0)
ROWS = np.arange(300)
GROUPS = RNG.permutation(np.repeat(np.arange(30), 10))
CLASSES = RNG.integers(0, 2, 300)
MOMENTS = np.sort(RNG.integers(0, 60, 300))
MOMENTS = np.unique(MOMENTS, return_inverse=True)[1]


def _tests(found):
    return [test.tolist() for _, test in found.folds]


def _whole(found):
    """Every used row is held out or tested; nothing is on two sides."""
    assert not set(found.holdout_rows) & set(found.train_rows)
    for train, test in found.folds:
        assert len(train)
        assert len(test)
        assert not set(train) & set(test)
        assert not (set(train) | set(test)) & set(found.holdout_rows)


def test_groups_are_those_of_group_k_fold():
    found = make(Keys(ROWS, groups=GROUPS), Shape(5))
    theirs = [test.tolist() for _, test in GroupKFold(5).split(ROWS[:, None], groups=GROUPS)]
    assert _tests(found) == theirs


def test_classes_within_groups_are_those_of_stratified_group_k_fold():
    found = make(Keys(ROWS, CLASSES, GROUPS), Shape(4))
    theirs = StratifiedGroupKFold(4).split(ROWS[:, None], CLASSES, GROUPS)
    assert _tests(found) == [test.tolist() for _, test in theirs]


@pytest.mark.parametrize(("gap", "window"), [(0, 0), (3, 0), (0, 10), (2, 8)])
def test_time_is_that_of_time_series_split_over_moments(gap, window):
    found = make(Keys(ROWS, moments=MOMENTS), Shape(5, gap=gap, window=window))
    known = np.unique(MOMENTS)
    theirs = TimeSeriesSplit(5, gap=gap, max_train_size=window or None).split(known)
    for (train, test), (before, after) in zip(found.folds, theirs, strict=True):
        np.testing.assert_array_equal(train, ROWS[np.isin(MOMENTS, before)])
        np.testing.assert_array_equal(test, ROWS[np.isin(MOMENTS, after)])


@given(st.integers(0, 999), st.sampled_from([0.0, 0.1, 0.3]), st.integers(0, 4), st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_no_future_row_is_trained_on(seed, holdout, gap, folds):
    random = np.random.default_rng(seed)
    raw = random.integers(0, 80, 200)
    moments = np.unique(raw, return_inverse=True)[1]
    rows = np.sort(random.choice(500, 200, replace=False))
    found = make(Keys(rows, moments=moments), Shape(folds, holdout, seed, gap=gap))
    _whole(found)
    when = dict(zip(rows.tolist(), moments.tolist(), strict=True))
    for train, test in found.folds:
        assert max(when[r] for r in train) + gap < min(when[r] for r in test)
    if holdout:
        last = max(when[r] for r in found.train_rows)
        assert last + gap < min(when[r] for r in found.holdout_rows)
        assert len(found.holdout_rows) >= round(200 * holdout)


@given(st.integers(0, 999), st.sampled_from([0.0, 0.2]), st.booleans(), st.integers(1, 2))
@settings(max_examples=40, deadline=None)
def test_no_group_and_no_copy_is_on_both_sides(seed, holdout, classes, repeats):
    random = np.random.default_rng(seed)
    codes = np.unique(random.integers(0, 40, 120), return_inverse=True)[1]
    strata = random.integers(0, 2, 120) if classes else None
    shape = Shape(3, holdout, seed, repeats)
    pure = random.integers(0, 2, 120)[codes] if classes else None
    for keys in (Keys(np.arange(120), strata, codes), Keys(np.arange(120), pure, copies=codes)):
        found = make(keys, shape)
        _whole(found)
        for train, test in found.folds:
            assert not set(codes[train]) & set(codes[test])
        assert not set(codes[found.holdout_rows]) & set(codes[found.train_rows])


def test_the_hold_out_takes_whole_groups_of_about_the_share():
    found = make(Keys(ROWS, CLASSES, GROUPS), Shape(5, 0.2))
    assert len(found.holdout_rows) == pytest.approx(60, abs=20)
    assert not set(GROUPS[found.holdout_rows]) & set(GROUPS[found.train_rows])


def test_repeats_test_every_row_so_often_and_differ():
    found = make(Keys(ROWS, CLASSES), Shape(5, 0.2, repeats=3))
    assert len(found.folds) == 15
    times = np.bincount(np.concatenate([test for _, test in found.folds]), minlength=300)
    assert set(times[found.train_rows]) == {3}
    assert set(times[found.holdout_rows]) == {0}
    assert _tests(found)[0] != _tests(found)[5]
    assert not found.partition
    assert found.ratio == pytest.approx(1 / 4)
    for _, test in found.folds:
        assert CLASSES[test].mean() == pytest.approx(CLASSES.mean(), abs=0.05)


def test_a_column_says_the_folds_and_the_hold_out():
    folds = np.tile([-1, 0, 1, 2], 75)
    found = make(Keys(ROWS, folds=folds), Shape(5))
    assert len(found.folds) == 3
    np.testing.assert_array_equal(found.holdout_rows, np.flatnonzero(folds < 0))
    np.testing.assert_array_equal(found.folds[1][1], np.flatnonzero(folds == 1))


@pytest.mark.parametrize(
    "keys", [Keys(ROWS, moments=MOMENTS), Keys(ROWS, CLASSES), Keys(ROWS, groups=GROUPS)]
)
def test_what_is_stored_is_the_same_split(keys):
    found = make(keys, Shape(4, 0.2, repeats=1 if keys.moments is not None else 2, gap=1))
    again = from_assignment(found.assignment)
    assert again.fingerprint == found.fingerprint
    assert found.assignment.ndim == 2
    assert (found.assignment[found.holdout_rows] == HELD_OUT).all()
    np.testing.assert_array_equal(again.train_rows, found.train_rows)
    for one, two in zip(found.folds, again.folds, strict=True):
        np.testing.assert_array_equal(one[0], two[0])
        np.testing.assert_array_equal(one[1], two[1])


def test_bins_hold_about_the_same_number_of_rows():
    y = RNG.normal(size=1000) ** 3
    assert np.bincount(bins(y)).tolist() == [100] * 10
    assert len(np.unique(bins(np.ones(50)))) == 1
    assert bins(np.array([1.0, 2.0])).tolist() == [0, 0]
