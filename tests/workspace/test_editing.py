"""Edits of a recipe: one click one effect, and never over work that was not seen."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.types import StepSpec
from mlcore.workspace import editing
from mlcore.workspace.history import History
from mlcore.workspace.workspace import Workspace, enter
from tests.cleaning.tables import mixed

A, B = StepSpec("drop", ("a",)), StepSpec("drop", ("b",))


@pytest.fixture
def space(tmp_path) -> Workspace:
    return enter(Store.open(load({}, home=tmp_path)), None)


def test_the_same_click_counts_once(space: Workspace) -> None:
    assert editing.edit(space, "t", 0, "add", editing.added(A))
    assert not editing.edit(space, "t", 0, "add", editing.added(A))
    assert space.recipe("t").steps == (A,)
    assert editing.edit(space, "t", 1, "add", editing.added(A))
    assert space.recipe("t").steps == (A, A)


def test_v03_another_change_of_an_older_state_is_told(space: Workspace) -> None:
    editing.edit(space, "t", 0, "add a", editing.added(A))
    with pytest.raises(LoupeError) as caught:
        editing.edit(space, "t", 0, "add b", editing.added(B))
    assert caught.value.code == "changed_elsewhere"
    assert space.recipe("t").steps == (A,)


def test_undo_pressed_twice_on_one_state_goes_one_back(space: Workspace) -> None:
    editing.edit(space, "t", 0, "add", editing.added_all((A,)))
    editing.edit(space, "t", 1, "add", editing.added(B))
    assert editing.undo(space, "t", 2)
    assert not editing.undo(space, "t", 2)
    assert space.recipe("t").steps == (A,)
    assert editing.redo(space, "t", 3)
    assert space.recipe("t").steps == (A, B)


@given(st.integers(1, 6), st.data())
def test_changes_do_what_the_same_change_of_a_list_does(size: int, data: st.DataObject) -> None:
    steps = [StepSpec("drop", (str(number),)) for number in range(size)]
    at, to = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    recipe = Recipe(tuple(steps))
    assert list(editing.removed(at)(recipe).steps) == steps[:at] + steps[at + 1 :]
    assert list(editing.changed(at, A)(recipe).steps) == [*steps[:at], A, *steps[at + 1 :]]
    moved = [step for step in steps if step is not steps[at]]
    moved.insert(to, steps[at])
    assert list(editing.moved(at, to)(recipe).steps) == moved
    once = editing.switched(at)(recipe)
    assert [step.enabled for step in once.steps] == [place != at for place in range(size)]
    assert editing.switched(at)(once) == recipe


def test_c15_two_hundred_steps_back_and_forth_are_bit_equal_after_a_restart(tmp_path) -> None:  # type: ignore[no-untyped-def]
    frame, history = mixed(20), History()
    names = ["größe", "number", "a.b"]
    for i in range(200):
        change = editing.added(StepSpec("set_missing", (names[i % 3],), (("values", (i,)),)))
        if i % 5 == 4:
            change = editing.moved(0, 2)
        elif i % 7 == 6:
            change = editing.switched(1)
        history = history.edit(change(history.recipe))
    states = history.states
    enter(Store.open(load({}, home=tmp_path)), None).save_history("t", history, 0)
    space = enter(Store.open(load({}, home=tmp_path)), None)  # as after a restart
    for revision in range(1, 201):
        editing.undo(space, "t", revision)
    back = enter(Store.open(load({}, home=tmp_path)), None).history("t")[0]
    assert (back.recipe, back.can_undo, back.states) == (Recipe(), False, states)
    for state in states[1:]:
        back = back.redo()
        assert back.recipe == state
    made = fit(back.recipe, frame).frame
    pd.testing.assert_frame_equal(made, fit(states[-1], frame).frame, check_exact=True)


def test_a_history_as_the_first_release_wrote_it_is_read() -> None:
    states = [Recipe(), Recipe((A,)), Recipe((A, B))]
    old = {"states": [s.to_json() for s in states], "cursor": 1, "applied": ["x"]}
    assert History.from_json(old) == History(tuple(states), 1, ("x",))


def test_a_long_history_is_stored_once_for_each_step() -> None:
    history, recipe = History(), Recipe()
    for i in range(100):
        recipe = recipe.drop(f"c{i}")
        history = history.edit(recipe)
    stored = history.to_json()
    assert len(stored["steps"]["steps"]) == 100
    assert History.from_json(json.loads(json.dumps(stored))) == history
