"""Is the log whole? The chain is computed again and held beside the heads that are kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mlcore.registry.audit import FIRST, RESTORED, Journal, Record
from mlcore.registry.witness import Witness

Kind = Literal["changed", "missing", "cut"]


@dataclass(frozen=True)
class Breach:
    """Where the log is not what it was: ``changed``, ``missing``, or its end ``cut``.

    ``first`` and ``last`` are the numbers of the records concerned.
    """

    kind: Kind
    first: int
    last: int


@dataclass(frozen=True)
class Chain:
    """How long the log is, its head, and every breach; none: it is whole."""

    records: int
    head: str
    breaches: tuple[Breach, ...] = ()


def check(journal: Journal) -> Chain:
    """Return whether the log of *journal* is as it was written."""
    heads = Witness(journal.store, journal.workspace).heads()
    last: Record | None = None
    count = 0
    breaches: list[Breach] = []
    for record in journal.everything():
        breaches += _breaches(record, last, journal.workspace, heads)
        last, count = record, count + 1
    end = last.seq if last else 0
    lost = [seq for seq in heads if seq > end]
    if lost:
        breaches.append(Breach("cut", end + 1, max(lost)))
    return Chain(count, last.hash if last else FIRST, tuple(breaches))


def _breaches(
    record: Record, last: Record | None, workspace: str, heads: dict[int, str]
) -> Iterator[Breach]:
    """Yield what is wrong with *record*, which stands after *last*."""
    follows = last.seq + 1 if last else 1
    gap = record.seq != follows and record.action != RESTORED
    if gap:
        yield Breach("missing", follows, record.seq - 1)
    linked = gap or record.previous == (last.hash if last else FIRST)
    known = heads.get(record.seq, record.hash)
    if not linked or not record.hash == record.sealed(workspace) == known:
        yield Breach("changed", record.seq, record.seq)
