"""Scenarios: rows of a model's form that a person keeps under a name, to lay side by side."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from mlcore.errors import LoupeError, Where
from mlcore.store.store import Store
from mlcore.workspace import memos, messages
from mlcore.workspace.workspace import Workspace

MOST = 12
"""Scenarios kept for one model."""
LONGEST = 60


@dataclass(frozen=True)
class Scenario:
    """A row under a name: JSON values by column."""

    name: str
    row: dict[str, Any] = field(hash=False)
    id: str = ""


def listing(space: Workspace, model: str) -> tuple[Scenario, ...]:
    """Return the scenarios kept for the model of this name, oldest first."""
    memo = memos.read(space.store, space.id, _key(model))
    return tuple(Scenario(**one) for one in memo.value or [])


def keep(space: Workspace, model: str, scenario: Scenario) -> str:
    """Keep a scenario beside the others and return its id; a name that is taken gets a number.

    Raises
    ------
    LoupeError
        ``too_many_scenarios``.
    """
    made = secrets.token_hex(4)

    def add(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(kept) >= MOST:
            raise LoupeError(messages.TOO_MANY_SCENARIOS, Where(model=model), most=MOST)
        name = _free(scenario.name, {one["name"] for one in kept})
        return [*kept, {**asdict(scenario), "id": made, "name": name}]

    _change(space, model, add)
    return made


def rename(space: Workspace, model: str, scenario_id: str, name: str) -> None:
    """Give a scenario another name; one that is gone is left alone."""

    def named(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        taken = {one["name"] for one in kept if one["id"] != scenario_id}
        return [
            {**one, "name": _free(name, taken)} if one["id"] == scenario_id else one for one in kept
        ]

    _change(space, model, named)


def remove(space: Workspace, model: str, scenario_id: str) -> None:
    """Forget a scenario; one that is gone is no error."""
    _change(space, model, lambda kept: [one for one in kept if one["id"] != scenario_id])


def share(space: Workspace, link: str, kept: Sequence[Scenario]) -> None:
    """Let the link of this id show scenarios too: as they are now, under their names."""
    memos.write(space.store, space.id, _shared(link), [asdict(one) for one in kept])


def shared(store: Store, workspace: str, link: str) -> tuple[Scenario, ...]:
    """Return the scenarios that the link of this id shows."""
    memo = memos.read(store, workspace, _shared(link))
    return tuple(Scenario(**one) for one in memo.value or [])


def withdraw(space: Workspace, link: str) -> None:
    """Forget what the link of this id showed; one that showed none is no error."""
    with space.store.begin() as connection:
        memos.forget(connection, space.id, _shared(link))


def _change(
    space: Workspace,
    model: str,
    change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
) -> None:
    with space.store.begin() as connection:
        kept = memos.value(connection, space.id, _key(model)) or []
        memos.put(connection, space.id, _key(model), change(kept))


def _free(name: str, taken: set[str]) -> str:
    wanted = " ".join(name.split())[:LONGEST] or "Scenario"
    number, free = 2, wanted
    while free in taken:
        free, number = f"{wanted} {number}", number + 1
    return free


def _key(model: str) -> str:
    return f"scenarios:{model}"


def _shared(link: str) -> str:
    return f"shared scenarios:{link}"
