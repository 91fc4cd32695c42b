"""Tags and a note: what people say of a version; the version itself never changes."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence

from sqlalchemy import select

from mlcore.errors import LoupeError, Where
from mlcore.registry import messages
from mlcore.registry.audit import Deed
from mlcore.registry.names import Reference
from mlcore.registry.registry import Registry
from mlcore.store.rows import upsert
from mlcore.store.tables import remarks

MOST_TAGS, LONGEST_TAG, LONGEST_NOTE = 20, 40, 2000


def annotate(
    registry: Registry,
    name: str,
    version: int,
    tags: Sequence[str] | None = None,
    note: str | None = None,
) -> None:
    """Give a version *tags* and a *note* in place of those it has; None leaves them.

    Raises
    ------
    LoupeError
        ``bad_tag``; ``unknown_model``, ``unknown_version``; ``registry_restored``.
    """
    registry.row(Reference(name, version=version))
    wanted = None if tags is None else _tags(tags)
    text = None if note is None else _note(note)
    key = {"workspace": registry.workspace, "name": name, "version": version}
    with registry.journal.writing() as change:
        own = (remarks.c[column] == value for column, value in key.items())
        row = change.connection.execute(select(remarks).where(*own)).first()
        old = (tuple(row.tags), row.note) if row else ((), "")
        new = (old[0] if wanted is None else wanted, old[1] if text is None else text)
        if new == old:
            return
        values = {"tags": new[0], "note": new[1], "changed": time.time()}
        upsert(change.connection, remarks, **key, **values)
        shown = (", ".join(old[0]), ", ".join(new[0]))
        told = "the note was changed" if new[1] != old[1] else ""
        change.log(Deed("annotate", f"{name}:{version}", *shown, note=told))


def _tags(tags: Sequence[str]) -> tuple[str, ...]:
    clean = tuple(dict.fromkeys(tag for tag in map(_plain, tags) if tag))
    if len(clean) > MOST_TAGS:
        raise _bad(f"there are {len(clean)} tags")
    for tag in clean:
        if len(tag) > LONGEST_TAG:
            raise _bad(f"a tag has {len(tag)} characters")
    return clean


def _note(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        raise _bad(f"the note has {len(note):,} characters")
    return "\n".join(_plain(line) for line in note.strip().splitlines())


def _plain(text: str) -> str:
    """Return *text* on one line, in one unicode form, without signs that are not shown."""
    line = " ".join(text.split())
    seen = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs", "Cf"))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _bad(reason: str) -> LoupeError:
    return LoupeError(messages.BAD_TAG, Where(field="tags"), reason=reason)
