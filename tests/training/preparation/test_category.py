import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from mlcore.training.preparation.category import MOST_LEVELS, Levels, OneHot, Ordinal

TEXTS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40)


def _series(values):
    return pd.Series(values, dtype="str")


def _column(values):
    return np.array(values, dtype=object)[:, None]


@given(TEXTS, TEXTS)
def test_indicators_are_scikit_learn_s_one_hot_encoder(train, test):
    ours = OneHot("c").fit(_series(train))
    kept = ours.levels.kept
    theirs = OneHotEncoder(categories=[kept], handle_unknown="ignore", sparse_output=False)
    expected = theirs.fit(_column(train)).transform(_column(test))
    np.testing.assert_array_equal(ours.encode(_series(test)), expected)


@given(TEXTS, TEXTS)
def test_codes_are_scikit_learn_s_ordinal_encoder(train, test):
    ours = Ordinal("c").fit(_series(train))
    kept = ours.levels.kept
    theirs = OrdinalEncoder(
        categories=[kept], handle_unknown="use_encoded_value", unknown_value=len(kept)
    )
    expected = theirs.fit(_column(train)).transform(_column(test))
    np.testing.assert_array_equal(ours.encode(_series(test)), expected)


@given(TEXTS)
def test_levels_come_most_frequent_first(values):
    kept = Levels().fit(_series(values)).kept
    counts = [values.count(level) for level in kept]
    assert counts == sorted(counts, reverse=True)
    assert set(kept) == set(values)


def test_rare_levels_beyond_the_limit_share_one_column_as_in_scikit_learn():
    values = [f"v{i:03}" for i in range(MOST_LEVELS + 20) for _ in range(i + 1)]
    ours = OneHot("c").fit(_series(values))
    theirs = OneHotEncoder(
        max_categories=MOST_LEVELS + 1,
        handle_unknown="infrequent_if_exist",
        sparse_output=False,
    ).fit(_column(values))
    asked = ["v000", "v119", "v042", "new"]
    found, expected = ours.encode(_series(asked)), theirs.transform(_column(asked))
    assert found.shape == expected.shape == (4, MOST_LEVELS + 1)
    np.testing.assert_array_equal(found[:, -1], expected[:, -1])
    assert ours.names_out[-1] == "c = other"
    place = [name.split("_")[-1] for name in theirs.get_feature_names_out(["c"])].index("v119")
    np.testing.assert_array_equal(found[:, ours.names_out.index("c = v119")], expected[:, place])


def test_missing_is_a_level_only_when_training_had_it():
    with_gap = OneHot("c").fit(_series(["a", None]))
    assert with_gap.names_out == ["c = a", "c is missing"]
    assert with_gap.encode(_series([None, "a", "new"])).tolist() == [[0, 1], [1, 0], [0, 0]]
    without = OneHot("c").fit(_series(["a", "b"]))
    assert without.encode(_series([None])).tolist() == [[0, 0]]


def test_a_missing_code_is_nan_and_an_unseen_one_comes_after_the_last():
    ordinal = Ordinal("c").fit(_series(["b", "b", "a"]))
    found = ordinal.encode(_series(["b", "a", "new", None]))
    np.testing.assert_array_equal(found[:, 0], [0, 1, 2, np.nan])


def test_two_different_weighted_categories_are_one_apart():
    found = OneHot("c", weight=np.sqrt(0.5)).fit(_series(["a", "b"])).encode(_series(["a", "b"]))
    assert np.linalg.norm(found[0] - found[1]) == pytest.approx(1)


def test_numbers_as_categories_are_the_same_in_any_storage():
    levels = Levels().fit(pd.Series([3, 3, 4]))
    assert levels.positions(pd.Series([4.0, np.nan, 3.0])).tolist() == [1, -1, 0]
