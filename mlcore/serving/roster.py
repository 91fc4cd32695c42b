"""Which version answers for a name: kept in memory, and true to the database.

A promotion made by any process shows in the database; the next request then looks the name up
again, and requests that are under way keep the version they began with. A version that still has
to be loaded is loaded beside the running one, which answers until it is there.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import NamedTuple

from anyio import to_thread

from mlcore.errors import LoupeError, Where
from mlcore.prediction.model import Model
from mlcore.registry import evidence
from mlcore.registry.names import CHAMPION, Reference
from mlcore.registry.registry import Registry
from mlcore.serving import challenger, policy
from mlcore.serving import running_messages as messages
from mlcore.serving.challenger import CHALLENGER, Challenge, Tally
from mlcore.serving.policy import Policy
from mlcore.serving.served import Served
from mlcore.store.store import Store

MOST = 32
"""Versions kept with their threads and breakers."""
PATIENCE = 0.5
"""Seconds that requests wait for a version that has just been promoted, the old one at hand."""


class Place(NamedTuple):
    """A reference in a workspace."""

    workspace: str
    reference: Reference


class Roster:
    """The versions in service; used from one event loop.

    Parameters
    ----------
    store : Store
        Where models are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._now: dict[Place, Served] = {}
        self._before: dict[Place, Served] = {}
        self._served: OrderedDict[tuple[str, str, int], Served] = OrderedDict()
        self._loading: dict[Place, asyncio.Task[Served]] = {}
        self._absent: set[Place] = set()
        self._tallies: dict[tuple[Served, Served], Tally] = {}

    def known(self, place: Place) -> Served | None:
        """Return who answers for *place*, when nothing changed since it was looked up."""
        return self._now.get(place)

    def changed(self) -> None:
        """Look every name up again before it is used."""
        self._before = {**self._before, **self._now}
        self._now = {}
        self._loading = {}
        self._absent = set()

    async def find(self, place: Place) -> Served:
        """Return who answers for *place*.

        Raises
        ------
        LoupeError
            ``unknown_model``, ``unknown_version``, ``no_champion``; what loading raises.
        """
        task = self._loading.get(place)
        if task is None:
            task = self._loading[place] = asyncio.create_task(self._look_up(place, self._loading))
        old = self._before.get(place)
        done, _ = await asyncio.wait({task}, timeout=None if old is None else PATIENCE)
        if not done and old is not None:
            return old
        return task.result()

    async def previous(self, place: Place) -> Served | None:
        """Return the version that *place*'s alias was at before, None when there is none.

        Raises
        ------
        LoupeError
            What loading it raises.
        """
        name, alias = place.reference.name, place.reference.alias
        registry = Registry(self._store, place.workspace)
        earlier = await to_thread.run_sync(evidence.earlier, registry, name, alias)
        if earlier is None:
            return None
        other = Place(place.workspace, Reference(name, version=earlier))
        return self.known(other) or await self.find(other)

    async def challenger(self, place: Place) -> Served | None:
        """Return the challenger of *place*'s name; None when there is none that can be loaded."""
        other = Place(place.workspace, Reference(place.reference.name, CHALLENGER))
        if other in self._absent:
            return None
        try:
            return self.known(other) or await self.find(other)
        except LoupeError:
            self._absent.add(other)
            return None

    def tally(self, champion: Served, other: Served) -> Tally:
        """Return what is counted of these two while both are in service."""
        pair = (champion, other)
        if pair not in self._tallies:
            alive = set(self._served.values())
            self._tallies = {p: t for p, t in self._tallies.items() if alive.issuperset(p)}
            self._tallies[pair] = Tally()
        return self._tallies[pair]

    def in_service(self) -> tuple[Served, ...]:
        """Return the versions that are loaded, the one used last at the end."""
        return tuple(self._served.values())

    def close(self) -> None:
        """End the threads of all versions."""
        for served in self._served.values():
            served.batches.close()

    async def _look_up(self, place: Place, tasks: dict[Place, asyncio.Task[Served]]) -> Served:
        try:
            version, model, chosen, tried = await to_thread.run_sync(self._found, place)
        except BaseException:
            self._before.pop(place, None)
            raise
        finally:
            tasks.pop(place, None)
        served = self._kept(place, version, model)
        served.policy, served.challenge = chosen, tried
        if tasks is self._loading:  # nothing changed meanwhile
            self._now[place] = served
            self._before.pop(place, None)
        else:
            self._before[place] = served
        return served

    def _found(self, place: Place) -> tuple[int, Model, Policy, Challenge]:
        reference = place.reference
        try:
            version, model = Registry(self._store, place.workspace).found(reference)
            name = (self._store, place.workspace, reference.name)
            return version, model, policy.load(*name), challenger.load(*name)
        except LoupeError as error:
            if error.code == "unknown_alias" and reference.alias == CHAMPION:
                where = Where(model=reference.name)
                raise LoupeError(messages.NO_CHAMPION, where, name=reference.name) from error
            raise

    def _kept(self, place: Place, version: int, model: Model) -> Served:
        key = (place.workspace, place.reference.name, version)
        served = self._served.get(key)
        if served is None or served.model is not model:
            served = self._served[key] = Served(*key, model)
        self._served.move_to_end(key)
        while len(self._served) > MOST:
            self._served.popitem(last=False)
        return served
