"""What the registry lists."""

from __future__ import annotations

from dataclasses import dataclass

from mlcore.prediction.model import ModelMeta
from mlcore.types import Task


@dataclass(frozen=True)
class ModelEntry:
    """A model by name: how many versions, which is champion, and what that one does."""

    name: str
    versions: int
    newest: int
    champion: int | None
    task: Task
    target: str
    metric: str
    score: float | None
    created: float
    changed: float


@dataclass(frozen=True)
class VersionEntry:
    """One version; ``meta`` says how it was made and how good it is.

    ``fault`` is the code of what was found wrong with its files, empty when nothing was.
    """

    name: str
    version: int
    aliases: tuple[str, ...]
    meta: ModelMeta
    digest: str
    folder: str
    parent: int | None
    run: str | None
    created: float
    tags: tuple[str, ...] = ()
    note: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Move:
    """An alias that changed: when, from where, to where, by which action."""

    name: str
    alias: str
    version: int
    previous: int | None
    action: str
    time: float
