import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.training.splits import from_assignment, holdout_positions, split, training_members

SIZES = st.lists(st.integers(4, 30), min_size=2, max_size=4)
SHARES = st.sampled_from([0.0, 0.1, 0.2, 0.5])


def _rows(sizes, seed):
    random = np.random.default_rng(seed)
    strata = random.permutation(np.repeat(np.arange(len(sizes)), sizes))
    unused = random.random(len(strata) + 20) < 0.5
    rows = np.flatnonzero(~unused)[: len(strata)]
    return rows, strata[: len(rows)]


@given(SIZES, SHARES, st.integers(2, 5), st.integers(0, 999), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_used_row_is_held_out_or_tested_once(sizes, share, folds, seed, stratified):
    rows, strata = _rows(sizes, seed)
    if min(np.bincount(strata, minlength=len(sizes))) < 4 or len(rows) < 12:
        return
    found = split(rows, strata if stratified else None, min(folds, 2), share, seed)
    tested = np.concatenate([test for _, test in found.folds])
    assert sorted([*tested, *found.holdout_rows]) == rows.tolist()
    np.testing.assert_array_equal(np.sort(tested), found.train_rows)
    for train, test in found.folds:
        assert not set(train) & set(test)
        assert not set(train) & set(found.holdout_rows)
        np.testing.assert_array_equal(np.union1d(train, test), found.train_rows)


@given(SIZES, SHARES, st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_the_hold_out_takes_its_share_of_each_class_and_leaves_two(sizes, share, seed):
    strata = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    aside = holdout_positions(strata, len(strata), share, seed)
    left = training_members(strata, share)
    for code, size in enumerate(sizes):
        taken = int((strata[aside] == code).sum())
        assert abs(taken - size * share) <= 1 or size - taken == 2
        assert size - taken == left[code] >= 2


def test_folds_are_stratified():
    strata = np.repeat([0, 1], [90, 30])
    found = split(np.arange(120), strata, 5, 0.2, 0)
    for _, test in found.folds:
        assert (strata[test] == 1).mean() == pytest.approx(0.25, abs=0.05)
    assert (strata[found.holdout_rows] == 1).mean() == pytest.approx(0.25)


def test_the_same_seed_gives_the_same_splits_and_another_others():
    one, two, three = (split(np.arange(100), None, 5, 0.2, seed) for seed in (1, 1, 2))
    assert one.fingerprint == two.fingerprint != three.fingerprint
    np.testing.assert_array_equal(one.assignment, two.assignment)


def test_the_assignment_says_everything():
    made = split(np.arange(5, 95), None, 4, 0.2, 3)
    again = from_assignment(made.assignment)
    assert again.fingerprint == made.fingerprint
    np.testing.assert_array_equal(again.holdout_rows, made.holdout_rows)
    for (train, test), (other_train, other_test) in zip(made.folds, again.folds, strict=True):
        np.testing.assert_array_equal(train, other_train)
        np.testing.assert_array_equal(test, other_test)


def test_no_hold_out_when_its_share_is_zero():
    assert len(split(np.arange(40), None, 4, 0.0, 0).holdout_rows) == 0
