from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.cleaning.catalogue import STEPS, Step
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.types import StepSpec

SCALARS = st.text(max_size=5) | st.integers() | st.booleans() | st.floats(-1e9, 1e9)
VALUES: dict[str, Any] = {
    "number": st.floats(-1e9, 1e9) | st.integers(-9, 9),
    "integer": st.integers(1, 99),
    "boolean": st.booleans(),
    "text": st.text(max_size=8),
    "column": st.text(max_size=8),
    "value": SCALARS,
    "values": st.lists(SCALARS, min_size=1, max_size=4).map(tuple),
}


@st.composite
def specs(draw: st.DrawFn) -> StepSpec:
    entry: Step = draw(st.sampled_from(STEPS))
    most = 3 if entry.most is None else entry.most
    columns = draw(st.lists(st.text(max_size=6), min_size=entry.least, max_size=most, unique=True))
    params = []
    for param in entry.params:
        if param.needed or draw(st.booleans()):
            chosen = param.kind in ("choice", "choices")
            known = st.integers(1, param.most) if param.most else VALUES.get(param.kind)
            value = draw(st.sampled_from(param.choices) if chosen else known)
            params.append((param.name, (value,) if param.kind == "choices" else value))
    return StepSpec(entry.name, tuple(columns), tuple(params), draw(st.booleans()), draw(st.text()))


RECIPES = st.lists(specs(), max_size=6).map(lambda steps: Recipe(tuple(steps)))


@given(RECIPES)
def test_json_and_back(recipe: Recipe) -> None:
    text = json.dumps(recipe.to_json())
    again = Recipe.from_json(json.loads(text))
    assert again == recipe
    assert hash(again) == hash(recipe)
    assert again.fingerprint == recipe.fingerprint
    assert [spec.id for spec in again.steps] == [spec.id for spec in recipe.steps]


@given(RECIPES, RECIPES)
def test_equal_fingerprints_mean_equal_steps(first: Recipe, second: Recipe) -> None:
    def on(recipe: Recipe) -> list[Any]:
        return [
            (s.name, s.columns, json.dumps(sorted(s.params))) for s in recipe.steps if s.enabled
        ]

    assert (first.fingerprint == second.fingerprint) == (on(first) == on(second))


def test_order_matters_and_nothing_is_changed_in_place() -> None:
    first = Recipe().drop("a")
    assert first.scale("b") != Recipe().scale("b").drop("a")
    assert first.scale("b").fingerprint != Recipe().scale("b").drop("a").fingerprint
    assert len(first) == 1


def test_a_fingerprint_does_not_depend_on_the_process() -> None:
    recipe = Recipe().drop("a").impute("b", "mean")
    assert recipe.fingerprint == Recipe.from_json(recipe.to_json()).fingerprint
    assert len(recipe.fingerprint) == 64


def test_lists_become_tuples() -> None:
    spec = StepSpec("set_missing", ["a", "a"], (("values", [1, 2]),))  # type: ignore[arg-type]
    recipe = Recipe((spec,))
    assert recipe.steps[0].columns == ("a",)
    assert hash(recipe) == hash(Recipe().step("set_missing", ("a",), values=(1, 2)))


def test_names_are_renamed_one_by_one() -> None:
    recipe = Recipe().rename({"a": "b", "c": "d"})
    assert [(s.columns, s.param("to")) for s in recipe.steps] == [(("a",), "b"), (("c",), "d")]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Recipe().step("explode", ("a",)), "unknown_step"),
        (lambda: Recipe().step("drop", ("a",), hard=True), "unknown_parameter"),
        (lambda: Recipe().impute("a", "guess"), "bad_parameter"),
        (lambda: Recipe().convert("a", "complex"), "bad_parameter"),
        (lambda: Recipe().encode("a", top=0), "bad_parameter"),
        (lambda: Recipe().encode("a", top=True), "bad_parameter"),
        (lambda: Recipe().clip("a", reach=float("nan")), "bad_parameter"),
        (lambda: Recipe().step("set_missing", ("a",), values=()), "bad_parameter"),
        (lambda: Recipe().step("set_missing", ("a",)), "missing_parameter"),
        (lambda: Recipe().drop(), "wrong_column_count"),
        (lambda: Recipe().step("rename", ("a", "b"), to="c"), "wrong_column_count"),
    ],
)
def test_impossible_steps(make: Any, code: str) -> None:
    with pytest.raises(LoupeError) as caught:
        make()
    assert caught.value.code == code
    assert caught.value.where[0].step


@pytest.mark.parametrize(
    "body",
    [7, "drop", {"steps": 1}, {"format": 99, "steps": []}, [1], [{"columns": ["a"]}],
     [{"name": "drop", "columns": "a"}], [{"name": "drop", "columns": ["a"], "params": []}]],
)  # fmt: skip
def test_what_is_no_recipe(body: Any) -> None:
    with pytest.raises(LoupeError) as caught:
        Recipe.from_json(body)
    assert caught.value.code == "bad_recipe"


def test_files(tmp_path: Path) -> None:
    recipe = Recipe().rename({"ä": "<b>"}).encode("c", "ordinal", order=("x", "y"))
    recipe.save(tmp_path / "r.json")
    assert Recipe.load(tmp_path / "r.json") == recipe
    (tmp_path / "bad.json").write_text('{"steps":\n[}')
    with pytest.raises(LoupeError) as caught:
        Recipe.load(tmp_path / "bad.json")
    assert (caught.value.code, caught.value.where[0].line) == ("bad_recipe", 2)
    with pytest.raises(LoupeError):
        Recipe.load(tmp_path / "none.json")


def test_a_setting_may_be_called_name() -> None:
    (spec,) = Recipe().step("group_rare", ("b",), share=0.1, name="rest").steps
    assert (spec.name, spec.param("name")) == ("group_rare", "rest")
