"""Who steps in when a version cannot answer: the one before it, then its baseline.

Only a name without a version number has a ladder: who asks for version 3 gets it or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlcore.errors import LoupeError, Where
from mlcore.serving import messages
from mlcore.serving.roster import Place
from mlcore.serving.served import Served
from mlcore.serving.service import Service

Step = Literal["asked", "previous", "baseline"]
UNUSABLE = frozenset(
    {"damaged_model", "golden_rows_differ", "unknown_type", "newer_format", "not_a_model"}
)
"""Why a version that is there cannot be loaded."""


@dataclass(frozen=True)
class Stand:
    """Who answers a request, and on which step of the ladder."""

    served: Served
    step: Step = "asked"

    @property
    def degraded(self) -> bool:
        """Whether it is not the version asked for, as it should answer."""
        return self.step != "asked"


async def stand(service: Service, place: Place) -> Stand:
    """Return who answers for *place*.

    Raises
    ------
    LoupeError
        ``model_unavailable`` when nobody can; what looking it up raises.
    """
    roster = service.roster
    try:
        first = roster.known(place) or await roster.find(place)
    except LoupeError as error:
        other = await _previous(service, place) if error.code in UNUSABLE else None
        if other is None:
            raise
        return _noted(service, Stand(other, "previous"))
    if first.breaker.ready:
        return Stand(first)
    if place.reference.version is None:
        other = await _previous(service, place)
        if other is not None and other is not first and other.breaker.ready:
            return _noted(service, Stand(other, "previous"))
        if first.baseline is not None:
            return _noted(service, Stand(first, "baseline"))
    where = Where(model=first.name, version=first.version)
    raise LoupeError(messages.UNAVAILABLE, where, name=first.name, version=first.version)


async def _previous(service: Service, place: Place) -> Served | None:
    """Return the version the alias was at before, where it can be loaded."""
    if place.reference.version is not None:
        return None
    try:
        return await service.roster.previous(place)
    except LoupeError:
        return None


def _noted(service: Service, found: Stand) -> Stand:
    service.meters.event("degraded")
    return found
