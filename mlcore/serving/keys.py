"""Who a bearer token stands for: asked of the database once, and again when that has changed."""

from __future__ import annotations

import asyncio

from anyio import to_thread

from mlcore.serving import links, tokens
from mlcore.serving.tokens import Access
from mlcore.store.store import Store

MOST = 10_000
"""Tokens remembered; only valid ones are."""
LONGEST = 200
"""Characters of a bearer token."""


class Keys:
    """The valid tokens met lately.

    Parameters
    ----------
    store : Store
        Where tokens are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Access] = {}
        self._asking: dict[str, asyncio.Task[Access | None]] = {}

    def changed(self) -> None:
        """Ask for every token again."""
        self._known = {}
        self._asking = {}

    async def access(self, bearer: str) -> Access | None:
        """Return who *bearer* stands for; None: unknown, expired and revoked alike."""
        known = self._known
        found = known.get(bearer)
        if found is None:
            if not 0 < len(bearer) <= LONGEST:
                return None
            found = await self._looked_up(bearer, known)
        return None if found is None or found.over else found

    async def _looked_up(self, bearer: str, known: dict[str, Access]) -> Access | None:
        """Ask the database; requests that come meanwhile with the same token wait for this one."""
        asking = self._asking
        task = asking.get(bearer)
        if task is None:
            task = asking[bearer] = asyncio.create_task(_asked(self._store, bearer))
            task.add_done_callback(lambda _: asking.pop(bearer, None))
        await asyncio.wait({task})
        found = task.result()
        if found is not None and len(known) < MOST:
            known[bearer] = found
        return found


async def _asked(store: Store, bearer: str) -> Access | None:
    return await to_thread.run_sync(_access, store, bearer)


def _access(store: Store, bearer: str) -> Access | None:
    """Return what a token gives access to, or a link to one model."""
    return tokens.check(store, bearer) or links.check(store, bearer)
