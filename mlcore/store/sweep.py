"""Objects that no row names: found by reading every row, removed when they have lain long enough.

A row names an object by the SHA-256 of its bytes, in a column or inside JSON. Every text of
every table is looked through, so that a table added later is not forgotten, except for those that
say they name none (the log of predictions); a fingerprint that only looks like a name keeps nothing
that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import JSON, Column, Text, cast, select

from mlcore.store.store import Store
from mlcore.store.tables import metadata

HOUR, WEEK = 3600.0, 7 * 86_400.0
_NAME = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True)
class Swept:
    """How many objects went, and how many bytes that freed."""

    objects: int = 0
    bytes: int = 0


def sweep(store: Store, only: frozenset[str] | None = None, older_than: float = WEEK) -> Swept:
    """Remove objects that no row names.

    Whoever stores an object makes it young first and writes its row within the hour, so an old
    one without a row has no row to come. A notebook keeps tables without rows: theirs last a
    week.

    Parameters
    ----------
    store : Store
        What is swept.
    only : frozenset of str or None
        These objects at most; None: any.
    older_than : float
        Age in seconds since an object was last stored; younger ones stay.
    """
    old = frozenset(store.objects.names(older_than))
    found = old if only is None else old & only
    freed = [store.objects.remove(sha, older_than) for sha in sorted(found - _named(store, found))]
    gone = [size for size in freed if size is not None]
    return Swept(len(gone), sum(gone))


def names_in(text: str) -> frozenset[str]:
    """Return every name of an object in *text*."""
    return frozenset(_NAME.findall(text))


def _named(store: Store, asked: frozenset[str]) -> frozenset[str]:
    """Return those of *asked* that some row names."""
    named: set[str] = set()
    if asked:
        for text in _texts(store):
            named |= names_in(text) & asked
    return frozenset(named)


def _texts(store: Store) -> Iterator[str]:
    with store.read() as connection:
        for table in metadata.sorted_tables:
            if not table.info.get("names_objects", True):
                continue
            told = [column for column in table.columns if _tells(column)]
            for row in connection.execute(select(*(cast(column, Text) for column in told))):
                yield from filter(None, row)


def _tells(column: Column[object]) -> bool:
    return isinstance(column.type, (Text, JSON))
