import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.workspace.history import History

ONE = Recipe().drop("a")
TWO = ONE.drop("b")


def test_undo_and_redo_walk_the_states():
    history = History().edit(ONE).edit(TWO)
    assert history.recipe == TWO
    assert history.undo().recipe == ONE
    assert history.undo().redo().recipe == TWO


def test_an_edit_after_undo_forgets_the_future():
    history = History().edit(ONE).edit(TWO).undo().edit(Recipe().drop("c"))
    assert not history.can_redo
    assert history.undo().recipe == ONE


def test_the_same_click_counts_once():
    history = History().edit(ONE, "click-1")
    assert history.edit(TWO, "click-1") == history


def test_the_ends_say_so():
    with pytest.raises(LoupeError, match="undo"):
        History().undo()
    with pytest.raises(LoupeError, match="redo"):
        History().redo()


@given(st.lists(st.sampled_from("eur"), max_size=40))
def test_any_walk_survives_storage_and_matches_a_plain_list(walk):
    history, states, cursor = History(), [Recipe()], 0
    for number, move in enumerate(walk):
        if move == "e":
            recipe = Recipe().drop(f"c{number}")
            history, states = history.edit(recipe), [*states[: cursor + 1], recipe]
            cursor += 1
        elif move == "u" and cursor:
            history, cursor = history.undo(), cursor - 1
        elif move == "r" and cursor < len(states) - 1:
            history, cursor = history.redo(), cursor + 1
        assert history.recipe == states[cursor]
    assert History.from_json(history.to_json()) == history
