import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.types import StepSpec
from pages.ui.explore_findings import in_recipe

TIDY = (("case", "lower"),)
KEPT = Recipe(
    (StepSpec("clean_text", ("answer", "shop"), TIDY), StepSpec("drop_duplicates", ("id",)))
)


@pytest.mark.parametrize(
    ("cure", "there"),
    [
        (StepSpec("clean_text", ("answer", "shop"), TIDY), True),
        (StepSpec("clean_text", ("shop",), TIDY), True),
        (StepSpec("clean_text", ("shop", "town"), TIDY), False),
        (StepSpec("clean_text", ("shop",), (("case", "upper"),)), False),
        (StepSpec("drop_duplicates"), False),
    ],
)
def test_a_step_for_more_columns_is_there_for_some_of_them(cure: StepSpec, there: bool) -> None:
    assert in_recipe(cure, KEPT) is there
