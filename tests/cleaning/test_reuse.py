"""C16: a recipe on another table: by name, with a report of what does not fit."""

from __future__ import annotations

import pandas as pd

from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.reuse import Misfit, reuse
from mlcore.data.kinds import specs
from mlcore.types import StepSpec


def table(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


FIRST = table(age=[1.0, None, 5.0], ward=["a", "b", "a"], stay=[3, 4, 5])
RECIPE = Recipe().impute("age", "mean").rename({"ward": "unit"}).encode("unit").scale("stay")


def test_a_recipe_fits_the_table_it_was_made_for() -> None:
    found = reuse(RECIPE, specs(FIRST), FIRST.columns)
    assert found.fits
    assert (found.misfits, found.extra, found.reordered) == ((), (), False)


def test_C16_missing_columns_are_listed_with_the_steps_that_need_them() -> None:
    other = FIRST.drop(columns=["ward", "age"])
    found = reuse(RECIPE, specs(other), FIRST.columns)
    assert not found.fits
    assert found.misfits == (
        Misfit(1, "Fill missing values", ("age",)),
        Misfit(2, "Rename a column", ("ward",)),
        Misfit(3, "Encode categories", ("unit",)),
    )


def test_C16_columns_of_another_kind_are_listed() -> None:
    other = FIRST.assign(stay=["long", "short", "long"])
    (misfit,) = reuse(RECIPE, specs(other), FIRST.columns).misfits
    assert misfit.number == 4
    assert [name for name, _ in misfit.wrong_kind] == ["stay"]


def test_C16_extra_and_reordered_columns_are_told_and_change_nothing() -> None:
    other = FIRST[["stay", "ward", "age"]].assign(more=1)
    found = reuse(RECIPE, specs(other), FIRST.columns)
    assert found.fits
    assert found.extra == ("more",)
    assert found.reordered
    made, wanted = fit(RECIPE, other).frame, fit(RECIPE, FIRST).frame
    pd.testing.assert_frame_equal(made[list(wanted.columns)], wanted)


def test_a_step_that_is_off_needs_nothing() -> None:
    off = Recipe((StepSpec("drop", ("nowhere",), enabled=False),))
    assert reuse(off, specs(FIRST)).fits


def test_what_a_formula_reads_is_needed() -> None:
    recipe = Recipe().step("formula", (), to="x", formula="age / years")
    (misfit,) = reuse(recipe, specs(FIRST)).misfits
    assert misfit.missing == ("years",)
