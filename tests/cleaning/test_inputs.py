from __future__ import annotations

import pytest

from mlcore.cleaning.fit import fit
from mlcore.cleaning.inputs import inputs, origins, possible_targets, source_of
from mlcore.cleaning.recipe import Recipe
from tests.cleaning.tables import mixed

NAMES = tuple(mixed().columns)


def test_dropped_columns_are_not_needed() -> None:
    assert inputs(Recipe().drop("number"), NAMES) == NAMES[1:]
    assert inputs(Recipe().keep("number", ""), NAMES) == ("number", "")
    assert inputs(Recipe(), NAMES) == NAMES


def test_a_column_lives_on_in_what_is_made_of_it() -> None:
    recipe = (
        Recipe()
        .step("date_parts", ("",), parts=("year", "month"))
        .encode("<b>x</b>")
        .rename({"number": "n"})
        .drop(" year")
    )
    assert inputs(recipe, NAMES) == NAMES
    assert inputs(recipe.drop(" month"), NAMES) == tuple(name for name in NAMES if name)


def test_a_step_that_is_off_plays_no_part() -> None:
    recipe = Recipe().drop("number")
    off = Recipe.from_json([{**recipe.to_json()["steps"][0], "enabled": False}])
    assert inputs(off, NAMES) == NAMES


def test_sources_through_the_whole_recipe() -> None:
    recipe = (
        Recipe()
        .rename({"number": "n"})
        .impute("n", "mean", indicator=True)
        .encode("<b>x</b>")
        .step("date_parts", ("",))
        .rename({"n": "value"})
    )
    fitted = fit(recipe, mixed()).recipe
    for name, source in fitted.sources.items():
        assert source_of(fitted, name) == source
        assert source_of(recipe, name) == source
    assert fitted.sources["value"] == fitted.sources["n is missing"] == "number"


@pytest.mark.parametrize(
    ("recipe", "gone"),
    [
        (Recipe().drop("a"), "a"),
        (Recipe().keep("b"), "a"),
        (Recipe().rename({"a": "b"}), "a"),
        (Recipe().step("date_parts", ("a",)), "a"),
    ],
)
def test_a_column_that_is_no_more(recipe: Recipe, gone: str) -> None:
    with pytest.raises(KeyError):
        source_of(recipe, gone)


def test_what_a_step_makes_up_is_no_target() -> None:
    recipe = Recipe().impute("age", "median", indicator=True).rename({"ward": "unit"})
    assert possible_targets(recipe, ("age", "ward", "stay")) == ("age", "unit", "stay")


def test_a_column_made_from_several_needs_them_all() -> None:
    recipe = Recipe().step("formula", (), to="sum", formula="a + b").drop("a", "b")
    assert inputs(recipe, ("a", "b", "c")) == ("a", "b", "c")
    assert origins(recipe, ("a", "b", "c"))["sum"] == ("a", "b")
    assert possible_targets(recipe, ("a", "b", "c")) == ("c",)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe().step("formula", (), to="sum", formula="a +"),
        Recipe().step("extract", ("a",), pattern="(x"),
    ],
)
def test_a_step_that_will_be_refused_makes_no_column(recipe: Recipe) -> None:
    assert inputs(recipe, ("a", "b")) == possible_targets(recipe, ("a", "b")) == ("a", "b")
