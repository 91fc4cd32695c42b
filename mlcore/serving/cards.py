"""What the service tells about its models."""

from __future__ import annotations

from typing import Any

from mlcore.errors import LoupeError
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from mlcore.types import to_json


def listing(store: Store, workspace: str) -> dict[str, Any]:
    """Return names, versions and champions of all models."""
    registry = Registry(store, workspace)
    return {
        "models": [
            {
                "name": entry.name,
                "versions": [version.version for version in registry.versions(entry.name)],
                "aliases": {} if entry.champion is None else {"champion": entry.champion},
                "task": entry.task,
                "target": entry.target,
                "metric": entry.metric,
                "score": entry.score,
            }
            for entry in registry.models()
        ]
    }


def card(store: Store, workspace: str, name: str) -> dict[str, Any]:
    """Return versions, aliases, signature and card of one model.

    Raises
    ------
    LoupeError
        ``unknown_model``.
    """
    registry = Registry(store, workspace)
    versions = registry.versions(name)
    aliases = {alias: entry.version for entry in versions for alias in entry.aliases}
    shown = next((v for v in versions if v.version == aliases.get("champion")), versions[0])
    try:
        signature = to_json(registry.load(f"{name}:{shown.version}").signature)
    except LoupeError:
        signature = None
    return {
        "name": versions[0].name,
        "versions": [
            {
                "version": v.version,
                "aliases": list(v.aliases),
                "model": v.meta.model,
                "metric": v.meta.metric,
                "score": v.meta.score,
                "holdout": v.meta.holdout,
                "created": v.created,
            }
            for v in versions
        ],
        "aliases": aliases,
        "signature": signature,
        "card": {"version": shown.version, **to_json(shown.meta)},
    }
