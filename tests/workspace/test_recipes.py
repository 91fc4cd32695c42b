"""Recipes kept by name outlive the process and keep the columns they were made for."""

from __future__ import annotations

import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.types import ColumnSpec
from mlcore.workspace import recipes
from mlcore.workspace.workspace import Workspace, enter

COLUMNS = (ColumnSpec("a", "number", "float64"), ColumnSpec("`b`", "text", "str"))
RECIPE = Recipe().impute("a", "median").drop("`b`")


@pytest.fixture
def space(tmp_path) -> Workspace:  # type: ignore[no-untyped-def]
    return enter(Store.open(load({}, home=tmp_path)), None)


def test_a_saved_recipe_is_there_after_a_restart(space: Workspace, tmp_path) -> None:  # type: ignore[no-untyped-def]
    recipes.save(space, " tidy   sales ", RECIPE, COLUMNS, "Sales")
    again = enter(Store.open(load({}, home=tmp_path)), None)
    (saved,) = recipes.listing(again)
    assert (saved.name, saved.recipe, saved.dataset) == ("tidy sales", RECIPE, "Sales")
    assert saved.columns == (("a", "number"), ("`b`", "text"))


def test_a_name_is_used_once_and_the_newest_comes_first(space: Workspace) -> None:
    recipes.save(space, "one", RECIPE, COLUMNS, "Sales")
    recipes.save(space, "two", Recipe(), COLUMNS, "Sales")
    recipes.save(space, "one", Recipe().drop("a"), COLUMNS, "Other")
    assert [(s.name, len(s.recipe), s.dataset) for s in recipes.listing(space)] == [
        ("one", 1, "Other"), ("two", 0, "Sales"),
    ]  # fmt: skip


def test_a_forgotten_one_is_gone_and_its_name_free(space: Workspace) -> None:
    recipes.save(space, "one", RECIPE, COLUMNS, "Sales")
    recipes.forget(space, "one")
    assert recipes.listing(space) == ()
    recipes.save(space, "one", RECIPE, COLUMNS, "Sales")
    assert len(recipes.listing(space)) == 1


def test_a_blank_name_is_refused(space: Workspace) -> None:
    with pytest.raises(LoupeError) as caught:
        recipes.save(space, "  ", RECIPE, COLUMNS, "Sales")
    assert caught.value.code == "no_recipe_name"
    assert recipes.listing(space) == ()


def test_workspaces_do_not_see_each_others(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = Store.open(load({"LOUPE_WORKSPACES": "many"}, home=tmp_path))
    one, two = enter(store, None), enter(store, None)
    recipes.save(one, "one", RECIPE, COLUMNS, "Sales")
    assert recipes.listing(two) == ()
