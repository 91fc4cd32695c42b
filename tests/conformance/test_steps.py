"""What every step promises, tried on every step of the catalogue."""

from __future__ import annotations

import pickle
from functools import cache

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.base import clone

from mlcore.cleaning.catalogue import FAMILIES, STEPS, TRANSFORMERS, step
from mlcore.cleaning.fit import STORED, Fitted, fit
from mlcore.cleaning.inputs import inputs, origins
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.prediction.archive import inspect
from mlcore.types import StepSpec
from tests.cleaning.tables import SPECS, mixed, name_of

CELLS = tuple(spec for spec in SPECS if step(spec.name).scope == "cells")
ROWS = tuple(spec for spec in SPECS if step(spec.name).scope == "rows")
OTHERWISE_IN_TRAINING = {
    "encode_target": "training rows get the means of other rows",
    "fill_order": "without a column to order by, new rows come after all training rows",
}
every = pytest.mark.parametrize("spec", SPECS, ids=name_of)
every_cell_step = pytest.mark.parametrize("spec", CELLS, ids=name_of)
every_row_step = pytest.mark.parametrize("spec", ROWS, ids=name_of)


def unseen(rows: int = 25) -> pd.DataFrame:
    """Return rows with values that training never had."""
    frame = mixed(rows, seed=1)
    frame.loc[0, "<b>x</b>"] = "never seen"
    frame.loc[1, ["number", "größe"]] = [1e9, 77]
    return frame


@cache
def learnt(spec: StepSpec) -> Fitted:
    """Return the step fitted to the usual rows; for tests that change nothing of it."""
    return fit(Recipe((spec,)), mixed())


def same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        first.reset_index(drop=True), second.reset_index(drop=True), check_dtype=False
    )


def test_every_step_is_tried() -> None:
    assert {spec.name for spec in SPECS} == {entry.name for entry in STEPS}
    assert len({entry.name for entry in STEPS}) == len(STEPS)


@pytest.mark.parametrize("entry", STEPS, ids=lambda entry: entry.name)
def test_facts_are_complete(entry) -> None:  # type: ignore[no-untyped-def]
    assert entry.sentence.endswith(".")
    assert entry.family in FAMILIES
    assert all(param.help for param in entry.params)
    choices = [param for param in entry.params if param.kind == "choice"]
    assert all(param.default in (None, *param.choices) for param in choices)


@every
def test_the_given_frame_is_not_changed(spec: StepSpec) -> None:
    frame = mixed()
    fit(Recipe((spec,)), frame)
    pd.testing.assert_frame_equal(frame, mixed())


@every_cell_step
def test_training_rows_and_replay_agree(spec: StepSpec) -> None:
    frame = mixed()
    fitted = fit(Recipe((spec,)), frame)
    again = fitted.recipe.transform(frame)
    if spec.name in OTHERWISE_IN_TRAINING and not spec.param("by"):
        assert list(again.columns) == list(fitted.frame.columns)
        return
    same(again, fitted.frame)
    assert list(fitted.rows) == list(range(len(frame)))


@every_cell_step
def test_other_rows_get_the_same_columns_and_keep_their_order(spec: StepSpec) -> None:
    fitted = learnt(spec)
    found = fitted.recipe.transform(unseen())
    assert list(found.columns) == list(fitted.frame.columns)
    assert len(found) == 25
    assert list(found.index) == list(range(25))


@every_cell_step
def test_one_row_alone_reads_as_among_others(spec: StepSpec) -> None:
    recipe, frame = learnt(spec).recipe, unseen()
    together = recipe.transform(frame)
    alone = [recipe.transform(frame.iloc[[i]]) for i in range(len(frame))]
    assert all(list(row.columns) == list(together.columns) for row in alone)
    same(pd.concat(alone), together)


@every_cell_step
def test_gaps_everywhere_are_taken(spec: StepSpec) -> None:
    fitted, frame = learnt(spec), mixed(3)
    frame["größe"] = frame["größe"].astype("Int64")
    for name in frame.columns:
        frame[name] = pd.array([None] * 3, dtype=frame[name].dtype)
    found = fitted.recipe.transform(frame)
    assert list(found.columns) == list(fitted.frame.columns)


@every_cell_step
def test_no_rows_give_no_rows(spec: StepSpec) -> None:
    fitted = learnt(spec)
    found = fitted.recipe.transform(mixed().iloc[:0])
    assert list(found.columns) == list(fitted.frame.columns)
    assert len(found) == 0


@every_cell_step
def test_an_absent_column_is_skipped(spec: StepSpec) -> None:
    fitted = learnt(spec)
    for gone in mixed().columns:
        frame = mixed().drop(columns=gone)
        found = fitted.recipe.transform(frame)
        names = [str(name) for name in mixed().columns]
        pairs = fitted.recipe.transformers[0].outputs(names)
        left = {new for new, _ in pairs} - {new for new, old in pairs if old == gone}
        assert set(found.columns) == left


@every
def test_a_column_missing_while_learning_is_named(spec: StepSpec) -> None:
    for gone in step(spec.name).build(spec).reads():
        with pytest.raises(LoupeError) as caught:
            fit(Recipe((spec,)), mixed().drop(columns=gone))
        assert caught.value.code == "column_missing"
        assert caught.value.where[0].column == gone
        assert caught.value.where[0].step == spec.name


@every_cell_step
def test_row_wise_steps_learn_nothing(spec: StepSpec) -> None:
    if step(spec.name).fitted:
        return
    half = fit(Recipe((spec,)), mixed().iloc[:30]).recipe
    whole = learnt(spec).recipe
    same(half.transform(unseen()), whole.transform(unseen()))


@every_cell_step
def test_it_is_stored_without_code(spec: StepSpec) -> None:
    fitted = learnt(spec).recipe
    data = skops.io.dumps(fitted)
    ours = {f"{kind.__module__}.{kind.__qualname__}" for kind in STORED}
    asked = skops.io.get_untrusted_types(data=data)
    assert set(asked) <= ours | {"sklearn.tree._tree.Tree"}
    inspect(data, "recipe")
    again = skops.io.loads(data, trusted=asked)
    pd.testing.assert_frame_equal(again.transform(unseen()), fitted.transform(unseen()))
    assert again.recipe == fitted.recipe
    assert type(fitted.transformers[0]) in TRANSFORMERS


@every_cell_step
def test_sources_name_the_raw_columns(spec: StepSpec) -> None:
    fitted = learnt(spec)
    assert list(fitted.recipe.sources) == list(fitted.frame.columns)
    before = origins(Recipe((spec,)), mixed().columns)
    assert set(fitted.recipe.sources.values()) <= set(inputs(Recipe((spec,)), mixed().columns))
    if spec.name != "select_features":
        assert {old for olds in before.values() for old in olds} >= set(spec.columns) or (
            spec.name in ("drop", "keep")
        )


@every_row_step
def test_row_steps_keep_the_order_and_do_nothing_at_prediction(spec: StepSpec) -> None:
    frame = mixed()
    fitted = fit(Recipe((spec,)), frame)
    assert len(set(fitted.rows)) == len(fitted.rows)
    if spec.name == "sort_rows":
        assert len(fitted.rows) == len(frame)
    else:
        assert 0 < len(fitted.rows) < len(frame)
        assert (np.diff(fitted.rows) > 0).all()
    pd.testing.assert_frame_equal(fitted.frame, frame.iloc[fitted.rows])
    pd.testing.assert_frame_equal(fitted.recipe.transform(frame), frame)


def test_all_of_them_in_a_row() -> None:
    recipe = Recipe(
        (
            StepSpec("clean_text", ("<b>x</b>",), (("case", "lower"),)),
            StepSpec("drop_duplicates"),
            StepSpec("impute", ("number", "a.b"), (("strategy", "median"), ("indicator", True))),
            StepSpec("clip", ("number",)),
            StepSpec("scale", ("number", "a.b")),
            StepSpec("rename", ("<b>x</b>",), (("to", "colour"),)),
            StepSpec("encode", ("colour", "`;--")),
            StepSpec("date_parts", ("",)),
            StepSpec("drop", ("größe",)),
        )
    )
    fitted = fit(recipe, mixed())
    assert fitted.recipe.sources["colour = red"] == "<b>x</b>"
    assert fitted.recipe.sources["number is missing"] == "number"
    assert all(pd.api.types.is_numeric_dtype(kind) for kind in fitted.frame.dtypes)
    assert "größe" not in inputs(recipe, mixed().columns)


@every
def test_settings_are_given_taken_and_cloned(spec: StepSpec) -> None:
    made = step(spec.name).build(spec)
    params = made.get_params()
    assert params["columns"] == list(spec.columns)
    assert dict(spec.params).items() <= params.items()
    other = clone(made)
    assert other is not made
    assert other.get_params() == params
    assert vars(other) == vars(type(made)(**params))
    assert other.set_params(columns=["else"]) is other
    assert other.get_params()["columns"] == ["else"]
    assert made.get_params() == params
    with pytest.raises(ValueError, match="no setting 'colour'"):
        other.set_params(colour="red")


@every_cell_step
def test_a_clone_of_a_fitted_step_has_learnt_nothing(spec: StepSpec) -> None:
    fitted = step(spec.name).build(spec).fit(mixed())
    again = clone(fitted)
    assert not [name for name in vars(again) if name.endswith("_")]
    same(again.fit(mixed()).transform(unseen()), fitted.transform(unseen()))


@every_cell_step
def test_fitting_twice_forgets_the_first_time(spec: StepSpec) -> None:
    made = step(spec.name).build(spec)
    once = made.fit(unseen(40)).fit(mixed()).transform(unseen())
    same(once, step(spec.name).build(spec).fit(mixed()).transform(unseen()))


@every_cell_step
def test_it_is_pickled(spec: StepSpec) -> None:
    fitted = learnt(spec).recipe
    again = pickle.loads(pickle.dumps(fitted))
    same(again.transform(unseen()), fitted.transform(unseen()))


@every_cell_step
def test_names_out_are_the_columns(spec: StepSpec) -> None:
    names = [str(name) for name in mixed().columns]
    made = step(spec.name).build(spec).fit(mixed())
    found = list(dict.fromkeys(new for new, _ in made.outputs(names)))
    assert found == list(made.transform(mixed()).columns)
    assert {old for _, old in made.outputs(names)} <= set(names)


@every_cell_step
def test_columns_in_another_order_and_further_ones_change_nothing(spec: StepSpec) -> None:
    fitted = learnt(spec).recipe
    frame = unseen()[list(reversed(mixed().columns))].assign(further=1)
    wanted = fitted.transform(unseen())
    same(fitted.transform(frame)[list(wanted.columns)], wanted)


@every
def test_a_setting_that_does_not_exist_is_refused(spec: StepSpec) -> None:
    with pytest.raises(LoupeError) as caught:
        Recipe((StepSpec(spec.name, spec.columns, (*spec.params, ("colour", "red"))),))
    assert caught.value.code == "unknown_parameter"
    assert caught.value.where[0].step == spec.name


@every
def test_impossible_settings_are_refused_with_a_reason(spec: StepSpec) -> None:
    for param in step(spec.name).params:
        given = tuple((name, value) for name, value in spec.params if name != param.name)
        with pytest.raises(LoupeError) as caught:
            Recipe((StepSpec(spec.name, spec.columns, (*given, (param.name, object()))),))
        assert caught.value.code == "bad_parameter"
        assert caught.value.where[0].field == param.name
