"""Faults in cleaning (catalogue C01–C14): each refused, told or handled, never silent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.cautions import about_rows, needed_later
from mlcore.cleaning.fit import fit
from mlcore.cleaning.formula.parser import MOST_CHARACTERS
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.types import StepSpec


def refusal(recipe: Recipe, frame: pd.DataFrame) -> LoupeError:
    before = frame.copy()
    with pytest.raises(LoupeError) as caught:
        fit(recipe, frame)
    pd.testing.assert_frame_equal(frame, before)
    assert caught.value.where
    return caught.value


def formula(text: str, **more: Any) -> Recipe:
    return Recipe().step("formula", (), to="new", formula=text, **more)


def one(values: list[Any], dtype: str | None = None) -> pd.DataFrame:
    return pd.DataFrame({"x": pd.array(values, dtype=dtype) if dtype else values})


# -------------------------------------------------------------------- filling, casting


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe().impute("x", "mean"),
        Recipe().step("impute_knn", ("x",)),
        Recipe().step("impute_iterative", ("x",)),
        Recipe().step("fill_order", ("x",)),
        Recipe().step("outliers", ("x",)),
        Recipe().step("reshape", ("x",)),
        Recipe().step("bin", ("x",)),
        Recipe().step("cluster", ("x",)),
    ],
    ids=lambda recipe: recipe.steps[0].name,
)
def test_C01_nothing_can_be_learnt_from_a_column_without_values(recipe: Recipe) -> None:
    error = refusal(recipe, one([None, None], "float64"))
    assert error.code == "no_values"
    assert error.where[0].column == "x"


def test_C02_a_number_into_text_is_asked() -> None:
    frame = one(["a", None], "str")
    error = refusal(Recipe().impute("x", "constant", 0), frame)
    assert error.code == "number_into_text"
    assert error.where[0].field == "as_text"
    meant = Recipe().step("impute", ("x",), strategy="constant", value=0, as_text=True)
    assert fit(meant, frame).frame["x"].tolist() == ["a", "0"]
    assert refusal(Recipe().impute("x", "mean"), frame).code == "not_numeric"


def test_C03_cells_that_cannot_be_read_are_listed_with_their_rows() -> None:
    values = [str(number) for number in range(1_000)]
    for row in (10, 500, 999):
        values[row] = "n/k"
    error = refusal(Recipe().convert("x", "number"), one(values, "str"))
    assert error.code == "cannot_convert"
    assert [where.row for where in error.where] == [11, 501, 1000]
    assert error.facts["failures"] == 3
    made = fit(Recipe().convert("x", "number", failures="missing"), one(values, "str")).frame
    assert int(made["x"].isna().sum()) == 3


def test_C03_what_cannot_be_read_can_stay_as_text_beside() -> None:
    frame = pd.DataFrame({"x": ["1", "n/k", None, "4"], "x unread": [1, 2, 3, 4]})
    made = fit(Recipe().convert("x", "number", failures="beside"), frame)
    assert made.frame["x"].tolist()[::3] == [1.0, 4.0]
    kept = made.frame["x unread (2)"]
    assert kept.isna().tolist() == [True, False, True, True]
    assert kept.iloc[1] == "n/k"
    assert made.frame["x unread"].tolist() == [1, 2, 3, 4]
    one_row = made.recipe.transform(pd.DataFrame({"x": ["?"], "x unread": [9]}))
    assert one_row["x unread (2)"].tolist() == ["?"]  # the same answer, whatever the other rows


def test_C04_numbers_too_large_for_whole_numbers_are_refused_with_rows() -> None:
    error = refusal(Recipe().convert("x", "integer"), one(["1", str(2**63), "-5"], "str"))
    assert error.code == "cannot_convert"
    assert [where.row for where in error.where] == [2]
    exact = fit(Recipe().convert("x", "integer"), one([str(2**63 - 1)], "str")).frame
    assert exact["x"].tolist() == [2**63 - 1]


# ----------------------------------------------------------------------------- formulas


@pytest.mark.parametrize(
    ("text", "rows", "reason"),
    [
        ("log(x)", [2, 3], "logarithm"),
        ("log10(x) + 1", [2, 3], "logarithm"),
        ("sqrt(x)", [3], "square root"),
        ("1 / x", [2], "division by 0"),
        ("5 % x", [2], "division by 0"),
        ("x ^ 0.5", [3], "power"),
    ],
)
def test_C05_rows_without_a_result_are_counted_and_the_rule_is_chosen(
    text: str, rows: list[int], reason: str
) -> None:
    frame = one([4.0, 0.0, -1.0, None])
    error = refusal(formula(text), frame)
    assert error.code == "undefined_values"
    assert [where.row for where in error.where] == rows
    assert error.facts["count"] == len(rows)
    assert reason in error.what
    missing = fit(formula(text, undefined="missing"), frame).frame["new"]
    assert np.flatnonzero(missing.isna()).tolist() == [row - 1 for row in rows] + [3]
    zero = fit(formula(text, undefined="zero"), frame).frame["new"]
    assert zero.iloc[[row - 1 for row in rows]].tolist() == [0.0] * len(rows)
    assert np.flatnonzero(zero.isna()).tolist() == [3]


def test_C05_a_branch_that_is_not_taken_is_no_fault() -> None:
    made = fit(formula("if(x > 0, log(x), -1)"), one([1.0, 0.0, -3.0])).frame
    assert made["new"].tolist() == [0.0, -1.0, -1.0]


def test_C05_the_logarithm_step_names_rows_and_takes_a_rule() -> None:
    frame = one([3.0, -1.0, -7.0])
    error = refusal(Recipe().step("log", ("x",)), frame)
    assert error.code == "not_positive"
    assert [where.row for where in error.where] == [2, 3]
    assert error.facts["count"] == 2
    made = fit(Recipe().step("log", ("x",), undefined="missing"), frame).frame["x"]
    assert made.isna().tolist() == [False, True, True]


# ---------------------------------------------------------------------- what is lost


def test_C06_duplicates_that_are_nearly_everything_are_asked_about() -> None:
    frame = one([1.0] * 100)
    spec = StepSpec("drop_duplicates")
    (caution,) = about_rows(spec, frame, fit(Recipe((spec,)), frame).frame, None)
    assert caution.ask
    assert (dict(caution.facts)["left"], dict(caution.facts)["rows"]) == (1, 100)
    assert "99" in caution.sentence


def test_C07_outliers_that_are_a_whole_class_are_told_with_its_name() -> None:
    frame = pd.DataFrame({"x": [*range(50), 900, 901], "y": ["well"] * 50 + ["ill"] * 2})
    spec = StepSpec("drop_outliers", ("x",))
    after = fit(Recipe((spec,)), frame).frame
    cautions = about_rows(spec, frame, after, "y")
    assert ["“ill”" in caution.sentence for caution in cautions] == [True]


@pytest.mark.parametrize("name", ["drop_outliers", "outliers"])
def test_C07_a_rule_that_touches_more_than_a_fifth_is_asked_about(name: str) -> None:
    frame = one([float(number) for number in range(100)])
    spec = StepSpec(name, ("x",), (("rule", "quantile"), ("share", 0.2)))
    after = fit(Recipe((spec,)), frame).frame
    assert [caution.ask for caution in about_rows(spec, frame, after, None)] == [True]
    mild = StepSpec(name, ("x",), (("rule", "quantile"), ("share", 0.01)))
    assert about_rows(mild, frame, fit(Recipe((mild,)), frame).frame, None) == ()


@pytest.mark.parametrize(
    "spec",
    [
        StepSpec("subset", ("x",), (("values", ("nowhere",)),)),
        StepSpec("filter_rows", ("x",), (("condition", "is"), ("value", 77))),
    ],
    ids=["subset", "filter"],
)
def test_C08_no_row_left_is_allowed_and_told(spec: StepSpec) -> None:
    frame = one([1, 2, 3])
    after = fit(Recipe((spec,)), frame).frame
    assert len(after) == 0
    (caution,) = about_rows(spec, frame, after, None)
    assert caution.code == "no_rows"


# ------------------------------------------------------------------ patterns, formulas


@pytest.mark.parametrize(
    ("pattern", "position"),
    [("a(b", 2), (r"(a)\1", 4), ("(?=x)(y)", 1), ("(ä)[z-a]", 5), ("(x){2,1}", 4), ("", None)],
)
def test_C09_a_broken_pattern_is_refused_at_its_place(pattern: str, position: int | None) -> None:
    recipe = Recipe().step("extract", ("x",), pattern=pattern)
    error = refusal(recipe, one(["abc"], "str"))
    if position is None:
        assert error.code == "impossible_setting"
        return
    assert error.code == "bad_pattern"
    assert error.facts["position"] == position
    assert f"character {position}" in str(error.where[0].field)


def test_C09_an_evil_pattern_takes_no_longer_than_others() -> None:
    frame = one(["a" * 100_000 + "!"], "str")
    made = fit(Recipe().step("extract", ("x",), pattern="^((a+)+)+$"), frame).frame
    assert made["x 1"].isna().all()
    assert refusal(
        Recipe().step("extract", ("x",), pattern="(" + "a" * 5_000 + ")"), frame
    ).code == "bad_pattern"  # fmt: skip


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("__import__('os')", 1),
        ("x + __import__('os').system('ls')", 21),
        ("@pd.eval('1')", 1),
        ("x.__class__", 2),
        ("x[0]", 2),
        ("lambda: x", 7),
        ("x + ", 4),
        ("1 + (2", 7),
        ("x; x", 2),
        ("x = = x", 5),
        ("log(x, 2)", 1),
        ("'a' + x", 1),
        ("`x", 1),
        ("'open", 1),
        ("x x", 3),
        ('f"{x}"', 2),
        ("", 1),
    ],
)
def test_C10_only_the_grammar_is_accepted_and_the_place_is_marked(text: str, position: int) -> None:
    error = refusal(formula(text), one([1.0]))
    assert error.code == "bad_formula"
    assert error.facts["position"] == position


@pytest.mark.parametrize("text", ["1+" * 5_000_000 + "1", "(" * 1_500 + "x", "-" * 1_500 + "x"])
def test_C10_a_huge_or_deep_formula_is_refused_at_once(text: str) -> None:
    error = refusal(formula(text), one([1.0]))
    assert error.code == "bad_formula"
    assert error.facts["position"] <= MOST_CHARACTERS + 1
    assert len(error.what) < 300


# ------------------------------------------------------------------- columns that clash


@pytest.mark.parametrize("name", ["y", " ", "\u00a0x"])
def test_C11_a_name_that_is_taken_blank_or_looks_the_same_is_refused(name: str) -> None:
    frame = pd.DataFrame({"x": [1], "y": [2], "z": [3]})
    codes = {"y": "name_taken", " ": "blank_name", "\u00a0x": "lookalike_name"}
    assert refusal(Recipe().rename({"z": name}), frame).code == codes[name]


def test_C11_a_computed_column_takes_no_name_that_is_there() -> None:
    frame = one([1.0, 2.0, 3.0])
    taken = Recipe().step("formula", (), to="x", formula="x + 1")
    assert refusal(taken, frame).code == "name_taken"
    assert refusal(Recipe().step("cluster", ("x",), to="x"), frame).code == "name_taken"


def test_C12_a_column_that_a_later_step_needs_is_told_with_the_steps() -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0], "y": [1, 2]})
    later = Recipe().drop("x").step("formula", (), to="z", formula="x * 2")
    error = refusal(later, frame)
    assert (error.code, error.where[0].column) == ("column_missing", "x")
    effects = [(later.steps[0], ("x",), None), (later.steps[1], (), error)]
    cautions = needed_later(effects, "y")[0]
    assert "Compute a column" in cautions[0].sentence


def test_C13_too_many_categories_are_refused_with_ways_out() -> None:
    frame = one([f"value {number}" for number in range(50_000)], "str")
    error = refusal(Recipe().encode("x"), frame)
    assert (error.code, error.facts["found"]) == ("too_many_values", 50_000)
    assert all(word in error.fix for word in ("most frequent", "hashing", "target"))
    top = fit(Recipe().encode("x", top=5), frame).frame
    assert top.shape[1] == 6
    hashed = fit(Recipe().step("encode_hash", ("x",), size=16), frame).frame
    assert hashed.shape[1] == 16


def test_C14_made_names_step_aside_for_those_that_are_there() -> None:
    frame = pd.DataFrame({"x": ["a", "b"], "x = a": [7, 8], "x #1": [1, 2], "x part 1": [3, 4]})
    made = fit(Recipe().encode("x"), frame).frame
    assert made["x = a"].tolist() == [7, 8]
    assert made["x = a (2)"].tolist() == [1, 0]
    hashed = fit(Recipe().step("encode_hash", ("x",), size=2), frame).frame
    assert list(hashed.columns)[:2] == ["x #1 (2)", "x #2"]
    parts = fit(Recipe().step("split_text", ("x",)), frame).frame
    assert "x part 1 (2)" in parts.columns
    assert parts["x part 1"].tolist() == [3, 4]
