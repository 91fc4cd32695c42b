"""What is told before a step is kept: much is lost, or later steps need it."""

from __future__ import annotations

import pandas as pd
import pytest

from mlcore.cleaning.cautions import Caution, about_rows, needed_later
from mlcore.cleaning.preview import preview, walk
from mlcore.cleaning.recipe import Recipe
from mlcore.data.dataset import Dataset
from mlcore.data.read import read_bytes
from mlcore.store.objects import Objects
from mlcore.types import StepSpec

DUPLICATES, CLIP = StepSpec("drop_duplicates"), StepSpec("clip", ("a",))
FRAME = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10], "t": list("xxxxxyyyyz")})
FRAME["t"] = FRAME["t"].astype("str")


@pytest.fixture
def data(tmp_path) -> Dataset:  # type: ignore[no-untyped-def]
    text = FRAME.to_csv(index=False)
    return read_bytes(text.encode(), "t.csv", Objects(tmp_path / "objects"))


def codes(found: tuple[Caution, ...]) -> list[str]:
    return [caution.code for caution in found]


@pytest.mark.parametrize(
    ("left", "wanted"), [(10, []), (5, []), (4, ["drops_most"]), (0, ["no_rows"])]
)
def test_c06_many_dropped_rows_are_asked_about(left: int, wanted: list[str]) -> None:
    found = about_rows(DUPLICATES, FRAME, FRAME.head(left), None)
    assert codes(found) == wanted
    if left == 4:
        assert found[0].ask
        assert found[0].sentence == "This leaves 4 of 10 rows: 60% go."


def test_c07_every_lost_class_is_named() -> None:
    found = about_rows(DUPLICATES, FRAME, FRAME.head(5), "t")
    assert [caution.sentence for caution in found] == [
        "No row of the class “y” of “t” is left.", "No row of the class “z” of “t” is left.",
    ]  # fmt: skip
    assert about_rows(DUPLICATES, FRAME, FRAME.drop(index=0), "t") == ()
    assert about_rows(DUPLICATES, FRAME, FRAME.head(5).drop(columns="t"), "t") == ()


@pytest.mark.parametrize(("most", "asked"), [(9, False), (8, False), (7, True)])
def test_c07_more_than_a_fifth_are_no_outliers(most: float, asked: bool) -> None:
    found = about_rows(CLIP, FRAME, FRAME.assign(a=FRAME["a"].clip(upper=most)), None)
    assert codes(found) == (["many_outliers"] if asked else [])


def test_a_step_that_is_no_rule_for_outliers_may_touch_everything() -> None:
    assert about_rows(StepSpec("log", ("a",)), FRAME, FRAME.assign(a=0.0), None) == ()


def test_c08_no_step_after_an_empty_table_is_tried(data: Dataset) -> None:
    nothing = StepSpec("filter_rows", ("a",), (("condition", "more than"), ("value", 99)))
    off = StepSpec("drop", ("t",), enabled=False)
    first, second, third = preview(Recipe((nothing, CLIP, off)), data)
    assert codes(first.cautions) == ["no_rows"]
    assert not first.cautions[0].ask
    assert (second.empty, second.problem, third.empty) == (1, None, None)


def test_c12_the_steps_that_need_a_column_are_listed(data: Dataset) -> None:
    recipe = Recipe().drop("t").encode("t").scale("a").drop("t")
    effects = preview(recipe, data, target="a")
    (caution,) = effects[0].cautions
    assert caution.sentence == "“t” is needed later: by 2 Encode categories, 4 Drop columns."
    assert [codes(effect.cautions) for effect in effects[1:]] == [[], [], []]


def test_c12_a_step_that_removes_the_target_is_asked_about(data: Dataset) -> None:
    (effect,) = preview(Recipe().keep("a"), data, target="t")
    assert [(c.code, c.ask) for c in effect.cautions] == [("drops_target", True)]
    assert needed_later([], "t") == {}


def test_the_schema_after_some_steps_is_known(data: Dataset) -> None:
    recipe = Recipe().rename({"a": "b"}).encode("t").scale("b")
    assert walk(recipe, data).columns(0) == data.columns
    assert [(c.name, c.kind) for c in walk(recipe, data).columns(1)] == [
        ("b", "number"), ("t", "category"),
    ]  # fmt: skip
    after = walk(recipe, data).columns()
    assert [(c.name, c.kind) for c in after] == [
        ("b", "number"), ("t = x", "integer"), ("t = y", "integer"), ("t = z", "integer"),
    ]  # fmt: skip
