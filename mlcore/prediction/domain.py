"""Can an answer be trusted here? Inside experience, to be used with care, or outside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mlcore.language import translate as _
from mlcore.prediction.experience import Near
from mlcore.prediction.hints import Remark, outside
from mlcore.prediction.model import Model

State = Literal["inside", "care", "outside"]
NEIGHBOURS = 3
SECOND = 1.5
"""Times the limit of distance from which a row is outside experience."""
ODD = ("above_range", "below_range", "unknown_category", "rare_category")


@dataclass(frozen=True)
class Neighbour:
    """A training row near the one asked about: its values by column, and what was true."""

    values: dict[str, Any]
    outcome: Any


@dataclass(frozen=True)
class Trust:
    """How much experience the model has with a row.

    Parameters
    ----------
    state : str
        ``inside``, ``care`` or ``outside``.
    reasons : tuple of str
        Why, in words; empty inside.
    neighbours : tuple of Neighbour
        The nearest kept training rows, nearest first.
    kept : int
        Training rows among which they were looked for.
    """

    state: State
    reasons: tuple[str, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    kept: int = 0


def trust(model: Model, row: tuple[Any, ...], remarks: Sequence[Remark]) -> Trust:
    """Return how much experience *model* has with a checked row.

    Parameters
    ----------
    model : Model
        Who answers.
    row : tuple
        Plain values in signature order.
    remarks : sequence of Remark
        What the check said of the row.
    """
    far = outside(model.signature, remarks)
    odd = [remark for remark in remarks if remark.code in ODD and remark not in far]
    if model.known is None:
        state: State = "outside" if far else "care" if odd else "inside"
        return Trust(state, _said([*far, *odd]))
    near, experience = model.known.space.near(row), model.known.experience
    odd = [r for r in odd if _counts(r, experience.beyond, experience.open)]
    alone = near.distance > experience.apart
    lost = near.distance > SECOND * experience.apart
    reasons = _said([*far, *odd])
    if alone and not reasons:
        reasons = (_together(near),)
    state = "outside" if far or (lost and not odd) else "care" if odd or alone else "inside"
    return Trust(state, reasons, _neighbours(model, near), len(experience.rows))


def _counts(remark: Remark, beyond: float, usual: tuple[str, ...]) -> bool:
    """Tell whether a remark makes a row unusual among rows like the training rows."""
    far = dict(remark.facts).get("far")
    if far is None:
        return remark.column not in usual
    return bool(far > beyond)


def _said(remarks: Sequence[Remark]) -> tuple[str, ...]:
    return tuple(remark.message for remark in remarks)


def _together(near: Near) -> str:
    """Return the sentence for values that are usual one by one."""
    if not near.columns:
        return _("No training row is like this one.")
    names = _(" and ").join(f"“{name}”" for name in near.columns)
    sentence = _("Each value is usual, but not together: it differs most in {names}.")
    return sentence.format(names=names)


def _neighbours(model: Model, near: Near) -> tuple[Neighbour, ...]:
    assert model.known is not None
    names, known = model.signature.names, model.known.experience
    return tuple(
        Neighbour(dict(zip(names, known.rows[at], strict=True)), known.outcomes[at])
        for at in near.places[:NEIGHBOURS]
    )
