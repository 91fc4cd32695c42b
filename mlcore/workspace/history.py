"""A recipe with its past: undo, redo, and edits that take effect once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.workspace import messages

MOST = 201
"""Recipes kept in a history: 200 can be undone."""


@dataclass(frozen=True)
class History:
    """Past and future states of one recipe; ``cursor`` points at the present one."""

    states: tuple[Recipe, ...] = (Recipe(),)
    cursor: int = 0
    applied: tuple[str, ...] = ()

    @property
    def recipe(self) -> Recipe:
        """The present recipe."""
        return self.states[self.cursor]

    @property
    def can_undo(self) -> bool:
        """True when there is an earlier state."""
        return self.cursor > 0

    @property
    def can_redo(self) -> bool:
        """True when a later state was undone."""
        return self.cursor < len(self.states) - 1

    def edit(self, recipe: Recipe, step_id: str = "") -> History:
        """Return the history with *recipe* as present state; a *step_id* counts only once."""
        if step_id and step_id in self.applied:
            return self
        states = (*self.states[: self.cursor + 1], recipe)[-MOST:]
        applied = (*self.applied, step_id)[-MOST:] if step_id else self.applied
        return History(states, len(states) - 1, applied)

    def undo(self) -> History:
        """Return the history one state back.

        Raises
        ------
        LoupeError
            ``nothing_to_undo`` at the first state.
        """
        if not self.can_undo:
            raise LoupeError(messages.NOTHING_TO_UNDO, action="undo")
        return History(self.states, self.cursor - 1, self.applied)

    def redo(self) -> History:
        """Return the history one state forward.

        Raises
        ------
        LoupeError
            ``nothing_to_undo`` at the last state.
        """
        if not self.can_redo:
            raise LoupeError(messages.NOTHING_TO_UNDO, action="redo")
        return History(self.states, self.cursor + 1, self.applied)

    def to_json(self) -> dict[str, Any]:
        """Return the history as JSON values."""
        steps = {id(spec): spec for recipe in self.states for spec in recipe.steps}
        places = {key: place for place, key in enumerate(steps)}
        return {
            "steps": Recipe.known(tuple(steps.values())).to_json(),
            "states": [" ".join(str(places[id(s)]) for s in r.steps) for r in self.states],
            "cursor": self.cursor,
            "applied": list(self.applied),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> History:
        """Rebuild a history; None is the empty one."""
        if not value:
            return cls()
        if "steps" not in value:  # as the first release wrote it: each state in full
            states = tuple(Recipe.from_json(item) for item in value["states"])
        else:
            steps = Recipe.from_json(value["steps"]).steps
            places = (map(int, state.split()) for state in value["states"])
            states = tuple(Recipe.known(tuple(steps[i] for i in state)) for state in places)
        return cls(states, value["cursor"], tuple(value["applied"]))
