"""The card of a registered version, with what the checks said of the training it comes from."""

from __future__ import annotations

from mlcore.errors import LoupeError
from mlcore.registry.card import Card, card
from mlcore.registry.registry import Registry
from mlcore.training import runs
from mlcore.training.checks.catalogue import checks
from mlcore.training.checks.messages import Said, said


def card_of(registry: Registry, ref: str) -> Card:
    """Return the card of the version that *ref* refers to.

    Parameters
    ----------
    registry : Registry
        Of the workspace.
    ref : str
        ``NAME``, ``NAME@ALIAS`` or ``NAME:VERSION``.

    Raises
    ------
    LoupeError
        What loading the version raises.
    """
    name, number = registry.resolve(ref)
    version = next(one for one in registry.versions(name) if one.version == number)
    remarks = _remarks(registry, version.run, version.meta.trial)
    return card(version, registry.load(f"{name}:{number}"), remarks)


def _remarks(registry: Registry, run_id: str | None, trial: str) -> tuple[Said, ...]:
    """Return what the checks found; nothing where the training is not there any more."""
    if run_id is None:
        return ()
    try:
        run = runs.load(registry.store, registry.workspace, run_id)
        return tuple(said(finding) for finding in checks(run, trial))
    except LoupeError:
        return ()
