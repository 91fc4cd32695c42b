"""A recipe on other data: what does not fit is said first, and nothing goes by place."""

from __future__ import annotations

import pytest

from mlcore.cleaning.apply import apply
from mlcore.cleaning.fitting import fitting
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.data.read import read_bytes
from mlcore.store.objects import Objects

RECIPE = Recipe().rename({"a": "number"}).scale("number").drop("c")


@pytest.fixture
def objects(tmp_path) -> Objects:  # type: ignore[no-untyped-def]
    return Objects(tmp_path / "objects")


def table(text: str, objects: Objects) -> Dataset:
    return read_bytes(text.encode(), "t.csv", objects)


def made_for(data: Dataset) -> list:  # type: ignore[type-arg]
    return [(column.name, column.kind) for column in data.columns]


def test_the_table_it_was_made_for_fits(objects: Objects) -> None:
    data = table("a,b,c\n1,x,5\n2,y,6\n", objects)
    fit = fitting(RECIPE, made_for(data), data)
    assert (fit.missing, fit.extra, fit.kinds, fit.reordered, fit.unfit) == ((), (), (), False, ())
    assert fit.usable == RECIPE


def test_c16_missing_extra_and_reordered_columns_are_told(objects: Objects) -> None:
    old = table("a,b,c\n1,x,5\n2,y,6\n", objects)
    new = table("b,new,a\n1,x,5\n2,y,6\n", objects)
    fit = fitting(RECIPE, made_for(old), new)
    assert fit.missing == (("c", ("3 Drop columns",)),)
    assert fit.extra == ("new",)
    assert fit.reordered
    assert fit.kinds == (("b", "category", "integer"),)
    (unfit,) = fit.unfit
    assert (unfit.number, unfit.words) == (3, "3 Drop columns")
    assert "“c”" in unfit.why


def test_c16_what_a_formula_reads_is_missing_too(objects: Objects) -> None:
    old = table("a,b\n1,5\n2,6\n", objects)
    recipe = Recipe().step("formula", (), to="sum", formula="a + b")
    fit = fitting(recipe, made_for(old), table("a\n1\n2\n", objects))
    assert fit.missing == (("b", ("1 Compute a column",)),)
    assert [unfit.number for unfit in fit.unfit] == [1]


def test_c16_steps_go_by_name_never_by_place(objects: Objects) -> None:
    old = table("a,b,c\n1,10,5\n2,20,6\n", objects)
    new = table("c,b,a\n1,10,5\n2,20,9\n", objects)
    fit = fitting(RECIPE, made_for(old), new)
    assert fit.reordered
    assert fit.unfit == ()
    made = apply(fit.usable, new).frame()
    assert list(made.columns) == ["b", "number"]
    assert made["number"].tolist() == [-1.0, 1.0]


def test_c16_what_does_not_fit_is_switched_off_and_the_rest_runs(objects: Objects) -> None:
    old = table("a,b,c\n1,x,5\n2,y,6\n", objects)
    new = table("a,b\nx,1\ny,2\n", objects)
    fit = fitting(RECIPE, made_for(old), new)
    assert [unfit.number for unfit in fit.unfit] == [2, 3]
    assert [step.enabled for step in fit.usable.steps] == [True, False, False]
    assert list(apply(fit.usable, new).names) == ["number", "b"]


def test_a_missing_column_that_no_step_needs_is_no_matter(objects: Objects) -> None:
    old = table("a,b,c\n1,x,5\n2,y,6\n", objects)
    fit = fitting(RECIPE, made_for(old), table("a,c\n1,2\n3,4\n", objects))
    assert (fit.missing, fit.unfit, fit.reordered) == ((), (), False)
