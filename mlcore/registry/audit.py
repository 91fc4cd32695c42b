"""Who did what to which model, when and with which result: only ever added to, never changed.

Each record holds the hash of the one before, so a changed or removed row breaks the chain; the
head is kept apart by :mod:`mlcore.registry.witness`, so a cut end shows too. Records are ordered
by their number: a clock that was set back is told, and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from mlcore.errors import LoupeError, Where
from mlcore.registry import messages
from mlcore.registry.witness import Witness
from mlcore.store.store import Store
from mlcore.store.tables import audit

FIRST = "0" * 64
"""What the first record names as the hash before it."""
DONE = "done"
RESTORED = "restore"
LONGEST = 300
JUMP = 1.0
"""Seconds the clock may go back unremarked: machines differ that much."""


@dataclass(frozen=True)
class Deed:
    """What was done, or refused.

    Parameters
    ----------
    action : str
        ``register``, ``promote``, ``rollback``, ``delete`` …
    object : str
        Of what: a reference such as ``houses@champion``.
    before, after : str
        Where it stood and where it stands.
    result : str
        ``done``, or the code of the error.
    note : str
        What the decision rested on.
    """

    action: str
    object: str
    before: str = ""
    after: str = ""
    result: str = DONE
    note: str = ""


@dataclass(frozen=True)
class Record:
    """One line of the log; times are seconds since 1970 in UTC."""

    seq: int
    time: float
    who: str
    action: str
    object: str
    before: str
    after: str
    result: str
    note: str
    previous: str
    hash: str = ""

    def sealed(self, workspace: str) -> str:
        """Return the hash this record must have."""
        told = {**asdict(self), "workspace": workspace}
        del told["hash"]
        text = json.dumps(told, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Change:
    """A write transaction that says what it does."""

    connection: Connection
    workspace: str
    who: str
    known: int = 0
    heads: list[tuple[int, str]] = field(default_factory=list)

    def log(self, deed: Deed) -> None:
        """Add *deed* to the log; it stands when the transaction is committed.

        Raises
        ------
        LoupeError
            ``registry_restored`` when the log once went further than it does now.
        """
        last = _last(self.connection, self.workspace)
        if deed.action != RESTORED and (last.seq if last else 0) < self.known:
            raise LoupeError(messages.RESTORED, Where(field="audit"), known=f"{self.known:,}")
        made = _record(self, last, deed)
        row = {"workspace": self.workspace, **asdict(made)}
        self.connection.execute(insert(audit).values(**row))
        self.heads.append((made.seq, made.hash))


class Journal:
    """The log of one workspace's registry.

    Parameters
    ----------
    store : Store
        Where it lasts.
    workspace : str
        Whose models.
    who : str
        On whose behalf this process acts: ``page``, ``command line``, a token's id.
    """

    def __init__(self, store: Store, workspace: str, who: str = "") -> None:
        self.store, self.workspace, self.who = store, workspace, who

    @contextmanager
    def writing(self) -> Iterator[Change]:
        """Yield a write transaction: what it logs stands with what it does, or neither."""
        witness = Witness(self.store, self.workspace)
        known = witness.last()
        with self.store.begin() as connection:
            change = Change(connection, self.workspace, self.who, known)
            yield change
        if change.heads:
            witness.keep(change.heads)

    @contextmanager
    def blamed(self, deed: Deed) -> Iterator[None]:
        """Log *deed* as refused when the block raises a ``LoupeError``, which goes on."""
        try:
            yield
        except LoupeError as error:
            with suppress(LoupeError), self.writing() as change:
                change.log(replace(deed, result=error.code))
            raise

    def records(self, limit: int = 50, before: int | None = None) -> tuple[Record, ...]:
        """Return at most *limit* records, newest first; those below *before* when given."""
        query = _of(self.workspace).order_by(audit.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.seq < before)
        with self.store.read() as connection:
            return tuple(_made(row) for row in connection.execute(query))

    def everything(self) -> Iterator[Record]:
        """Yield all records, oldest first."""
        with self.store.read() as connection:
            query = _of(self.workspace).order_by(audit.c.seq)
            for row in connection.execute(query).yield_per(1000):
                yield _made(row)

    def accept(self) -> int:
        """Go on after a backup was restored: the records that are gone are named in a new one.

        Returns
        -------
        int
            How many are gone.
        """
        known = Witness(self.store, self.workspace).last()
        with self.writing() as change:
            last = _last(change.connection, self.workspace)
            gone = known - (last.seq if last else 0)
            if gone > 0:
                change.log(Deed(RESTORED, "registry", note=f"{gone} records are gone"))
        return max(gone, 0)

    def forget(self) -> None:
        """Remove what is kept apart from the database, once the workspace is deleted."""
        Witness(self.store, self.workspace).forget()


def _of(workspace: str) -> Select[Any]:
    names = [audit.c[f.name] for f in fields(Record)]
    return select(*names).where(audit.c.workspace == workspace)


def _made(row: Any) -> Record:
    return Record(**row._mapping)


def _last(connection: Connection, workspace: str) -> Record | None:
    query = _of(workspace).order_by(audit.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _made(row)


def _record(change: Change, last: Record | None, deed: Deed) -> Record:
    """Return the record that comes after *last*; one that names a restore leaves a gap."""
    now = round(time.time(), 3)
    seq = last.seq + 1 if last else 1
    if deed.action == RESTORED:
        seq = max(seq, change.known + 1)
    facts = {name: text[:LONGEST] for name, text in asdict(deed).items()}
    if last is not None and now < last.time - JUMP:
        told = f"the clock went back by {last.time - now:,.0f} seconds"
        facts["note"] = f"{facts['note']}; {told}" if facts["note"] else told
    previous = last.hash if last else FIRST
    made = Record(seq, now, change.who or "notebook", previous=previous, **facts)
    return replace(made, hash=made.sealed(change.workspace))
