"""Who steps in when a version cannot answer: the one before it, then its baseline.

Only a name without a version number has a ladder: who asks for version 3 gets it or nothing.
Likewise only such a request may be answered by the challenger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mlcore.errors import LoupeError, Where
from mlcore.registry.names import CHAMPION
from mlcore.serving import running_messages as messages
from mlcore.serving.challenger import Tally, chosen, fits
from mlcore.serving.roster import Place
from mlcore.serving.served import Served
from mlcore.serving.service import Service

Step = Literal["asked", "challenger", "previous", "baseline"]
UNUSABLE = frozenset(
    {"damaged_model", "golden_rows_differ", "unknown_type", "newer_format", "not_a_model"}
)
"""Why a version that is there cannot be loaded."""


@dataclass(frozen=True)
class Stand:
    """Who answers a request, and on which step of the ladder.

    Parameters
    ----------
    served : Served
        The version.
    step : Step
        Why it is this one.
    tally : Tally or None
        Where it is counted how that went, while there is a challenger.
    shadow : Served or None
        The challenger that is asked the same behind the reply.
    """

    served: Served
    step: Step = "asked"
    tally: Tally | None = None
    shadow: Served | None = None

    @property
    def degraded(self) -> bool:
        """Whether it is not the version asked for, as it should answer."""
        return self.step in ("previous", "baseline")


async def stand(service: Service, place: Place, key: Callable[[], str]) -> Stand:
    """Return who answers for *place*.

    Parameters
    ----------
    service : Service
        What all requests share.
    place : Place
        What is asked for.
    key : callable
        Says who asks; called only when there is a challenger.

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
        plain = place.reference.version is None and place.reference.alias == CHAMPION
        if plain and first.challenge.on:
            return await _challenged(service, place, first, key)
        return Stand(first)
    if place.reference.version is None:
        other = await _previous(service, place)
        if other is not None and other is not first and other.breaker.ready:
            return _noted(service, Stand(other, "previous"))
        if first.baseline is not None:
            return _noted(service, Stand(first, "baseline"))
    where = Where(model=first.name, version=first.version)
    raise LoupeError(messages.UNAVAILABLE, where, name=first.name, version=first.version)


async def _challenged(
    service: Service, place: Place, first: Served, key: Callable[[], str]
) -> Stand:
    """Return the champion, or the challenger where the key is among its share."""
    other, how = await service.roster.challenger(place), first.challenge
    if other is None or other is first:
        return Stand(first)
    tally = service.roster.tally(first, other)
    sign = first.model.signature, other.model.signature
    share = 0.0 if tally.stopped else how.share
    able = share and other.breaker.ready and fits(*sign, canary=True)
    if able and chosen(key(), other.name, other.version, share):
        service.meters.event("canary")
        return Stand(other, "challenger", tally)
    heard = how.shadow and fits(*sign, canary=False)
    return Stand(first, tally=tally, shadow=other if heard else None)


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
