"""A challenger beside the champion: it answers some of the requests, or all of them unheard.

The challenger is the version that the alias ``challenger`` points at. How it is tried belongs to a
model's name and is kept with the workspace; every process of the service reads it when the
database has changed.
"""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import select

from mlcore.errors import LoupeError, Where
from mlcore.registry.audit import Deed
from mlcore.registry.names import Reference
from mlcore.registry.registry import Registry
from mlcore.serving import running_messages as messages
from mlcore.store.rows import upsert
from mlcore.store.store import Store
from mlcore.store.tables import memos
from mlcore.types import Signature

CHALLENGER = "challenger"
HEADER = b"loupe-key"
"""Header that names who asks: the same key is always answered by the same version."""
LONGEST_KEY = 200
MOST_SHARE = 50.0
LEAST = 200
"""Requests from which a challenger's failures count."""
TIMES = 2.0
"""It ends when it fails more than so many times as often as the champion."""
FEWEST_FAILURES = 5


@dataclass(frozen=True)
class Challenge:
    """How the challenger of one model is tried.

    Parameters
    ----------
    share : float
        Percent of the keys whose requests it answers (a canary), 0 to 50.
    shadow : bool
        Whether it answers what the champion answers too, without anybody getting those answers.
    stopped : str
        Why the canary ended by itself; empty: it did not.
    """

    share: float = 0.0
    shadow: bool = False
    stopped: str = ""

    @property
    def on(self) -> bool:
        """Whether the challenger is asked at all."""
        return self.share > 0 or self.shadow

    @property
    def said(self) -> str:
        """A few words for the log."""
        parts = [f"{self.share:g} %"] if self.share else []
        return ", ".join([*parts, *(["shadow"] if self.shadow else [])]) or "off"


OFF = Challenge()


@dataclass(eq=False)
class Tally:
    """How champion and challenger did in one process since the trial began.

    Parameters
    ----------
    asked, failed : list of int
        Of the champion and of the challenger: requests, and those that failed by its fault.
    stopped : bool
        Whether the canary has ended by itself.
    """

    asked: list[int] = field(default_factory=lambda: [0, 0])
    failed: list[int] = field(default_factory=lambda: [0, 0])
    stopped: bool = False

    def note(self, challenger: bool, good: bool) -> bool:
        """Count one request; return True the one time that the canary has to end."""
        self.asked[challenger] += 1
        self.failed[challenger] += not good
        if self.stopped or not challenger or good or not self._worse:
            return False
        self.stopped = True
        return True

    @property
    def _worse(self) -> bool:
        if self.asked[1] < LEAST or self.failed[1] < FEWEST_FAILURES:
            return False
        usual = self.failed[0] / self.asked[0] if self.asked[0] else 0.0
        return self.failed[1] / self.asked[1] > TIMES * usual

    @property
    def said(self) -> str:
        """What was counted, in words."""
        new, old = (f"{self.failed[at]:,} of {self.asked[at]:,}" for at in (1, 0))
        return f"{new} requests failed, the champion's {old}"


def chosen(key: str, name: str, version: int, share: float) -> bool:
    """Tell whether the requests of *key* go to the challenger.

    The same key has the same answer as long as the challenger is the same; a larger share takes
    more keys and gives none back.

    Parameters
    ----------
    key : str
        Who asks.
    name, version
        Of the challenger: another one is tried by other keys.
    share : float
        Percent.
    """
    digest = hashlib.blake2b(f"{name}\0{version}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) < share / 100 * 2.0**64


def fits(champion: Signature, challenger: Signature, canary: bool) -> bool:
    """Tell whether requests for one can be answered by the other.

    Parameters
    ----------
    champion, challenger : Signature
        What each takes and gives.
    canary : bool
        Whether its answers go out: it then takes the same inputs in the same order, because
        lists have no names. A shadow may take fewer.
    """
    same = ("task", "target", "classes")
    if any(getattr(champion, name) != getattr(challenger, name) for name in same):
        return False
    taken = {field.name: field.kind for field in champion.fields}
    if canary:
        return [*taken.items()] == [(field.name, field.kind) for field in challenger.fields]
    return all(taken.get(field.name) == field.kind for field in challenger.fields)


def load(store: Store, workspace: str, name: str) -> Challenge:
    """Return how the challenger of *name* is tried."""
    own = (memos.c.workspace == workspace, memos.c.key == _key(name))
    with store.read() as connection:
        found = connection.execute(select(memos.c.value).where(*own)).scalar_one_or_none()
    return Challenge(**found) if found else OFF


def save(registry: Registry, name: str, wish: Any) -> Challenge:
    """Try the challenger of *name* as *wish* says, and return how that is.

    Parameters
    ----------
    registry : Registry
        Where the model is.
    name : str
        Which.
    wish : JSON object
        ``share``, ``shadow``, and ``version`` to make that one the challenger first; what is left
        out stays as it is.

    Raises
    ------
    LoupeError
        ``bad_challenge`` for anything else, and for a challenger whose inputs are others;
        ``unknown_model``, ``unknown_version``; what loading raises.
    """
    before = load(registry.store, registry.workspace, name)
    made = _read(before, wish)
    version = wish.get("version")
    with registry.journal.blamed(Deed("challenge", name, before.said, made.said)):
        champion = registry.load(name).signature
        if version is not None:
            _refuse_unfit(champion, registry.load(f"{name}:{version}").signature, made)
            registry.promote(name, version, CHALLENGER)
        elif made.on:
            other = registry.found(Reference(name, CHALLENGER))[1]
            _refuse_unfit(champion, other.signature, made)
    keep(registry, name, made, Deed("challenge", name, before.said, made.said))
    return made


def keep(registry: Registry, name: str, challenge: Challenge, deed: Deed) -> None:
    """Store *challenge* and write down why."""
    row = {"workspace": registry.workspace, "key": _key(name), "value": asdict(challenge)}
    with registry.journal.writing() as change:
        upsert(change.connection, memos, **row, revision=1, changed=time.time())
        change.log(deed)


def stop(registry: Registry, name: str, tally: Tally) -> None:
    """End the canary of *name*, which failed too often; a shadow goes on."""
    before = load(registry.store, registry.workspace, name)
    if before.share:
        after = replace(before, share=0.0, stopped=tally.said)
        deed = Deed("stop_canary", name, before.said, after.said, note=tally.said)
        keep(registry, name, after, deed)


def version_of(registry: Registry, name: str) -> int | None:
    """Return the version that is the challenger, or None."""
    return registry.current(name, CHALLENGER)


def _read(before: Challenge, wish: Any) -> Challenge:
    if not isinstance(wish, dict) or not wish.keys() <= {"share", "shadow", "version"}:
        raise _bad("send an object with share, shadow and version")
    share, shadow = wish.get("share", before.share), wish.get("shadow", before.shadow)
    number = isinstance(share, (int, float)) and not isinstance(share, bool)
    if not number or not (math.isfinite(share) and 0 <= share <= MOST_SHARE):
        raise _bad(f"share is a percentage from 0 to {MOST_SHARE:g}")
    if not isinstance(shadow, bool):
        raise _bad("shadow is true or false")
    version = wish.get("version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise _bad("version is a whole number")
    return Challenge(float(share), shadow)


def _refuse_unfit(champion: Signature, challenger: Signature, made: Challenge) -> None:
    if not fits(champion, challenger, made.share > 0):
        raise _bad("the challenger predicts something else, or from other inputs")


def _bad(reason: str) -> LoupeError:
    return LoupeError(messages.BAD_CHALLENGE, Where(field="challenger"), reason=reason)


def _key(name: str) -> str:
    return f"challenger:{name}"
