import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.training.target import read_target


def _target(keep, values, dtype="str", task=None):
    frame = pd.DataFrame({"x": np.arange(len(values)), "y": pd.Series(values, dtype=dtype)})
    return read_target(keep(frame), Recipe(), "y", task)


def test_classes_are_sorted_texts_and_rows_their_codes(keep):
    found = _target(keep, ["b", "a", None, "b"] * 4)
    assert found.task == "binary"
    assert found.classes == ("a", "b")
    assert found.y[:4].tolist() == [1, 0, -1, 1]
    assert found.rows[:3].tolist() == [0, 1, 3]


@pytest.mark.parametrize(
    ("values", "dtype", "classes"),
    [
        ([0, 1] * 6, "int64", ("0", "1")),
        ([1.0, 0.0, np.nan] * 6, "float64", ("0", "1")),
        ([2, 10, 9] * 6, "Int64", ("2", "9", "10")),
        ([True, False] * 6, "bool", ("False", "True")),
        ([True, None, False] * 6, "boolean", ("False", "True")),
        (["10", "9"] * 6, "str", ("10", "9")),
        (["ö", "z", " a"] * 6, "str", (" a", "z", "ö")),
    ],
)
def test_class_names(keep, values, dtype, classes):
    assert _target(keep, values, dtype, "multiclass").classes == classes


def test_numbers_are_values_and_missing_ones_are_not_used(keep):
    found = _target(keep, [1.5, None, 2.5] * 5, "float64", "regression")
    assert (found.task, found.classes) == ("regression", ())
    np.testing.assert_array_equal(found.y[:3], [1.5, np.nan, 2.5])
    assert found.rows[:2].tolist() == [0, 2]


def test_two_classes_are_binary_whatever_classification_was_asked(keep):
    assert _target(keep, ["a", "b"] * 6, task="multiclass").task == "binary"


@pytest.mark.parametrize(
    ("values", "dtype", "task", "code"),
    [
        ([None] * 20, "str", None, "target_missing"),
        (["a"] * 20, "str", None, "target_constant"),
        ([3, 3, None] * 7, "Int64", "regression", "target_constant"),
        ([1.0, 2.0] * 4, "float64", None, "too_few_rows"),
        ([], "float64", None, "target_missing"),
        ([1.0], "float64", None, "too_few_rows"),
        (["1", "two"] * 10, "str", "regression", "target_not_numbers"),
        (["a", "b", "c"] * 10, "str", "binary", "not_binary"),
        (np.random.default_rng(0).normal(size=50), "float64", "multiclass", "too_many_classes"),
        (["a"] * 12 + ["b"] * 12 + ["c"], "str", None, "class_too_small"),
        (pd.date_range("2024-01-01", periods=20), "datetime64[us]", None, "target_date"),
    ],
)
def test_what_cannot_be_learnt_is_refused_in_words(keep, values, dtype, task, code):
    with pytest.raises(LoupeError) as caught:
        _target(keep, values, dtype, task)
    assert caught.value.code == code
    assert caught.value.where[0].column == "y"


def test_the_row_of_a_lonely_class_and_of_a_wrong_number_is_named(keep):
    with pytest.raises(LoupeError) as caught:
        _target(keep, ["a"] * 12 + ["lonely"] + ["b"] * 9)
    assert caught.value.where[0].row == 13
    assert "lonely" in caught.value.what
    with pytest.raises(LoupeError) as caught:
        _target(keep, ["1"] * 12 + ["many"], task="regression")
    assert caught.value.where[0].row == 13


@pytest.mark.parametrize(
    "recipe",
    [Recipe().drop("t"), Recipe().keep("a"), Recipe().rename({"t": "other"})],
    ids=["dropped", "not kept", "renamed"],
)
def test_a_target_that_the_recipe_leaves_out_is_told(keep, recipe):
    data = keep(pd.DataFrame({"t": [0, 1] * 10, "a": range(20)}))
    with pytest.raises(LoupeError) as caught:
        read_target(data, recipe, "t", None)
    assert caught.value.code == "target_left_out"
    assert caught.value.where[0].column == "t"


def test_an_unknown_target_names_the_nearest_column(keep):
    frame = pd.DataFrame({"Survived": [0, 1] * 10, "age": range(20)})
    with pytest.raises(LoupeError) as caught:
        read_target(keep(frame), Recipe(), "survived", None)
    assert caught.value.code == "no_target"
    assert "“Survived”" in caught.value.what
