"""Folders of versions that no row names: what a crash in the middle of a deletion leaves."""

from __future__ import annotations

import shutil
import time

from sqlalchemy import select

from mlcore.store.store import Store
from mlcore.store.tables import versions

HOUR = 3_600.0
"""A younger folder may be a version that is just being registered."""


def sweep(store: Store, older_than: float = HOUR) -> int:
    """Remove the folders of versions that are in no workspace, and return how many.

    Parameters
    ----------
    store : Store
        Whose models.
    older_than : float
        Age in seconds; younger folders stay.
    """
    root = store.settings.home / "models"
    if not root.is_dir():
        return 0
    limit = time.time() - older_than
    found = {path.name: path for path in root.iterdir() if path.is_dir()}
    old = {name for name, path in found.items() if path.stat().st_mtime < limit}
    with store.read() as connection:
        known = set(connection.execute(select(versions.c.folder)).scalars())
    for name in old - known:
        shutil.rmtree(found[name], ignore_errors=True)
    return len(old - known)
