"""The order of columns: every one once, constants told, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.learn.drawing import MOST, Drawing


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1), st.sets(st.integers(0, 8)))
def test_each_column_that_varies_is_looked_at_once(n: int, seed: int, flat: set[int]) -> None:
    looked, known = Drawing(n, seed).columns(0, flat.__contains__)
    assert sorted(looked) == [column for column in range(n) if column not in flat]
    assert known == n - len(looked)


def test_constants_of_a_node_are_not_looked_at_below_it() -> None:
    drawing = Drawing(6, 3)
    asked: list[int] = []

    def flat(column: int) -> bool:
        asked.append(column)
        return column in (1, 4)

    _looked, known = drawing.columns(0, flat)
    assert known == 2
    asked.clear()
    looked, again = drawing.columns(known, flat)
    assert {1, 4}.isdisjoint(asked)
    assert again == 2
    assert sorted(looked) == [0, 2, 3, 5]


def test_orders_differ_from_node_to_node_and_repeat_with_the_seed() -> None:
    first, second = Drawing(8, 5), Drawing(8, 5)
    orders = [first.columns(0, lambda column: False)[0] for _ in range(4)]
    assert orders == [second.columns(0, lambda column: False)[0] for _ in range(4)]
    assert len({tuple(order) for order in orders}) == 4


def test_numbers_stay_between_their_ends_and_use_all_of_them() -> None:
    drawing = Drawing(1, 0)
    found = np.bincount([drawing.below(2, 7) for _ in range(2000)], minlength=7)
    assert found[:2].tolist() == [0, 0]
    assert found[2:].min() > 300


@pytest.mark.parametrize("state", [0, 1, MOST])
def test_the_register_never_sticks(state: int) -> None:
    drawing = Drawing(1, 0)
    drawing.state = state
    found = {drawing.below(0, 10**6) for _ in range(50)}
    assert len(found) > 45
    assert 0 < drawing.state < 2**32
