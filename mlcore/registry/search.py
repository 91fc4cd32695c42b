"""Versions by what is known of them: name, model, target, data, tags, note."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_

from mlcore.registry import listing
from mlcore.registry.entries import VersionEntry
from mlcore.registry.registry import Registry
from mlcore.store.tables import remarks, versions

MOST = 100
FACTS = ("model", "target", "dataset", "task", "metric")
"""What of a version's description is looked through."""


def search(registry: Registry, text: str, limit: int = MOST) -> tuple[VersionEntry, ...]:
    """Return the versions in which every word of *text* is found, by name, newest first.

    Parameters
    ----------
    registry : Registry
        Where to look.
    text : str
        Words; a blank one finds everything. Case does not matter in ASCII letters.
    limit : int
        At most so many.
    """
    words = text.split()[:10]
    query = listing.annotated(registry.workspace).where(and_(True, *map(_holds, words)))
    with registry.store.read() as connection:
        return listing.entries(connection, registry.workspace, query.limit(limit))


def _holds(word: str) -> ColumnElement[bool]:
    plain = [versions.c.name, remarks.c.note]
    plain += [versions.c.meta[fact].as_string() for fact in FACTS]
    told = json.dumps(word)[1:-1]  # tags are stored as JSON, which writes é as \u00e9
    return or_(
        *(_within(column, word) for column in plain), _within(cast(remarks.c.tags, Text), told)
    )


def _within(column: Any, word: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.lower(column).contains(word.lower(), autoescape=True)
    return found
