"""How much a workspace may keep: megabytes of tables, and data sets by name."""

from __future__ import annotations

from sqlalchemy import Connection, select

from mlcore.data.dataset import Dataset
from mlcore.data.messages import QUOTA_BYTES, QUOTA_DATASETS
from mlcore.errors import LoupeError, Where
from mlcore.settings import Settings
from mlcore.store.objects import Objects
from mlcore.store.tables import datasets

_MEGABYTE = 1_000_000


def sizes(connection: Connection, objects: Objects, workspace: str) -> dict[str, dict[str, int]]:
    """Return the bytes of each stored object of *workspace*, by the data set that has it."""
    query = select(datasets.c.name, datasets.c.object).where(datasets.c.workspace == workspace)
    found: dict[str, dict[str, int]] = {}
    for name, sha in connection.execute(query):
        found.setdefault(name, {})[sha] = objects.size(sha)
    return found


def check(connection: Connection, settings: Settings, workspace: str, data: Dataset) -> None:
    """Refuse *data* when the workspace would keep more than the settings allow.

    Raises
    ------
    LoupeError
        ``too_many_datasets`` or ``workspace_full``: with the limit and the largest data set.
    """
    kept = sizes(connection, data.objects, workspace)
    where = Where(file=data.name)
    most = settings.workspace_datasets
    if data.name not in kept and len(kept) >= most > 0:
        raise LoupeError(QUOTA_DATASETS, where, most=most)
    if settings.workspace_mb <= 0:
        return
    whole = {sha: size for parts in kept.values() for sha, size in parts.items()}
    whole[data.object] = data.objects.size(data.object)
    if sum(whole.values()) > settings.workspace_mb * _MEGABYTE:
        largest = max(kept, key=lambda name: sum(kept[name].values()), default=data.name)
        megabytes = sum(kept.get(largest, whole).values()) / _MEGABYTE
        facts = {"most": settings.workspace_mb, "name": largest, "megabytes": megabytes}
        raise LoupeError(QUOTA_BYTES, where, **facts)
