"""Scenarios are kept per model under names of their own, by several tabs at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.workspace import scenarios
from mlcore.workspace.scenarios import Scenario
from mlcore.workspace.workspace import Workspace, enter


@pytest.fixture
def space(home: Path) -> Workspace:
    return enter(Store.open(load()), None)


def names(space: Workspace, model: str = "m") -> list[str]:
    return [one.name for one in scenarios.listing(space, model)]


def test_they_come_back_with_their_values_in_order(space: Workspace) -> None:
    row = {"a": 1.5, "b": None, "c": "x", "d": "2026-01-02", "e": True}
    scenarios.keep(space, "m", Scenario("first", row))
    scenarios.keep(space, "m", Scenario("second", {}))
    scenarios.keep(space, "other", Scenario("elsewhere", {}))
    assert names(space) == ["first", "second"]
    assert scenarios.listing(space, "m")[0].row == row
    assert names(space, "other") == ["elsewhere"]


def test_a_name_that_is_taken_gets_a_number(space: Workspace) -> None:
    for _ in range(3):
        scenarios.keep(space, "m", Scenario("  same\nname ", {}))
    assert names(space) == ["same name", "same name 2", "same name 3"]
    scenarios.keep(space, "m", Scenario("   ", {}))
    assert names(space)[-1] == "Scenario"


def test_renamed_and_forgotten(space: Workspace) -> None:
    first = scenarios.keep(space, "m", Scenario("a", {}))
    second = scenarios.keep(space, "m", Scenario("b", {}))
    scenarios.rename(space, "m", second, "a")
    assert names(space) == ["a", "a 2"]
    scenarios.rename(space, "m", second, "a 2")
    assert names(space) == ["a", "a 2"]
    scenarios.remove(space, "m", first)
    scenarios.remove(space, "m", first)
    assert names(space) == ["a 2"]


def test_there_is_an_end_and_nothing_is_lost_at_it(space: Workspace) -> None:
    for number in range(scenarios.MOST):
        scenarios.keep(space, "m", Scenario(str(number), {}))
    with pytest.raises(LoupeError) as caught:
        scenarios.keep(space, "m", Scenario("one more", {}))
    assert caught.value.code == "too_many_scenarios"
    assert len(names(space)) == scenarios.MOST


def test_a_link_shows_what_was_given_to_it_until_it_is_withdrawn(space: Workspace) -> None:
    scenarios.keep(space, "m", Scenario("before", {"a": 1.5, "b": None}))
    kept = scenarios.listing(space, "m")
    scenarios.share(space, "link", kept)
    scenarios.keep(space, "m", Scenario("after", {}))
    assert scenarios.shared(space.store, space.id, "link") == kept
    assert scenarios.shared(space.store, space.id, "other") == ()
    assert scenarios.shared(space.store, "another workspace", "link") == ()
    assert names(space) == ["before", "after"], "links are not scenarios of a model"
    scenarios.withdraw(space, "link")
    scenarios.withdraw(space, "link")
    assert scenarios.shared(space.store, space.id, "link") == ()
