"""A recipe with its past: undo, redo, and edits that take effect once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.workspace import messages

MOST = 200
"""Recipes kept in a history."""


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
        return {
            "states": [recipe.to_json() for recipe in self.states],
            "cursor": self.cursor,
            "applied": list(self.applied),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> History:
        """Rebuild a history; None is the empty one."""
        if not value:
            return cls()
        states = tuple(Recipe.from_json(item) for item in value["states"])
        return cls(states, value["cursor"], tuple(value["applied"]))
