"""What is watched of a model, and by which limits: one value per model, kept in the store."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import select

from mlcore.errors import LoupeError, Where
from mlcore.monitoring import messages
from mlcore.monitoring.logged import Key
from mlcore.monitoring.rules import RULES, rule
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.store.tables import watches
from mlcore.types import to_json

Against = Literal["training", "week"]
HOURS = (1, 6, 24, 72, 168)


@dataclass(frozen=True)
class Watch:
    """How a model is watched.

    Parameters
    ----------
    hours : int
        Length of the window that is looked at.
    against : Against
        Compared with the training rows, or with the same hours a week before.
    limits : tuple of (code, limit)
        Limits that differ from the rules' own; None: the rule is off.
    webhook : str
        Address that is told of alerts; empty: none.
    """

    hours: int = 24
    against: Against = "training"
    limits: tuple[tuple[str, float | None], ...] = ()
    webhook: str = ""

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Watch:
        """Rebuild from JSON values; rules that are gone are left out."""
        known = {entry.code for entry in RULES}
        limits = tuple((code, limit) for code, limit in value.get("limits", ()) if code in known)
        rest = {name: value[name] for name in ("hours", "against", "webhook") if name in value}
        return cls(limits=limits, **rest)

    def limit(self, code: str) -> float | None:
        """Return the limit of a rule; None: it is off."""
        return dict(self.limits).get(code, rule(code).limit)

    def with_limit(self, code: str, limit: float | None) -> Watch:
        """Return this with another limit of one rule."""
        rest = {name: value for name, value in self.limits if name != code}
        if limit != rule(code).limit:
            rest[code] = limit
        return replace(self, limits=tuple(sorted(rest.items())))


@dataclass(frozen=True)
class Kept:
    """A watch as it is stored.

    Parameters
    ----------
    watch : Watch
        The value.
    revision : int
        How often it was changed; 0: never.
    checked : float or None
        When the model was last checked (seconds since 1970).
    """

    watch: Watch
    revision: int = 0
    checked: float | None = None


def load(store: Store, key: Key) -> Kept:
    """Return how a model is watched: as was chosen, or by the rules' own limits."""
    mine = (watches.c.workspace == key[0]) & (watches.c.name == key[1])
    with store.read() as connection:
        row = connection.execute(select(watches).where(mine)).one_or_none()
    if row is None:
        return Kept(Watch())
    return Kept(Watch.from_json(row.spec), row.revision, row.checked)


def save(store: Store, key: Key, watch: Watch, expected: int) -> int:
    """Keep *watch*, seen at revision *expected*, and return its revision.

    Raises
    ------
    LoupeError
        ``bad_watch`` when a value is impossible; ``watch_changed`` when somebody else changed it.
    """
    _refuse(watch)
    mine = (watches.c.workspace == key[0]) & (watches.c.name == key[1])
    with store.begin() as connection:
        now = connection.scalar(select(watches.c.revision).where(mine)) or 0
        if now != expected:
            raise LoupeError(messages.WATCH_CHANGED, Where(model=key[1]), name=key[1])
        values = {"spec": to_json(watch), "revision": now + 1}
        upsert(connection, watches, workspace=key[0], name=key[1], **values)
    return int(now + 1)


def note(store: Store, key: Key, checked: float, found: Any) -> None:
    """Write when a model was checked, and what was found."""
    with store.begin() as connection:
        mine = (watches.c.workspace == key[0]) & (watches.c.name == key[1])
        known = connection.execute(select(watches.c.revision).where(mine)).one_or_none()
        fresh = {} if known else {"spec": to_json(Watch()), "revision": 0}
        values = {"checked": checked, "found": found, **fresh}
        if known:
            connection.execute(watches.update().where(mine).values(**values))
        else:
            upsert(connection, watches, workspace=key[0], name=key[1], **values)


def _refuse(watch: Watch) -> None:
    reasons = [*_reasons(watch)]
    if reasons:
        raise LoupeError(messages.BAD_WATCH, Where(field="watch"), reason=reasons[0])


def _reasons(watch: Watch) -> Iterable[str]:
    if not 1 <= watch.hours <= 24 * 90:
        yield "the window is not between 1 hour and 90 days"
    if watch.against not in ("training", "week"):
        yield "there is nothing like that to compare with"
    for code, limit in watch.limits:
        if limit is not None and not (math.isfinite(limit) and limit >= 0):
            yield f"the limit of “{rule(code).title}” is not a number from 0"
    if watch.webhook:
        parts = urlsplit(watch.webhook)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            yield "the webhook is not an address that begins with https://"
        elif parts.username or parts.password:
            yield "the webhook holds a password; put a secret into its path"
