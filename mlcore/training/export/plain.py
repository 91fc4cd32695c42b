"""What ensembles ask of the rest of us, inside an exported script: stands in for the catalogue."""

from __future__ import annotations

from types import SimpleNamespace


class UnitFailure(Exception):  # noqa: N818
    """A fold that cannot be scored."""


def reason(code: str) -> str:
    """Return why, in short."""
    return code


def entry(name: str) -> SimpleNamespace:
    """Return the facts about a model that matter to an ensemble."""
    return SimpleNamespace(baseline=name == "dummy", ensemble=False)
