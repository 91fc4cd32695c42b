"""Versions that were found damaged: written down once, taken back when they prove themselves."""

from __future__ import annotations

import time
from contextlib import suppress

from sqlalchemy import ColumnElement, delete, select

from mlcore.errors import LoupeError
from mlcore.registry.audit import Deed, Journal
from mlcore.store.rows import insert_once
from mlcore.store.tables import faults

CODES = frozenset({"damaged_model", "unknown_type", "golden_rows_differ", "not_a_model"})
"""Errors that are the version's own fault, not that of the disk or of a newer release."""


def found(journal: Journal, name: str, version: int, error: LoupeError) -> None:
    """Write down that a version cannot be used; a database that takes no row changes nothing."""
    if error.code not in CODES:
        return
    row = {"workspace": journal.workspace, "name": name, "version": version}
    file = next((place.file for place in error.where if place.file), "")
    told = {"code": error.code, "file": file, "found": time.time()}
    with suppress(LoupeError), journal.writing() as change:
        if insert_once(change.connection, faults, **row, **told):
            note = f"found in {file}" if file else ""
            change.log(Deed("quarantine", f"{name}:{version}", result=error.code, note=note))


def cleared(journal: Journal, name: str, version: int) -> None:
    """Take back what was found of a version, which has just proved itself."""
    own = _at(journal.workspace, name, version)
    with journal.store.read() as connection:
        known = connection.execute(select(faults.c.code).where(*own)).first()
    if known is None:
        return
    with suppress(LoupeError), journal.writing() as change:
        if change.connection.execute(delete(faults).where(*own)).rowcount:
            change.log(Deed("restore_version", f"{name}:{version}", before=known.code))


def _at(workspace: str, name: str, version: int) -> tuple[ColumnElement[bool], ...]:
    return (
        faults.c.workspace == workspace,
        faults.c.name == name,
        faults.c.version == version,
    )
