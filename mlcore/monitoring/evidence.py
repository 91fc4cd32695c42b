"""The last logged requests as evidence: rows for a candidate to answer beside the champion."""

from __future__ import annotations

from mlcore.monitoring import log
from mlcore.monitoring.logged import LoggedRow
from mlcore.registry.asked import Asked
from mlcore.registry.names import CHAMPION
from mlcore.registry.registry import Registry

LEAST = 30
"""Fewer logged rows say too little; the hold-out is taken then."""


def requested(registry: Registry, name: str, version: int, alias: str = CHAMPION) -> Asked | None:
    """Return the newest rows that *name* was asked, for :func:`mlcore.registry.promotion.weigh`.

    Parameters
    ----------
    registry : Registry
        Where the model is; its settings say how many rows are replayed.
    name, version
        The candidate.
    alias : str
        What it would become; whoever is that now answers beside it.

    Returns
    -------
    Asked or None
        None when the log has too few rows. Scores on them are honest only if both versions were
        made before the first of these rows came: none was fitted on them.
    """
    at = registry.current(name, alias)
    if at is None:
        return None
    most = registry.store.settings.replay_rows
    rows = log.recent(registry.store, (registry.workspace, name), most=most)
    if len(rows) < LEAST:
        return None
    made = max(registry.version(name, one).created for one in {version, at})
    later = [row for row in rows if row.time > made]
    kept = later if len(later) >= LEAST else rows
    return _asked(kept, unseen=kept[0].time > made)


def _asked(rows: list[LoggedRow] | tuple[LoggedRow, ...], unseen: bool) -> Asked:
    return Asked(
        tuple(row.input for row in rows), "requests", tuple(row.label for row in rows), unseen
    )
