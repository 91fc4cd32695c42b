"""Which model is asked: the one in service, or another version."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mlcore.workspace.workspace import Workspace
from pages.ui import controls, session
from pages.ui.words import _, code, literal

KEY = "predict.model"


@dataclass(frozen=True)
class Choice:
    """A version that can be asked."""

    name: str
    version: int
    champion: bool
    target: str = ""
    task: str = ""

    @property
    def ref(self) -> str:
        """Its reference: the champion is named without a number and moves along."""
        return self.name if self.champion else self.exact

    @property
    def exact(self) -> str:
        """Name and version, which never change their meaning."""
        return f"{self.name}:{self.version}"

    @property
    def words(self) -> str:
        """What it is called in the list."""
        return f"{self.name} v{self.version}{' · ' + _('in service') if self.champion else ''}"


def choices(space: Workspace) -> dict[str, Choice]:
    """Return the versions there are by reference, champions first."""
    found = [
        Choice(
            model.name,
            version.version,
            version.version == model.champion,
            version.meta.target,
            version.meta.task,
        )
        for model in space.registry.models()
        for version in space.registry.versions(model.name)
    ]
    found.sort(key=lambda choice: not choice.champion)
    return {choice.ref: choice for choice in found}


def current(known: dict[str, Choice]) -> str:
    """Return the reference that is asked now."""
    asked = session.value(KEY, session.saved(KEY))
    if asked in known:
        return str(asked)
    plain = str(asked).rpartition(":")[0]
    ref = plain if plain in known else next(iter(known))
    session.put(KEY, ref)
    return ref


def picker(known: dict[str, Choice]) -> None:
    """Draw the choice of model when there is more than one."""
    if len(known) > 1:
        controls.choose(
            st.selectbox, _("Model"), list(known), key=KEY, default=next(iter(known)),
            format_func=lambda ref: known[ref].words, width=330,
        )  # fmt: skip


def lead(choice: Choice) -> str:
    """Return what the model answers."""
    target = code(choice.target)
    question = _("how much is") if choice.task == "regression" else _("what is")
    return f"**{literal(choice.name, 60)} v{choice.version}** {_('answers')}: {question} {target}?"
